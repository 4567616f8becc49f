"""QGIS projects and layer definitions that open styled and read live from this server."""

from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Query, Request, Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.served import get_catalogue
from app.errors import UnknownLayerError, refuse_layer
from app.language.choice import get_wording
from app.language.modelled import say_modelled
from app.language.titles import say_description, say_title
from app.web.caching import build_headers
from app.web.parameters import LanguageQuery
from app.web.site import find_root
from geodata.fields import TABLE_FIELDS
from geodata.layers import SHAPES, Sector, Shape
from geodata.names import SPOKEN
from geodata.qgis.base_map import BY_TAGS
from geodata.qgis.layers import FileSource, Group, LiveSource, ProjectLayer
from geodata.qgis.project import Project, write_layer_definition, write_project
from geodata.qgis.rasters import PictureSource, RasterLayer
from geodata.qgis.styles import make_default_style
from geodata.sentences import begin_sentence, sentence
from geodata.snapshot.published import find_layer
from geodata.wording import Wording, load_wording

router = APIRouter(tags=["data"])

PROJECT_TYPE = "application/x-qgis-project+zip"
DEFINITION_TYPE = "application/x-qgis-layer-definition+xml"

_SHOWN = frozenset(
    {"banks", "crossings", "projects", "roads", "rail"}
    | {"waterways", "water_areas", "buildings", "green_areas"}
)
_FIRST, _GROUND = ("crossings", "projects", "institutions"), ("banks",)
_LISTS = tuple(name for name in TABLE_FIELDS if name not in {*_FIRST, *_GROUND})
_BELOW = (Sector.BUILDINGS, Sector.RIVER, Sector.BOUNDARIES, Sector.GREEN)
_RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"description": "A parameter is unknown or malformed (RFC 9457)"},
    404: {"description": "There is no such city or layer (RFC 9457)"},
    503: {"description": "No snapshot is loaded yet (RFC 9457)"},
}


@router.get(
    "/data/{city}.qgz",
    responses={
        **_RESPONSES,
        200: {"content": {PROJECT_TYPE: {}}, "description": "A QGIS project"},
    },
    response_class=Response,
)
def get_project(request: Request, city: str, query: Annotated[LanguageQuery, Query()]) -> Response:
    """Give a QGIS project with every layer, grouped by sector, in the reader's language."""
    catalogue, wording = get_catalogue(request), _choose_wording(request, query)
    if city != catalogue.manifest.city.id:
        path = f"/data/{catalogue.manifest.city.id}.qgz"
        raise UnknownLayerError(sentence("The project is %(path)s.", path=path))
    project = Project(
        city,
        f"UraMost – {wording.join_names(catalogue.manifest.city.name)}",
        catalogue.manifest.city.crs,
        catalogue.manifest.bounds,
        tuple(_list_groups(catalogue, find_root(request), wording)),
    )
    return _answer(write_project(project), f"{city}.qgz", PROJECT_TYPE, wording)


@router.get(
    "/data/{name}.qlr",
    responses={
        **_RESPONSES,
        200: {"content": {DEFINITION_TYPE: {}}, "description": "A QGIS layer definition"},
    },
    response_class=Response,
)
def get_definition(
    request: Request, name: str, query: Annotated[LanguageQuery, Query()]
) -> Response:
    """Give one layer as a definition that can be dropped into any QGIS project."""
    catalogue, wording = get_catalogue(request), _choose_wording(request, query)
    if name not in catalogue.collections:
        raise refuse_layer(name, catalogue.collections)
    layers = tuple(_list_layers(catalogue, name, find_root(request), wording))
    filename = f"{catalogue.manifest.city.id}-{name}.qlr"
    return _answer(write_layer_definition(layers), filename, DEFINITION_TYPE, wording)


def _choose_wording(request: Request, query: LanguageQuery) -> Wording:
    return load_wording(query.lang) if query.lang else get_wording(request)


def _answer(body: bytes, filename: str, media_type: str, wording: Wording) -> Response:
    headers = {
        "Cache-Control": build_headers("")["Cache-Control"],
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Content-Language": wording.language,
        "Vary": "Accept-Language, Cookie, Host",
    }
    return Response(body, 200, headers, media_type)


def _list_groups(catalogue: Catalogue, root: str, wording: Wording) -> list[Group]:
    """List the groups of a project, from the top: crossings, sectors, ground, lists."""
    _ = wording.gettext
    names: dict[str, list[str]] = {_("Crossings and projects"): list(_FIRST)}
    sectors = [*(one for one in Sector if one not in _BELOW), *_BELOW]
    for sector in sectors:
        found = [name for name in catalogue.collections if _is_of(name, sector)]
        names[begin_sentence(wording.say("sector", sector))] = found
    ground = wording.say("layer", "Banks and the line between them")
    names[ground] = list(_GROUND)
    names[_("Tables without map locations")] = list(_LISTS)
    groups = []
    for title, members in names.items():
        layers: list[ProjectLayer | RasterLayer] = [
            layer
            for name in members
            if len(catalogue.collections[name].everything)
            for layer in _list_layers(catalogue, name, root, wording)
        ]
        layers += _list_pictures(catalogue, root, wording) if title == ground else []
        if layers:
            groups.append(Group(title, tuple(layers)))
    return groups


def _list_pictures(catalogue: Catalogue, root: str, wording: Wording) -> list[RasterLayer]:
    """List the relief of the ground, where the snapshot has one."""
    if catalogue.relief is None:
        return []
    source = catalogue.manifest.city.elevation
    address, title = f"{root}/map/relief.png", wording.say("layer", "Relief")
    rights = source.name if source else ""
    return [RasterLayer("uramost_relief", PictureSource(address), title, rights)]


def _is_of(name: str, sector: Sector) -> bool:
    layer = find_layer(name)
    return layer is not None and layer.sector is sector


def _list_layers(
    catalogue: Catalogue, name: str, root: str, wording: Wording
) -> list[ProjectLayer]:
    """List a collection as the layers that QGIS needs for it: one for each kind of geometry."""
    collection = catalogue.collections[name]
    title = say_title(name, wording)
    if modelled := say_modelled(collection.modelled, len(collection.everything), wording):
        title = f"{title} ({modelled})"
    abstract = " ".join([say_description(name, wording), *catalogue.manifest.notes])
    aliases = {field.name: wording.say("field", field.title) for field in collection.fields}
    shapes = find_shapes(collection)
    names = (*(SPOKEN[code].field for code in wording.names_order), "name")
    layers = [
        ProjectLayer(
            f"uramost_{name}",
            FileSource(root, name, shapes[0])
            if name in BY_TAGS and shapes
            else LiveSource(root, name),
            title,
            abstract,
            aliases,
            make_default_style(name, shapes[0], wording) if shapes else None,
            name in _SHOWN,
            catalogue.manifest.attribution,
            names,
        )
    ]
    for shape in shapes[1:]:
        named = f"{title}: {wording.say('shape', shape)}"
        source, style = FileSource(root, name, shape), make_default_style(name, shape, wording)
        layers.append(
            ProjectLayer(
                f"uramost_{name}_{shape}",
                source,
                named,
                abstract,
                aliases,
                style,
                name in _SHOWN,
                catalogue.manifest.attribution,
            )
        )
    return layers


def find_shapes(collection: Collection) -> list[Shape]:
    """Find the kinds of geometry of a collection, the first feature's kind first."""
    placed = collection.shapes[~shapely.is_missing(collection.shapes)]
    types = dict.fromkeys(one.geom_type for one in placed)
    found = dict.fromkeys(SHAPES[kind] for kind in types if kind in SHAPES)
    if found or collection.name in _LISTS:
        return list(found)
    layer = find_layer(collection.name)
    return [one for one in Shape if layer and one in layer.shapes][:1]

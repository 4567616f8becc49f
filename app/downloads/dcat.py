"""All data as catalogues harvest them: DCAT 3 in JSON-LD (https://www.w3.org/TR/vocab-dcat-3/)."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
import shapely
from fastapi import APIRouter, Request, Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.downloads.files import find_sizes
from app.downloads.projects import OC4IDS
from app.language.titles import say_description, say_title
from app.web.caching import build_headers
from app.web.site import find_root
from app.web.sources import describe_source
from geodata import LICENCE_URL
from geodata.exports import oc4ids, project_feed
from geodata.exports.formats import Format
from geodata.names import LANGUAGES
from geodata.snapshot.published import find_layer
from geodata.wording import Wording, load_wording

router = APIRouter(tags=["data"])

MEDIA_TYPE = "application/ld+json"

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
_CODES = tuple(dict.fromkeys(code.partition("-")[0] for code in LANGUAGES))
_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"


_CATALOG: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {}}, "description": "A dcat:Catalog (DCAT 3) as JSON-LD"},
    503: {"description": "No snapshot is loaded yet (RFC 9457)"},
}


@router.get("/data/catalog.jsonld", responses=_CATALOG, response_class=Response)
def get_catalog(request: Request) -> Response:
    """Describe all data for catalogues that harvest them."""
    catalogue = get_catalogue(request)
    document = describe_catalog(catalogue, find_root(request), find_sizes(request, catalogue))
    headers = {"Cache-Control": build_headers(catalogue.id)["Cache-Control"]}
    return Response(orjson.dumps(document), 200, headers, MEDIA_TYPE)


def describe_catalog(
    catalogue: Catalogue, root: str, sizes: Mapping[tuple[str, Format], int]
) -> dict[str, Any]:
    """Describe everything that a server gives.

    Parameters
    ----------
    root
        Address of the server, without a slash at its end.
    sizes
        (layer, format) → bytes, of files that are made already.
    """
    manifest = catalogue.manifest
    service = f"{root}/ogc"
    return {
        "@context": _CONTEXT,
        "@id": f"{root}/data",
        "@type": "dcat:Catalog",
        "dct:title": _say_all(lambda said: f"UraMost – {said.join_names(manifest.city.name)}"),
        "dct:description": _say_all(
            lambda said: said.gettext("What connects and what separates a divided city.")
        ),
        "dct:license": {"@id": LICENCE_URL},
        "dct:language": [{"@id": f"{_LANGUAGES}{code}"} for code in _CODES],
        "dct:modified": _write_time(manifest.created_at),
        "dct:publisher": _describe_publisher(root),
        "foaf:homepage": {"@id": f"{root}/data"},
        "dcat:service": {
            "@id": service,
            "@type": "dcat:DataService",
            "dct:title": "OGC API – Features",
            "dct:conformsTo": {"@id": _FEATURES},
            "dct:license": {"@id": LICENCE_URL},
            "dcat:endpointURL": {"@id": service},
            "dcat:endpointDescription": {"@id": f"{service}/api"},
            "dcat:servesDataset": [
                {"@id": f"{root}/data/{name}"} for name in catalogue.collections
            ],
        },
        "dcat:dataset": [
            _describe_dataset(catalogue, root, name, sizes) for name in catalogue.collections
        ],
    }


def _describe_dataset(
    catalogue: Catalogue, root: str, name: str, sizes: Mapping[tuple[str, Format], int]
) -> dict[str, Any]:
    manifest, layer = catalogue.manifest, find_layer(name)
    has_projects = name == "projects" and bool(catalogue.register.projects)
    keywords = [name, "OpenStreetMap", *([layer.sector.value] if layer else [])]
    return {
        "@id": f"{root}/data/{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{manifest.city.id}/{name}",
        "dct:title": _say_all(lambda said: say_title(name, said)),
        "dct:description": _say_all(lambda said: say_description(name, said)),
        "dct:issued": _write_time(manifest.created_at),
        "dct:modified": _write_time(manifest.origin.osm_date or manifest.origin.pulled_at),
        "dct:license": {"@id": LICENCE_URL},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": manifest.attribution},
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": [
                *_say_all(lambda said: describe_source(manifest, said)),
                *({"@language": "en", "@value": note} for note in manifest.notes),
            ],
        },
        "dct:publisher": _describe_publisher(root),
        "dct:spatial": _describe_place(manifest.bounds),
        "dct:temporal": _describe_day(manifest.origin.osm_date or manifest.origin.pulled_at),
        "dcat:keyword": keywords,
        "dcat:landingPage": {"@id": f"{root}/data/{name}"},
        "dcat:version": manifest.id,
        "dcat:distribution": [
            *(_describe_file(root, name, form, sizes.get((name, form))) for form in Format),
            *(_describe_projects(root) if has_projects else ()),
        ],
    }


def _describe_projects(root: str) -> list[dict[str, Any]]:
    """Describe the projects in the words of other systems: a distribution in each language."""
    return [
        {
            "@type": "dcat:Distribution",
            "dct:title": title,
            "dct:license": {"@id": LICENCE_URL},
            "dct:language": {"@id": f"{_LANGUAGES}{code.partition('-')[0]}"},
            "dcat:accessURL": {"@id": f"{root}/data/projects"},
            "dcat:downloadURL": {"@id": f"{root}{path}?lang={code}"},
            "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{media_type}"},
            **({"dct:conformsTo": {"@id": oc4ids.STANDARD}} if path.startswith("/data") else {}),
        }
        for title, path, media_type in (
            ("OC4IDS 0.9.5", f"/data/{OC4IDS}", oc4ids.MEDIA_TYPE),
            ("Atom", "/projects.atom", project_feed.MEDIA_TYPE),
        )
        for code in LANGUAGES
    ]


def _describe_file(root: str, name: str, form: Format, size_bytes: int | None) -> dict[str, Any]:
    media_type = form.media_type.partition(";")[0]
    size = {} if size_bytes is None else {"dcat:byteSize": size_bytes}
    return {
        "@type": "dcat:Distribution",
        "dct:title": form.label,
        "dct:license": {"@id": LICENCE_URL},
        "dcat:accessURL": {"@id": f"{root}/data/{name}"},
        "dcat:downloadURL": {"@id": f"{root}/data/{name}.{form}"},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{media_type}"},
        **size,
    }


def _describe_publisher(root: str) -> dict[str, Any]:
    return {
        "@id": f"{root}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": "UraMost",
        "foaf:homepage": {"@id": f"{root}/"},
    }


def _describe_day(moment: str) -> dict[str, Any]:
    """Describe the day that data are of."""
    day = {"@type": "xsd:date", "@value": moment[:10]}
    return {"@type": "dct:PeriodOfTime", "dcat:startDate": day, "dcat:endDate": day}


def _describe_place(bounds: tuple[float, float, float, float]) -> dict[str, Any]:
    """Describe a box, left, bottom, right, top in degrees, as (lon, lat)."""
    box = shapely.to_wkt(shapely.box(*bounds), rounding_precision=7)
    return {
        "@type": "dct:Location",
        "dcat:bbox": {"@type": "geo:wktLiteral", "@value": box},
    }


def _say_all(say: Callable[[Wording], str]) -> list[dict[str, str]]:
    """Say a text in every language."""
    return [{"@language": code, "@value": say(load_wording(code))} for code in LANGUAGES]


def _write_time(moment: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": moment}

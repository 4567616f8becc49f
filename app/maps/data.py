"""What maps draw in a shape of their own: facts nested as popups tell them, marks on the divide.

Everybody else reads the same things flat, under ``/data`` and ``/ogc``.
"""

from struct import unpack
from typing import Annotated
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Query, Request, Response
from pyproj import CRS
from starlette.responses import FileResponse

from app.catalogue.crossings import encode_crossings
from app.catalogue.served import get_catalogue
from app.errors import UnknownTileError
from app.web.caching import answer_features, build_headers, is_current
from app.web.parameters import CrossingQuery, LayerQuery
from geodata.crs import GEOGRAPHIC, WEB_MERCATOR, get_transformer
from geodata.dates import read_today
from geodata.sentences import sentence

router = APIRouter(include_in_schema=False)

_FOR_GOOD = "public, max-age=31536000, immutable"


@router.get("/map/relief.png")
def get_relief(request: Request, version: str = "") -> Response:
    """Give the picture of the relief; that of a version never changes."""
    catalogue = get_catalogue(request)
    if catalogue.relief is None or not catalogue.relief.is_file():
        raise UnknownTileError(sentence("This data version has no relief."))
    headers = build_headers(catalogue.id)
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if version == catalogue.id:
        headers["Cache-Control"] = _FOR_GOOD
    return FileResponse(catalogue.relief, headers=headers, media_type="image/png")


@router.get("/map/relief.png.aux.xml")
def get_relief_place(request: Request) -> Response:
    """Tell where the picture of the relief lies, as GDAL and QGIS look for it beside a picture."""
    catalogue = get_catalogue(request)
    if catalogue.relief is None or not catalogue.relief.is_file():
        raise UnknownTileError(sentence("This data version has no relief."))
    with catalogue.relief.open("rb") as picture:
        columns, rows = unpack(">II", picture.read(24)[16:])
    to_mercator = get_transformer(GEOGRAPHIC, WEB_MERCATOR)
    left, bottom, right, top = to_mercator.transform_bounds(*catalogue.manifest.bounds)
    place = left, (right - left) / columns, 0, top, 0, (bottom - top) / rows
    root = Element("PAMDataset")
    SubElement(root, "SRS").text = CRS(WEB_MERCATOR).to_wkt("WKT1_GDAL")
    SubElement(root, "GeoTransform").text = ", ".join(map(repr, place))
    headers = build_headers(catalogue.id)
    return Response(tostring(root), headers=headers, media_type="application/xml")


@router.get("/map/crossings.geojson")
def get_crossings(request: Request, query: Annotated[CrossingQuery, Query()]) -> Response:
    """Give the crossings that were there on a day, with their status and access on it."""
    catalogue = get_catalogue(request)
    day = query.as_of or read_today()
    features = encode_crossings(catalogue, day)
    rows = None if query.bbox is None else features.find(query.bbox)
    return answer_features(request, f"{catalogue.id}-{day}", features, rows)


@router.get("/map/projects.geojson")
def get_projects(request: Request, query: Annotated[LayerQuery, Query()]) -> Response:
    """Give the projects, each with all that its page says."""
    catalogue = get_catalogue(request)
    features = catalogue.layers["projects"]
    rows = None if query.bbox is None else features.find(query.bbox)
    return answer_features(request, catalogue.id, features, rows)

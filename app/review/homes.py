"""Minutes before and after at each home, as GeoJSON and as people by minutes."""

import gzip
import math
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any

import numpy as np
import orjson
from fastapi import APIRouter, Query, Request, Response

from app.catalogue.features import MEDIA_TYPE, compress
from app.review.assessments import assess_once
from app.review.cache import make_key
from app.review.openapi import HOMES_DOCS
from app.review.query import QuestionInAddress
from app.review.service import get_service
from app.web.caching import build_headers, is_current
from app.web.negotiation import takes_encoding
from geodata import LICENCE_URL
from geodata.arrays import Floats
from geodata.assessment.access_changes import describe_access
from geodata.assessment.figures import list_figures
from geodata.assessment.homes import count_classes, find_sides, measure_home_minutes
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question
from geodata.assessment.scenarios import settle_population
from geodata.assessment.weights import PEOPLE
from geodata.crs import COORDINATE_DECIMALS, GEOGRAPHIC, get_transformer
from geodata.dates import read_today

router = APIRouter(prefix="/api/assessments", tags=["review"])

PATH = "/api/assessments/homes.geojson"

_DECIMALS = 2


@router.get("/homes.geojson", response_class=Response, **HOMES_DOCS)
async def get_homes(request: Request, query: Annotated[QuestionInAddress, Query()]) -> Response:
    """Give the mean trip to the other bank from each home, in minutes, before and after."""
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    key = make_key(PATH, model.snapshot_id, question)
    headers = build_headers(key[:32])
    body = await service.answer(request, service.quick, key, partial(render_homes, model, question))
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if not takes_encoding(request, "gzip"):
        return Response(gzip.decompress(body), 200, headers, MEDIA_TYPE)
    return Response(body, 200, headers | {"Content-Encoding": "gzip"}, MEDIA_TYPE)


def render_homes(model: CityModel, question: Question) -> bytes:
    """Render each home with its minutes before and after as GeoJSON, gzipped.

    Points are in EPSG:4326, (lon, lat); the id is that of the building in
    ``/data/buildings.geojson``. Minutes are null where there is no way.
    """
    homes = model.spread(question.people, question.population)
    collection = {
        "type": "FeatureCollection",
        "snapshot_id": model.snapshot_id,
        "city": model.city.id,
        "is_modelled": model.is_modelled,
        "mode": question.mode,
        "day": question.day,
        "closures": question.closures,
        "access": describe_access(question),
        "trips_to": question.trips_to,
        "weights_unit": homes.unit,
        "population": homes.population,
        "is_combination": homes.is_combination,
        "figures": list_figures(model.city, homes),
        "attribution": model.attribution,
        "licence": LICENCE_URL,
        "features": list(_list_features(model, question)),
    }
    return compress(orjson.dumps(collection))


def render_classes(model: CityModel, question: Question) -> bytes:
    """Render an assessment with the people of each bank by their minutes before and after."""
    classes = count_classes(model, question, measure_home_minutes(model, question))
    result = {"assessment": assess_once(model, question), "classes": classes}
    return orjson.dumps(result, option=orjson.OPT_SERIALIZE_NUMPY)


def _list_features(model: CityModel, question: Question) -> Iterator[dict[str, Any]]:
    homes = model.spread(question.people, question.population)
    found = measure_home_minutes(model, question)
    x, y = homes.points.T
    lonlat = np.stack(get_transformer(model.crs, GEOGRAPHIC).transform(x, y), axis=1)
    weighed = "people" if homes.unit == PEOPLE else "floor_area_m2"
    columns = zip(
        homes.ids,
        lonlat.round(COORDINATE_DECIMALS).tolist(),
        find_sides(model, question.mode),
        homes.weight.round(_DECIMALS).tolist(),
        _write(found.before_min),
        _write(found.after_min),
        _write(found.saved_min),
        strict=True,
    )
    for name, place, side, weight, before, after, saved in columns:
        minutes = {"before_min": before, "after_min": after, "saved_min": saved}
        yield {
            "type": "Feature",
            "id": name,
            "geometry": {"type": "Point", "coordinates": place},
            "properties": {"side": side, weighed: weight, **minutes},
        }


def _write(minutes: Floats) -> list[float | None]:
    return [round(one, _DECIMALS) if math.isfinite(one) else None for one in minutes.tolist()]

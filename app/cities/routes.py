"""The pages of all cities of a server: a map and a table, and the table as files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from app.cities.cities import Cities
from app.cities.map import draw_cities
from app.cities.table import COLUMNS, Row, list_rows, sort_rows
from app.language.choice import get_wording
from app.language.refusals import say_sentence
from app.web.pages import get_tools
from app.web.site import find_site
from app.web.tables import write_csv
from geodata.comparison.words import explain_indicator, say_indicator, say_lack, write_value
from geodata.dates import read_today
from geodata.wording import Wording

router = APIRouter(tags=["cities"])

_LONGEST_SORT = 40


def list_known(request: Request) -> list[Row]:
    """List all cities of the server that a request reached."""
    cities: Cities = request.app.state.cities
    return list_rows(cities.list_cities())


@router.get("/cities", include_in_schema=False)
def show_cities(request: Request, sort: str = "name") -> Response:
    """Show every city on a map and in a table, in the order that is asked for."""
    pages, assets, wording = get_tools(request)
    rows = sort_rows(list_known(request), sort[:_LONGEST_SORT], read_today(), wording)
    values = {
        "page": "cities",
        "map": draw_cities(rows, assets, wording, find_site(request)),
        "columns": COLUMNS,
        "titles": {one: say_indicator(one, wording.language) for one in COLUMNS},
        "meanings": {one: explain_indicator(one, wording.language) for one in COLUMNS},
        "rows": [(row, list(_write_cells(row, wording))) for row in rows],
        "sort": sort,
        "say_fault": partial(say_sentence, wording=wording),
    }
    return pages.render(request, "cities/cities.html", None, values)


def _write_cells(row: Row, wording: Wording) -> Iterator[dict[str, str | None]]:
    """Write what the table says of a city that can be read."""
    if row.compared is None:
        return
    for column in COLUMNS:
        found = row.compared.find(column, read_today())
        said = write_value(found, wording.language) if found.value is not None else None
        lack = say_lack(found, row.compared.manifest.city, wording.language)
        yield {"value": said, "lack": lack}


@router.get(
    "/cities.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "One row for each city"}},
)
def get_csv(request: Request) -> Response:
    """Give the table of cities as CSV: each figure in its unit, empty where there is none.

    Shares are from 0 to 1, `data_age` is in days.
    """
    wording = get_wording(request)
    records = [_describe(row, wording) for row in list_known(request)]
    names = ["id", "name", "lon", "lat", *map(str, COLUMNS), "data_day", "snapshot", "fault"]
    table = [[one[name] for name in names] for one in records]
    return Response(
        write_csv(names, table).encode(),
        headers={
            "Content-Disposition": 'attachment; filename="cities.csv"',
            "Content-Language": wording.language,
            "Vary": "Accept-Language, Cookie",
        },
        media_type="text/csv",
    )


@router.get(
    "/cities.geojson",
    response_class=Response,
    responses={
        200: {"content": {"application/geo+json": {}}, "description": "A point for each city"}
    },
)
def get_geojson(request: Request) -> Response:
    """Give the table of cities as GeoJSON: the middle of each study area, with the same figures.

    A city whose data cannot be read has no place, and `fault` says why.
    """
    wording = get_wording(request)
    features = [_make_feature(row, _describe(row, wording)) for row in list_known(request)]
    collection = {"type": "FeatureCollection", "features": features}
    headers = {"Content-Language": wording.language, "Vary": "Accept-Language, Cookie"}
    return Response(orjson.dumps(collection), 200, headers, "application/geo+json")


def _make_feature(row: Row, record: dict[str, Any]) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": row.point} if row.point else None
    told = {name: one for name, one in record.items() if name not in {"lon", "lat", "name"}}
    properties = {**told, "names": dict(row.names)}
    return {"type": "Feature", "id": row.id, "geometry": place, "properties": properties}


def _describe(row: Row, wording: Wording) -> dict[str, Any]:
    """Describe a city as one record: plain values, None where there is none."""
    lon, lat = row.point or (None, None)
    found = {column: row.find(column, read_today()) for column in COLUMNS}
    day = row.compared.data_day if row.compared else None
    return {
        "id": row.id,
        "name": wording.join_names(row.names),
        "lon": lon,
        "lat": lat,
        **{column.value: one.value if one else None for column, one in found.items()},
        "data_day": day.isoformat() if day else None,
        "snapshot": row.compared.manifest.id if row.compared else None,
        "fault": say_sentence(row.fault, wording) or None,
    }

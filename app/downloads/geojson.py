"""Addresses of data: layers as GeoJSON, and what the snapshot says of itself."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from app.catalogue.features import MEDIA_TYPE
from app.catalogue.served import get_catalogue
from app.concurrency.threads import run_aside
from app.downloads.subset import choose_parts, refuse_mark
from app.errors import refuse_layer
from app.web.caching import answer_features, build_headers, is_current
from app.web.parameters import ExportQuery
from geodata.dates import read_today
from geodata.snapshot.manifest import dump_manifest
from geodata.snapshot.store import list_manifests

router = APIRouter(tags=["data"])


class KeptSnapshot(BaseModel):
    """A data version that is kept."""

    id: str = Field(description="As the parameter `snapshot` of files and features takes it")
    created_at: str = Field(description="When it was made, ISO 8601 in UTC")
    source: str
    data_as_of: str | None = Field(
        description="State of the OpenStreetMap data, ISO 8601 in UTC, where the source tells it"
    )
    is_modelled: bool
    is_current: bool


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {}}, "description": "A FeatureCollection (RFC 7946)"},
    304: {"description": "The reader's copy is still current"},
    400: {"description": "A parameter is unknown or malformed (RFC 9457)"},
    503: {"description": "No snapshot is loaded yet (RFC 9457)"},
}
_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"description": "The snapshot has no such layer (RFC 9457)"}
}


@router.get("/data/{layer}.geojson", responses=_RESPONSES | _UNKNOWN, response_class=Response)
async def get_layer(
    request: Request, layer: str, query: Annotated[ExportQuery, Query()]
) -> Response:
    """Give the features of a layer or table, whole or in part.

    Any of its fields is a parameter, too: `side=north` gives what has that value.
    """
    run = run_aside if request.scope["query_string"] else run_in_threadpool
    return await run(_answer_layer, request, layer, query)


def _answer_layer(request: Request, layer: str, query: ExportQuery) -> Response:
    catalogue = get_catalogue(request)
    if layer not in catalogue.collections:
        raise refuse_layer(layer, catalogue.collections)
    refuse_mark(query)
    day = query.as_of or read_today()
    table = catalogue.get_table(layer, day)
    rows = choose_parts(request, catalogue, (table,), query).get(layer)
    tag = f"{catalogue.id}-{day}" if layer == "crossings" else catalogue.id
    return answer_features(request, tag, table.features, rows)


@router.get("/api/snapshot", responses={503: _RESPONSES[503]}, response_class=Response)
def get_snapshot(request: Request) -> Response:
    """Tell what is served: city, source, dates, counts, files with checksums, licence."""
    catalogue = get_catalogue(request)
    headers = build_headers(catalogue.id)
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(dump_manifest(catalogue.manifest), 200, headers, "application/json")


@router.get("/api/snapshots", responses={503: _RESPONSES[503]})
def list_snapshots(request: Request) -> list[KeptSnapshot]:
    """List the data versions that are kept, newest first: files and features take their ids."""
    current = get_catalogue(request).id
    return [
        KeptSnapshot(
            id=one.id,
            created_at=one.created_at,
            source=one.origin.name,
            data_as_of=one.origin.osm_date,
            is_modelled=one.origin.is_modelled,
            is_current=one.id == current,
        )
        for one in list_manifests(request.state.city.data)
    ]

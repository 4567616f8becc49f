"""The address at which catalogues harvest the description of all data."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from app.catalogue.served import get_catalogue
from app.downloads.dcat import MEDIA_TYPE, describe_catalog
from app.downloads.files import find_sizes
from app.web.caching import build_headers
from app.web.site import find_root

router = APIRouter(tags=["data"])

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

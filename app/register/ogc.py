"""The register for GIS programs: OGC API – Features of what is public, by the code of the map."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from app.ogc.routes import ENDPOINTS
from app.register.access import allow
from app.register.renewed import Renewed
from app.register.served import ServedRegister

LEAST_S = 5.0
"""So long the collections stay, although the log may have grown."""


def take_served(request: Request) -> None:
    """Take what the request is answered from, in a thread: it may have to be made."""
    collections: Renewed[ServedRegister] = request.app.state.collections
    request.state.served = collections.read()


router = APIRouter(
    include_in_schema=False, dependencies=[Depends(allow("read")), Depends(take_served)]
)
for _path, _endpoint in ENDPOINTS.items():
    _own = f"/ogc{_path}".rstrip("/")  # no address of the register ends with a slash
    router.add_api_route(_own, _endpoint, response_model=None)

"""Whether the server runs, and whether it has something to serve; told on the event loop."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.catalogue.served import get_catalogue
from app.errors import NotReadyError
from geodata.sentences import sentence

router = APIRouter(tags=["health"])


class Readiness(BaseModel):
    """What is served: of one city its snapshot, of several how many of them.

    Attributes
    ----------
    unreadable
        How many more cities there are whose data cannot be read.
    """

    status: str = "ready"
    snapshot: str | None = None
    cities: int | None = None
    unreadable: int | None = None


@router.get("/healthz")
async def check_health() -> dict[str, str]:
    """Tell that the server runs."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    response_model_exclude_none=True,
    responses={503: {"description": "There is nothing to serve yet (RFC 9457)"}},
)
async def check_readiness(request: Request) -> Readiness:
    """Tell which snapshot is served, or how many cities are."""
    if request.state.city is not None:
        return Readiness(snapshot=get_catalogue(request).id)
    faults = [bool(one.known.fault) for one in request.app.state.cities.list_cities()]
    if all(faults):
        raise NotReadyError(sentence("No data version has been built yet."))
    return Readiness(cities=faults.count(False), unreadable=faults.count(True))

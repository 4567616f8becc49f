"""Whether the server runs, and whether it has something to serve; told on the event loop."""

from fastapi import APIRouter, Request

from app.catalogue.served import get_catalogue

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def check_health() -> dict[str, str]:
    """Tell that the server runs."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "No snapshot is loaded yet (RFC 9457)"}})
async def check_readiness(request: Request) -> dict[str, str]:
    """Tell which snapshot is served."""
    return {"status": "ready", "snapshot": get_catalogue(request).id}

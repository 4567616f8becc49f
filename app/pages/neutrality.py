"""The page of neutrality: the rules of the map, what is not known, and who answers for it."""

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from app.catalogue.served import get_catalogue
from app.web.pages import Pages
from geodata.cities.unknown import UnknownFact

router = APIRouter(include_in_schema=False)

_UNKNOWN = TypeAdapter(tuple[UnknownFact, ...])


@router.get("/neutrality")
def show_neutrality(request: Request) -> Response:
    """Show by which rules the map says what it says, and how to correct it."""
    catalogue = get_catalogue(request)
    pages: Pages = request.app.state.pages
    settings = request.app.state.settings
    values = {
        "page": "neutrality",
        "unknown": _UNKNOWN.dump_python(catalogue.unknown, mode="json"),
        "contact": settings.contact,
        "contact_link": settings.contact_link,
    }
    return pages.render(request, "pages/neutrality.html", catalogue, values)

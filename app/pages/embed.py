"""The map alone, for pages of other sites that the operator has named."""

from fastapi import APIRouter, Request, Response

from app.catalogue.served import get_catalogue
from app.errors import UnknownPageError
from app.maps.overview import draw_overview
from app.web.pages import get_tools
from geodata.sentences import sentence

router = APIRouter(include_in_schema=False)

_OFF = sentence(
    "This map is not shown inside other sites: its operator has named none (URAMOST_EMBED_SITES)."
)


@router.get("/embed")
def show_map_alone(request: Request) -> Response:
    """Show the overview's map without the text around it."""
    sites = request.app.state.settings.embed_sites
    if not sites:
        raise UnknownPageError(_OFF)
    catalogue = get_catalogue(request)
    pages, assets, wording = get_tools(request)
    base_maps = request.app.state.settings.base_maps
    values = {"page": "embed", "map": draw_overview(catalogue, assets, wording, base_maps)}
    return pages.render(request, "pages/embed.html", catalogue, values, embedders=sites)

"""The page that readers see first: the whole city on one map."""

from fastapi import APIRouter, Request, Response

from app.catalogue.crossings import describe_day
from app.catalogue.served import get_catalogue
from app.maps.backdrop import describe_river, list_voltages
from app.maps.base import find_focus
from app.maps.overview import draw_overview
from app.maps.printable import list_first, list_printable
from app.web.pages import get_tools
from geodata.cities.crossings import Mode
from geodata.dates import read_today

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_overview(request: Request) -> Response:
    """Show the city, its crossings, its projects and every layer."""
    catalogue = get_catalogue(request)
    pages, assets, wording = get_tools(request)
    base_maps = request.app.state.settings.base_maps
    day = describe_day(catalogue, read_today())
    placed = [one for one in day["crossings"] if one["has_place"]]
    values = {
        "page": "overview",
        "map": draw_overview(catalogue, assets, wording, base_maps),
        "projects": catalogue.projects,
        "print": {
            "bbox": find_focus(catalogue),
            "layers": list_first(catalogue),
            "printable": list_printable(catalogue),
        },
        "river": describe_river(catalogue, wording),
        "modes": [mode for mode in Mode if any(mode in one["passes"] for one in placed)],
        "voltages": list_voltages(catalogue),
        **day,
    }
    return pages.render(request, "pages/overview.html", catalogue, values)

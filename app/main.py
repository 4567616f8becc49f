"""Puts the web application together; nothing happens at import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp

from app.brief import map_routes as printed_map
from app.brief import routes as brief
from app.cities import comparison
from app.cities import routes as cities
from app.cities import search as city_search
from app.cities.cities import Cities
from app.cities.kept import KeptCatalogues, KeptMiddleware
from app.cities.middleware import CityMiddleware, CityPaths
from app.cities.names import CityNames
from app.downloads import counts, dcat, files, geojson, qgis, tiles
from app.downloads import pages as data_pages
from app.downloads import projects as project_files
from app.downloads.cache import FileCache
from app.maps import data as map_data
from app.maps import popups
from app.ogc.routes import list_routes
from app.pages import (
    about,
    crossings,
    embed,
    facts,
    in_view,
    in_view_counts,
    languages,
    neutrality,
    openapi,
    overview,
    projects,
    search,
)
from app.providers import routes as providers
from app.review import (
    attached,
    closures_page,
    compare_page,
    homes,
    page,
    parts,
    plan_page,
    reports,
    variants,
)
from app.review import routes as review
from app.review.problems import add_review_handlers
from app.settings import Settings
from app.web import health
from app.web.assets import Assets, StaticFolder
from app.web.headers import HeadersMiddleware, OpenDataMiddleware, TagMiddleware
from app.web.hosts import SiteMiddleware
from app.web.packing import PackingMiddleware
from app.web.pages import Pages
from app.web.problems import add_error_handlers
from geodata import ATTRIBUTION, LICENCE_URL
from geodata.snapshot.work_folder import sweep_work_folders
from geodata.wording import mark as _

NAVIGATION = (
    ("overview", "/", _("Map")),
    ("providers", "/providers", _("Providers")),
    ("crossings", "/crossings", _("Crossings")),
    ("projects", "/projects", _("Projects")),
    ("review", "/review", _("Bridge assessment")),
    ("data", "/data", _("Data")),
    ("about", "/about", _("About")),
)
"""Name, path and title of what each page leads to."""

OUTSIDE = (
    ("cities", "/cities", _("Cities")),
    ("cities-compared", "/cities/compare", _("Comparison")),
    ("city-search", "/cities/search", _("Search")),
)
"""The same of pages that are of no city, where there are several."""


class Application(FastAPI):
    """FastAPI with what has to stand outside of its own handler of errors."""

    def build_middleware_stack(self) -> ASGIApp:
        """Build the stack, and around it what every answer needs, the one to an error as well."""
        inner = super().build_middleware_stack()
        state = self.state
        return HeadersMiddleware(
            SiteMiddleware(inner, state.settings, CityPaths(state.cities).find_place)
        )


def create_app(settings: Settings | None = None) -> FastAPI:
    """Create the application; it loads the current snapshot when it starts and follows new ones."""
    settings = settings or Settings()
    app = Application(
        title="UraMost",
        description="What connects and what separates a divided city.",
        license_info={"name": ATTRIBUTION, "url": LICENCE_URL},
        openapi_url=None,  # `app.pages.openapi` gives it, with examples of the city
        docs_url=None,  # these pages load from other hosts
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_follow_snapshots,
    )
    app.state.settings = settings
    app.state.cities = Cities(settings)
    app.state.kept = KeptCatalogues()
    app.state.names = CityNames()
    app.state.assets = Assets(settings.static)
    app.state.exports = FileCache()
    app.state.pages = Pages(app.state.assets, NAVIGATION, OUTSIDE)
    add_error_handlers(app)
    add_review_handlers(app)
    downloads = (
        project_files,
        geojson,
        counts,
        dcat,
        qgis,
        files,
        data_pages,
        tiles,
        map_data,
        popups,
    )
    pages = (
        page,
        parts,
        variants,
        brief,
        printed_map,
        compare_page,
        closures_page,
        plan_page,
        providers,
        search,
        about,
        overview,
        in_view,
        in_view_counts,
        embed,
        crossings,
        projects,
        facts,
        languages,
        neutrality,
    )
    of_cities = (cities, city_search, comparison)
    # The busiest routes come first: each request tries them in this order.
    first = (review, health, openapi, *downloads, reports, attached, homes)
    for module in (*first, *pages, *of_cities):
        app.include_router(module.router)
    app.router.routes[:0] = list_routes()
    _serve_static(app, settings)
    app.add_middleware(KeptMiddleware, kept=app.state.kept)
    app.add_middleware(CityMiddleware, cities=app.state.cities)
    app.add_middleware(TagMiddleware)
    app.add_middleware(OpenDataMiddleware)
    app.add_middleware(PackingMiddleware)
    return app


@asynccontextmanager
async def _follow_snapshots(app: FastAPI) -> AsyncIterator[None]:
    served: Cities = app.state.cities
    sweeping = asyncio.create_task(asyncio.to_thread(sweep_work_folders))
    await served.refresh()
    watching = asyncio.create_task(_follow(app))
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await sweeping
    served.close()
    app.state.names.close()
    app.state.kept.close()
    app.state.exports.close()


async def _follow(app: FastAPI) -> None:
    """Follow the data folder until cancelled."""
    served: Cities = app.state.cities
    while True:
        if served.only is None:
            app.state.names.follow(served.list_cities())
        await asyncio.sleep(app.state.settings.poll_s)
        await served.refresh()
        served.drop_idle()


def _serve_static(app: FastAPI, settings: Settings) -> None:
    icon = (settings.static / "img" / "favicon.svg").read_bytes()

    @app.get("/favicon.ico", include_in_schema=False)
    def get_icon() -> Response:
        return Response(icon, media_type="image/svg+xml")

    version = app.state.assets.base.rpartition("/")[2]
    app.mount("/static", StaticFolder(settings.static, version))

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
from app.catalogue.served import LiveCatalogue
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
from app.providers.cache import ProviderCache
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
from app.review.service import ReviewService
from app.settings import Settings
from app.web import health
from app.web.assets import Assets, StaticFolder
from app.web.headers import HeadersMiddleware, OpenDataMiddleware, TagMiddleware
from app.web.hosts import CityMiddleware, SiteMiddleware
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


class Application(FastAPI):
    """FastAPI with what has to stand outside of its own handler of errors."""

    def build_middleware_stack(self) -> ASGIApp:
        """Build the stack, and around it what every answer needs, the one to an error as well."""
        inner = super().build_middleware_stack()
        return HeadersMiddleware(SiteMiddleware(inner, self.state.settings, self.state.live))


def create_app(settings: Settings | None = None) -> FastAPI:
    """Create the application; it loads the current snapshot when it starts and follows new ones."""
    settings = settings or Settings()
    app = Application(
        title="UraMost",
        description="What connects and what separates a city divided by a river.",
        license_info={"name": ATTRIBUTION, "url": LICENCE_URL},
        openapi_url=None,  # `app.pages.openapi` gives it, with examples of the city
        docs_url=None,  # these pages load from other hosts
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_follow_snapshots,
    )
    app.state.settings = settings
    app.state.review = ReviewService(has_criticality=settings.service_criticality)
    service = app.state.review
    app.state.live = LiveCatalogue(settings.data, service.take_up, service.has_failed)
    app.state.assets = Assets(settings.static)
    app.state.providers = ProviderCache()
    app.state.exports = FileCache(settings.data)
    app.state.pages = Pages(app.state.assets, NAVIGATION)
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
    # The busiest routes come first: each request tries them in this order.
    for module in (review, health, openapi, *downloads, reports, attached, homes, *pages):
        app.include_router(module.router)
    app.router.routes[:0] = list_routes()
    _serve_static(app, settings)
    app.add_middleware(CityMiddleware)
    app.add_middleware(TagMiddleware)
    app.add_middleware(OpenDataMiddleware)
    app.add_middleware(PackingMiddleware)
    return app


@asynccontextmanager
async def _follow_snapshots(app: FastAPI) -> AsyncIterator[None]:
    live: LiveCatalogue = app.state.live
    sweeping = asyncio.create_task(asyncio.to_thread(sweep_work_folders))
    await asyncio.to_thread(live.refresh)
    watching = asyncio.create_task(live.watch(app.state.settings.poll_s))
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await sweeping
    app.state.review.close()
    app.state.exports.close()


def _serve_static(app: FastAPI, settings: Settings) -> None:
    icon = (settings.static / "img" / "favicon.svg").read_bytes()

    @app.get("/favicon.ico", include_in_schema=False)
    def get_icon() -> Response:
        return Response(icon, media_type="image/svg+xml")

    version = app.state.assets.base.rpartition("/")[2]
    app.mount("/static", StaticFolder(settings.static, version))

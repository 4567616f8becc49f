"""Puts the application of the register together; it shares no address and no data with the map."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp

from app.concurrency.memory import settle_memory
from app.register import (
    account_pages,
    api,
    assessment_pages,
    data,
    files,
    home,
    key_change_pages,
    key_pages,
    link_pages,
    log_pages,
    login_pages,
    mine,
    moderation_pages,
    ogc,
    operation,
    project_pages,
    propose_pages,
    sign_pages,
)
from app.register.consent_start import keep_counting
from app.register.context import open_register
from app.register.logs import LogMiddleware
from app.register.page_cache import KeptAnswers
from app.register.place_background import LiveGround
from app.register.problems import add_error_handlers
from app.register.publish import Publisher, load_signing_key
from app.register.renewed import Renewed
from app.register.security import GuardMiddleware
from app.register.served import serve_register
from app.register.settings import RegisterSettings
from app.web.assets import Assets, StaticFolder
from app.web.headers import HeadersMiddleware
from app.web.hosts import SiteMiddleware
from app.web.pages import Pages
from geodata.wording import mark as _

NAVIGATION = (
    ("projects", "/", _("Projects")),
    ("propose", "/propose", _("Propose")),
    ("needs", "/needs", _("Needs")),
    ("claims", "/claims", _("Who operates what")),
    ("log", "/log", _("Log")),
    ("keys", "/keys", _("Keys")),
    ("mine", "/mine", _("My account")),
)
"""Name, path and title of what each page leads to."""

ROUTERS = (
    operation.router,
    files.router,
    home.router,
    project_pages.router,
    propose_pages.router,
    sign_pages.router,
    moderation_pages.router,
    log_pages.router,
    api.router,
    data.router,
    assessment_pages.router,
    ogc.router,
    login_pages.router,
    link_pages.router,
    mine.router,
    account_pages.router,
    key_pages.router,
    key_change_pages.router,
)


class RegisterApplication(FastAPI):
    """FastAPI with what has to stand outside of its own handler of errors."""

    def build_middleware_stack(self) -> ASGIApp:
        """Build the stack, and around it what every answer needs, the one to an error as well."""
        inner = super().build_middleware_stack()
        state = self.state
        guarded = GuardMiddleware(inner, state.settings.origin)
        return HeadersMiddleware(SiteMiddleware(guarded, state.settings))


def create_register(settings: RegisterSettings | None = None) -> FastAPI:
    """Create the application; it brings its database up to date when it starts."""
    settings = settings or RegisterSettings()
    settings = settings.model_copy(update={"public_url": settings.site})
    app = RegisterApplication(
        title="UraMost register",
        description="Projects of two banks: proposed, discussed, and signed by both offices.",
        openapi_url=None,
        docs_url=None,  # these pages load from other hosts
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_run,
    )
    app.state.settings = settings
    app.state.assets = Assets(settings.static)
    app.state.pages = Pages(app.state.assets, NAVIGATION)
    app.state.register = register = open_register(settings)
    app.state.kept = KeptAnswers()
    key = load_signing_key(settings.data)
    app.state.publisher = Publisher(register.database, register.ledger, key, files.LEAST_S)
    app.state.ground = LiveGround(settings, register.city, register.registries)
    app.state.collections = Renewed(
        register.database,
        lambda session, head: serve_register(session, register, head.hash),
        ogc.LEAST_S,
    )
    app.add_middleware(LogMiddleware, is_everything=settings.access_log)
    add_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    version = app.state.assets.base.rpartition("/")[2]
    app.mount("/static", StaticFolder(settings.static, version))
    return app


@asynccontextmanager
async def _run(app: FastAPI) -> AsyncIterator[None]:
    register = app.state.register
    await asyncio.to_thread(register.prepare)
    settle_memory()  # so that no collection of garbage goes through all that was loaded
    counting = asyncio.create_task(keep_counting(register.database, register.ledger))
    yield
    counting.cancel()
    register.database.close()

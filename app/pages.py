"""HTML pages from templates, each with a policy that lets only its own script run."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from starlette.responses import HTMLResponse

from app.headers import build_page_policy
from geodata import ATTRIBUTION
from geodata.names import join_names
from geodata.origin import SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.assets import Assets
    from app.catalogue import Catalogue
    from geodata.manifest import Manifest

TEMPLATES = Path(__file__).parent / "templates"

_SOURCES = {
    SourceKind.SAMPLE: "Bundled sample",
    SourceKind.OVERPASS: "OpenStreetMap, by the Overpass server",
    SourceKind.FILE: "OpenStreetMap, from the file",
}


@cache
def build_environment() -> Environment:
    """Build the environment of all templates; values are escaped unless a template is no HTML."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["join_names"] = join_names
    environment.filters["write_data"] = write_data
    return environment


def write_data(value: object) -> Markup:
    """Write a value as JSON for a script of folium, which renders it once more as a template.

    Nothing in the value may then open an expression, a block or a comment of Jinja.
    """
    return Markup(re.sub(r"\{(?=[{%#])", r"\\u007b", htmlsafe_json_dumps(value)))  # noqa: S704


class Pages:
    """Renders the pages of one server."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._environment = build_environment()

    def render(
        self,
        template: str,
        catalogue: Catalogue | None,
        values: Mapping[str, object],
        status: int = 200,
    ) -> HTMLResponse:
        """Render a page with the facts of its snapshot and a policy with a nonce of its own."""
        nonce = secrets.token_urlsafe(16)
        manifest = catalogue.manifest if catalogue else None
        context = {
            "nonce": nonce,
            "has_fonts": self._assets.has_fonts,
            "manifest": manifest,
            "source": describe_source(manifest) if manifest else None,
            "attribution": ATTRIBUTION,
            "page": None,
            "map": None,
        }
        html = self._environment.get_template(template).render(context | dict(values))
        policy = build_page_policy(nonce, self._assets.hosts)
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
        return HTMLResponse(html, status, headers)


def describe_source(manifest: Manifest) -> str:
    """Say where a snapshot's data came from and of when it is."""
    origin = manifest.origin
    state = "state of" if origin.osm_date else "pulled"
    day = datetime.fromisoformat(origin.osm_date or origin.pulled_at).date()
    return f"{_SOURCES[origin.kind]} {origin.name}, {state} {day.isoformat()}"

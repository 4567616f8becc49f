"""HTML pages from templates, each with a policy that lets only its own script run."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.catalogue.catalogue import Catalogue
from app.language.choice import COOKIE, get_wording
from app.language.modelled import say_counts, say_modelled
from app.web.assets import Assets
from app.web.headers import build_page_policy
from app.web.site import find_place, find_prefix, find_site
from app.web.sources import describe_source, tell_age
from geodata import ATTRIBUTION
from geodata.names import LANGUAGES, SPOKEN, Names, pair_names
from geodata.sentences import begin_sentence, end_sentence
from geodata.snapshot.origin import OSM_RIGHTS_URL, is_osm_id
from geodata.voltages import say_voltage
from geodata.wording import Wording, load_wording

TINTS = "banks"
"""Cookie and parameter of how the banks are tinted."""
TINTINGS = ("usual", "swapped")

TEMPLATES = Path(__file__).parents[1] / "templates"

_REMEMBERED_S = 365 * 24 * 3600


@cache
def build_environment(language: str = "en") -> Environment:
    """Build the environment of all templates in a language.

    Values are escaped unless a template is no HTML.
    """
    wording = load_wording(language)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        wording.gettext, wording.ngettext, newstyle=True, pgettext=wording.pgettext
    )
    environment.globals |= {"wording": wording, "say": wording.say}
    environment.filters["join_names"] = wording.join_names
    environment.filters["names"] = partial(write_names, wording)
    environment.filters["choose_names"] = wording.choose_names
    environment.filters["number"] = wording.write_number
    environment.filters["duration"] = wording.write_duration
    environment.filters["distance"] = wording.write_distance
    environment.filters["amount"] = wording.write_amount
    environment.filters["day"] = wording.write_day
    environment.filters["capitalize"] = begin_sentence
    environment.tests["in_osm"] = is_osm_id
    environment.filters["end_sentence"] = end_sentence
    environment.filters["say_counts"] = partial(say_counts, wording=wording)
    environment.globals["say_modelled"] = partial(say_modelled, wording=wording)
    environment.filters["say_voltage"] = partial(say_voltage, wording=wording)
    environment.filters["write_data"] = write_data
    return environment


def write_names(
    wording: Wording, names: Names, unofficial: Mapping[str, str] = MappingProxyType({})
) -> Markup:
    """Write names side by side, each in an element that tells its language; no name is cut.

    Of titles, labels and options, which hold no elements, `Wording.join_names` writes the text.

    Parameters
    ----------
    unofficial
        Language → how a name was made that no source gives in it: a `geodata.cities.names.OwnWork`,
        said beside the name.
    """
    parts = []
    for code, name in pair_names(names, wording.names_order):
        part = Markup('<bdi lang="{}">{}</bdi>').format(code, name)
        if code in unofficial:
            said = wording.say("own work", str(unofficial[code]))
            part += Markup(' <small class="unofficial">({})</small>').format(said)
        parts.append(part)
    return Markup(" · ").join(parts)


def write_data(value: object) -> Markup:
    """Write a value as JSON for a script of folium, which renders it once more as a template.

    Nothing in the value may then open an expression, a block or a comment of Jinja.
    """
    return Markup(re.sub(r"\{(?=[{%#])", r"\\u007b", htmlsafe_json_dumps(value)))  # noqa: S704


class Pages:
    """Renders the pages of one server.

    Parameters
    ----------
    navigation
        What each page leads to: name, path in the city and title in English.
    outside
        What pages of no city lead to, likewise; as the others where none is given.
    """

    def __init__(
        self,
        assets: Assets,
        navigation: Sequence[tuple[str, str, str]],
        outside: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        self._assets = assets
        self._navigation, self._outside = navigation, outside or navigation
        self._secret = secrets.token_bytes(32)
        self._placeholder = secrets.token_hex(16)  # of the nonce, until the content is known

    def render(
        self,
        request: Request,
        template: str,
        catalogue: Catalogue | None,
        values: Mapping[str, object],
        status: int = 200,
        *,
        embedders: Sequence[str] = (),
    ) -> Response:
        """Render a page in the reader's language, or tell that the reader has it already.

        Other sites may show it inside their own pages where they are among `embedders`, origins.

        The nonce of its script depends on the content and on a secret, so that an unchanged page
        has the same one, and nothing in it can have foreseen it.
        """
        wording = get_wording(request)
        manifest = catalogue.manifest if catalogue else None
        settings = request.app.state.settings
        banks = choose_tints(request)
        place = find_place(request)
        context = {
            "nonce": self._placeholder,
            "site": find_site(request),
            "root": find_prefix(request),
            "assets": self._assets,
            "manifest": manifest,
            "source": describe_source(manifest, wording) if manifest else None,
            "age": tell_age(manifest, settings.old_after_days, wording) if manifest else None,
            "attribution": manifest.attribution if manifest else ATTRIBUTION,
            "attribution_url": manifest.origin.rights_url if manifest else OSM_RIGHTS_URL,
            "status_footnote": settings.status_footnote,
            "navigation": self._navigation if place.city else self._outside,
            "is_one_of_many": place.is_one_of_many,
            "languages": list_languages(request),
            "banks": banks,
            "swap": write_address(request, TINTS, TINTINGS[TINTINGS.index(banks) - 1]),
            "own_query": request.url.query,
            "again_s": None,
            "page": None,
            "map": None,
            "drawing": None,
        }
        page = build_environment(wording.language).get_template(template)
        html = page.render(context | dict(values))
        nonce, tag = (self._sign(purpose, html) for purpose in (b"nonce", b"tag"))
        image_hosts = getattr(values.get("map"), "image_hosts", ())
        policy = build_page_policy(nonce, self._assets.hosts, image_hosts, embedders)
        headers = {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-cache",
            "Content-Language": wording.language,
            "ETag": f'W/"{tag}"',
            "Vary": "Accept, Accept-Language, Cookie",
        }
        is_known = status == 200 and f'"{tag}"' in request.headers.get("if-none-match", "")
        response = (
            Response(status_code=304, headers=headers)
            if is_known
            else HTMLResponse(html.replace(self._placeholder, nonce), status, headers)
        )
        for name, known, chosen in (
            (COOKIE, LANGUAGES, wording.language),
            (TINTS, TINTINGS, banks),
        ):
            if request.query_params.get(name) in known:
                # No script reads them.
                response.set_cookie(
                    name,
                    chosen,
                    _REMEMBERED_S,
                    path=find_site(request) or "/",
                    secure=request.url.scheme == "https",
                    httponly=True,
                    samesite="lax",
                )
        return response

    def render_part(
        self,
        request: Request,
        template: str,
        catalogue: Catalogue,
        values: Mapping[str, object],
    ) -> Response:
        """Render a part of a page, which a script of that page asks for and puts into it.

        It is tagged by its content, as `app.web.headers.TagMiddleware` does, and asks browsers to
        remember nothing.
        """
        wording = get_wording(request)
        context = {
            "site": find_site(request),
            "root": find_prefix(request),
            "assets": self._assets,
            "manifest": catalogue.manifest,
        }
        part = build_environment(wording.language).get_template(template)
        headers = {
            "Content-Language": wording.language,
            "Vary": "Accept, Accept-Language, Cookie",
        }
        return HTMLResponse(part.render(context | dict(values)), headers=headers)

    def _sign(self, purpose: bytes, html: str) -> str:
        signed = hmac.new(self._secret, purpose + html.encode(), hashlib.sha256)
        return signed.hexdigest()[:32]


def choose_tints(request: Request) -> str:
    """Choose how the banks are tinted: asked for, remembered, or as usual."""
    for asked in (request.query_params.get(TINTS), request.cookies.get(TINTS)):
        if asked in TINTINGS:
            return asked
    return TINTINGS[0]


def write_address(request: Request, name: str, value: str) -> str:
    """Write the address of this page with a parameter changed.

    What answers a form has no address: a page leads to `request.state.form_url`, or to the first.
    """
    url = request.url
    if request.method not in {"GET", "HEAD"}:
        first = url.replace(path=f"{find_prefix(request)}/", query="")
        url = getattr(request.state, "form_url", first)
    return f"{url.path}?{url.include_query_params(**{name: value}).query}"


def list_languages(request: Request) -> list[tuple[str, str, str]]:
    """List each language, what it calls itself, and the address of this page in it."""
    return [
        (code, SPOKEN[code].self_name, write_address(request, COOKIE, code)) for code in LANGUAGES
    ]


def get_tools(request: Request) -> tuple[Pages, Assets, Wording]:
    """Get what every page is made with: its templates, libraries and language."""
    state = request.app.state
    return state.pages, state.assets, get_wording(request)

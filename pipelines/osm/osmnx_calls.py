"""How osmnx is called: set up for a while, asked for elements, and content with nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import osmnx as ox
import requests
from osmnx._errors import CacheOnlyInterruptError, InsufficientResponseError

from pipelines.osm.overpass import CONNECT_S, PUBLIC_SERVER, OverpassOptions, Timeouts
from pipelines.osm.raw_pull import Area
from pipelines.osm.streets import STREET_SETTINGS

Tags = Mapping[str, bool | list[str]]


def ask_elements(area: Area, tags: Tags) -> None:
    """Ask Overpass for elements, which `AnswerCheck` keeps; osmnx's own work and nothing else."""
    with suppress(CacheOnlyInterruptError):  # asked, but not drawn
        ox.features_from_polygon(area, dict(tags))


@contextmanager
def accept_nothing() -> Iterator[None]:
    """Go on where osmnx complains that there is nothing: an empty layer is a fact, not a fault."""
    try:
        yield
    except InsufficientResponseError:
        return
    except ValueError as error:
        if "no graph nodes" not in str(error):
            raise


@contextmanager
def set_up_osmnx(
    options: OverpassOptions = PUBLIC_SERVER,
    check: Callable[..., requests.Response] | None = None,
) -> Iterator[None]:
    """Set osmnx up, the only place that does, and leave no trace of it in the process.

    Also undone is what osmnx does to `socket.getaddrinfo`.
    """
    wanted: dict[str, Any] = {
        "doh_url_template": None,
        "http_referer": None,  # no header at all, rather than osmnx's own
        "http_user_agent": options.user_agent,
        "overpass_rate_limit": False,  # its pauses know no end; `ask_patiently` has bounds
        "nominatim_url": options.url,
        "nominatim_key": None,
        "overpass_url": options.url,  # as only one of the two is asked
        "requests_kwargs": {"allow_redirects": False, "hooks": {"response": check}},
        "requests_timeout": Timeouts((min(CONNECT_S, options.timeout_s), options.timeout_s)),
        "cache_only_mode": check is not None,
        "use_cache": False,
        **STREET_SETTINGS,
    }
    before = {name: getattr(ox.settings, name) for name in wanted}
    resolve = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
        socket.getaddrinfo = resolve

"""What a server is told at its start, from the environment or the command line."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ROOT = Path(__file__).resolve().parent.parent
_LONGEST_LINE = 600
_LONGEST_NAME = 80
_EMAIL = re.compile(r"[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+")


def _check_url(url: str | None) -> str | None:
    """Check a public address: scheme, host and perhaps a path; return it without a last slash."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("should be like https://example.org/map")
    return url.rstrip("/")


def _check_line(text: str | None) -> str | None:
    """Check a text that pages show: one line that can be drawn; None where it is empty."""
    shown = (text or "").strip()
    if not (shown.isprintable() and len(shown) <= _LONGEST_LINE):
        raise ValueError(f"should be one line of at most {_LONGEST_LINE} printable characters")
    return shown or None


def _read_names(names: object) -> object:
    """Read names with commas between them, in small letters."""
    return [one.strip() for one in names.lower().split(",")] if isinstance(names, str) else names


def _check_origin(url: str) -> str:
    """Check the origin of a site: scheme and host, perhaps a port, nothing else."""
    parts = urlsplit(url)
    is_plain = re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", url)
    if not is_plain or not parts.hostname:
        raise ValueError(f"{url}: should be like https://example.org")
    return url


def _read_base_maps(text: object) -> object:
    """Read ``Name=https://host/{z}/{x}/{y}.png`` with semicolons between them."""
    if not isinstance(text, str):
        return text
    return [tuple(one.strip().partition("=")[::2]) for one in text.split(";") if one.strip()]


def _check_base_map(base_map: tuple[str, str]) -> tuple[str, str]:
    """Check the name and the address of a base map's tiles."""
    name, url = base_map
    parts = urlsplit(url)
    is_whole = sorted(re.findall(r"\{(.*?)\}", parts.path + parts.query)) == ["x", "y", "z"]
    is_whole = is_whole and not re.search(r"[\s\"'<>\\]", url)
    is_host = re.fullmatch(r"[a-z0-9.-]+(:\d{1,5})?", parts.netloc, re.IGNORECASE)
    if not (name.isprintable() and 0 < len(name) <= _LONGEST_NAME and is_host and is_whole):
        raise ValueError(
            "should be a name and an address with {z}, {x} and {y}, each once, like "
            "Photos=https://tiles.example.org/{z}/{x}/{y}.png"
        )
    if parts.scheme != "https" or parts.fragment:
        raise ValueError("should begin with https://")
    return name, url


class Settings(BaseSettings):
    """Settings of one server; each can stand in the environment as ``URAMOST_…``."""

    model_config = SettingsConfigDict(env_prefix="URAMOST_", extra="ignore")

    data: Path = Path("data/mitrovica")
    """Folder of snapshots that `uramost build --data` writes."""
    static: Path = _ROOT / "static"
    """Folder that browsers load from; its ``vendor`` holds the browser libraries."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    public_url: Annotated[str | None, AfterValidator(_check_url)] = None
    """Address that readers know the server by, such as ``https://example.org/map``: links begin
    with it, whatever host a request names."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_read_names)] = ()
    """Names of hosts, with commas between them, that requests may name; any where none is given."""
    embed_sites: Annotated[
        tuple[Annotated[str, AfterValidator(_check_origin)], ...],
        NoDecode,
        BeforeValidator(_read_names),
    ] = ()
    """Origins of sites, with commas between them, whose pages may show ``/embed`` inside them, such
    as ``https://example.org``; no page where none is given."""
    base_maps: Annotated[
        tuple[Annotated[tuple[str, str], AfterValidator(_check_base_map)], ...],
        NoDecode,
        BeforeValidator(_read_base_maps),
    ] = ()
    """Names and addresses of images that readers can switch on below the map, with semicolons
    between them: ``Photos 2024=https://tiles.example.org/{z}/{x}/{y}.png``."""
    poll_s: float = Field(default=1.0, gt=0)
    """How often to look for a new snapshot."""
    root_path: str = Field(default="", pattern=r"^(/[\w.~-]+)*$")
    """The path under which a proxy shows this server, such as ``/map``."""
    proxies: str = ""
    """Addresses and networks, with commas between them, of proxies that say truly in
    ``X-Forwarded-For``, ``X-Forwarded-Proto`` and ``X-Forwarded-Prefix`` who asks, how, and under
    which path. Nobody else is believed."""
    old_after_days: int = Field(default=365, ge=1)
    """From how many days on pages say that their data are old."""
    contact: Annotated[str | None, AfterValidator(_check_line)] = None
    """Who answers for the map, in public: an e-mail address, an address of the web, or any text."""
    status_footnote: Annotated[str | None, AfterValidator(_check_line)] = None
    """A text of the operator at the foot of pages and briefs, such as one on status."""
    most_cities: int = Field(default=8, ge=1)
    """Of several cities, how many are in memory at once at most."""
    city_idle_min: float = Field(default=60.0, gt=0)
    """After so many minutes without a request, one of several cities leaves the memory."""
    service_criticality: bool = False
    """Whether the networks of services say what one line alone joins: see ``docs/harm.md``."""
    access_log: bool = False
    """Whether every request is logged."""

    @property
    def contact_link(self) -> str | None:
        """Where a click on the contact leads; None where it is neither e-mail nor of the web."""
        contact = self.contact or ""
        if _EMAIL.fullmatch(contact.removeprefix("mailto:")):
            return f"mailto:{contact.removeprefix('mailto:')}"
        return contact if re.fullmatch(r"https?://[^\s<>\"]+", contact) else None

    def list_proxies(self) -> list[str]:
        """List the proxies that are believed."""
        return [one.strip() for one in self.proxies.split(",") if one.strip()]

    @model_validator(mode="after")
    def _check_criticality(self) -> Self:
        if self.service_criticality and self.public_url:
            raise ValueError(
                "service_criticality is for a server that is not public: see docs/harm.md"
            )
        return self

    @field_validator("proxies")
    @classmethod
    def _check_proxies(cls, proxies: str) -> str:
        for one in proxies.split(","):
            if one.strip():
                ip_network(one.strip())  # says what is wrong
        return proxies

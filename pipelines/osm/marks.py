"""What only the text of an OSM XML file says: its state, that it broke off, what was deleted.

pyosmium passes over all three: Overpass's ``<meta osm_base>`` and ``<remark>``
(https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL), JOSM's ``action="delete"``
(https://wiki.openstreetmap.org/wiki/JOSM_file_format).
"""

from __future__ import annotations

import bz2
import gzip
import html
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast
from xml.parsers import expat

from geodata.errors import SourceError
from pipelines.osm.file import make_damage_error

_CHUNK = 1 << 20
_LONGEST_MARK = 4_096
_BASE = re.compile(rb"<meta\s[^>]{0,200}?osm_base\s*=\s*[\"']([^\"'<]{1,40})")
_REMARK = re.compile(rb"<remark[^>]{0,200}>([^<]{0,1000})")
_DELETION = re.compile(rb"\baction\s*=\s*[\"']delete[\"']")
_ERROR = re.compile(r"\berror\b|timed? ?out|out of memory", re.IGNORECASE)
_DAMAGE = (OSError, EOFError, zlib.error, expat.ExpatError)


@dataclass(frozen=True)
class Marks:
    """What was found."""

    osm_base: str | None = None
    """State of the data, ISO 8601 in UTC, as Overpass writes it into its answers."""
    remarks: tuple[str, ...] = ()
    """What Overpass adds to an answer, in its own words."""
    has_deletions: bool = False
    """True when an editor may have marked elements as deleted."""


def read_marks(path: Path) -> Marks:
    """Look through the text of an OSM XML file; a binary file has no marks.

    Raises
    ------
    SourceError
        When it cannot be unpacked, or is an answer of Overpass that broke off.
    """
    if path.name.lower().endswith(".pbf"):
        return Marks()
    base: bytes | None = None
    remarks: dict[bytes, None] = {}
    has_deletions, tail = False, b""
    try:
        with _open(path) as file:
            while chunk := file.read(_CHUNK):
                text = tail + chunk
                found = _BASE.search(text) if base is None and b"osm_base" in text else None
                base = found[1] if found else base
                if b"<remark" in text:
                    remarks.update(dict.fromkeys(_REMARK.findall(text)))
                has_deletions = has_deletions or (
                    b"delete" in text and _DELETION.search(text) is not None
                )
                tail = text[-_LONGEST_MARK:]
    except _DAMAGE as error:
        raise make_damage_error(path, error) from error
    said = tuple(_read_text(one) for one in remarks)
    for remark in said:
        if _ERROR.search(remark):
            raise SourceError(
                f"{path}: is an answer of Overpass that broke off ({remark}): ask for it again"
            )
    return Marks(None if base is None else _read_text(base), said, has_deletions)


def list_deleted(path: Path) -> set[tuple[str, int]]:
    """List what an editor marked as deleted, as (node | way | relation, id)."""
    deleted = set()

    def look(kind: str, attributes: dict[str, str]) -> None:
        if attributes.get("action") == "delete" and kind in {"node", "way", "relation"}:
            deleted.add((kind, int(attributes["id"])))

    parser = expat.ParserCreate()
    parser.StartElementHandler = look
    try:
        with _open(path) as file:
            parser.ParseFile(file)
    except (*_DAMAGE, ValueError, KeyError) as error:
        raise make_damage_error(path, error) from error
    return deleted


def _open(path: Path) -> IO[bytes]:
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.open(path))
    return bz2.open(path) if name.endswith(".bz2") else path.open("rb")


def _read_text(text: bytes) -> str:
    return " ".join(html.unescape(text.decode(errors="replace")).split())

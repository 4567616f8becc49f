"""Find the line of a TOML file on which a key stands, which `tomllib` does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.\"-]+)\s*\]{1,2}\s*(?:#.*)?")


def find_line(text: str, key: Sequence[str | int]) -> int | None:
    """Find the line of a key, such as ``("project", 3, "costs", 0, "low")``, from 1.

    That of the nearest thing around it where it has no line of its own: the table that lacks it,
    or the list that it is written in.
    """
    lines = text.splitlines()
    start, end, rest = 0, len(lines), list(key)
    found, path = None, ""
    while rest:
        path = f"{path}.{rest[0]}" if path else str(rest[0])
        place = rest[1] if len(rest) > 1 and isinstance(rest[1], int) else 0
        headers = [at for at in range(start, end) if _read_header(lines[at]) == path]
        if place >= len(headers):
            break
        found = start = headers[place]
        end = _find_end(lines, start + 1, end, path)
        rest = rest[2:] if len(rest) > 1 and isinstance(rest[1], int) else rest[1:]
    own = _find_value(lines, start, end, rest)
    line = found if own is None else own
    return None if line is None else line + 1


def find_entry_line(text: str, entry: str, key: str) -> int | None:
    """Find the line of a key in the table of an id, from 1; that of the id where it has none."""
    lines = text.splitlines()
    written = re.compile(rf"\s*id\s*=\s*\"{re.escape(entry)}\"")
    at = next((number for number, line in enumerate(lines) if written.match(line)), None)
    if at is None:
        return None
    end = next(
        (number for number in range(at + 1, len(lines)) if _ends_entry(lines[number])), len(lines)
    )
    own = _find_value(lines, at, end, [key])
    return (at if own is None else own) + 1


def find_last_entry(text: str, entry: str) -> int | None:
    """Find the last line on which an id is given to a table, from 1."""
    written = re.compile(rf"\s*id\s*=\s*\"{re.escape(entry)}\"")
    found = [number for number, line in enumerate(text.splitlines(), 1) if written.match(line)]
    return found[-1] if found else None


def _read_header(line: str) -> str | None:
    found = _HEADER.fullmatch(line)
    return found[1] if found else None


def _ends_entry(line: str) -> bool:
    """Tell whether a line begins another entry, rather than a part of this one."""
    header = _read_header(line)
    return header is not None and "." not in header


def _find_end(lines: Sequence[str], start: int, end: int, path: str) -> int:
    """Find where a table ends: at the next header that is none of its own parts."""
    for at in range(start, end):
        header = _read_header(lines[at])
        if header is not None and not header.startswith(f"{path}."):
            return at
    return end


def _find_value(lines: Sequence[str], start: int, end: int, key: list[str | int]) -> int | None:
    """Find the line of ``key = …`` between two lines, or of its item where each has a line."""
    if not key:
        return None
    written = re.compile(rf"\s*\"?{re.escape(str(key[0]))}\"?\s*=")
    at = next((number for number in range(start, end) if written.match(lines[number])), None)
    if at is None or len(key) == 1 or not isinstance(key[1], int):
        return at
    if not lines[at].rstrip().endswith("["):
        return at
    inside = range(at + 1, end)
    items = [number for number in inside if lines[number].lstrip().startswith(("{", '"'))]
    return items[key[1]] if key[1] < len(items) else at

"""Reads texts that people wrote, of a bounded size."""

from __future__ import annotations

from pathlib import Path

from geodata.errors import CityFileError

LARGEST_FILE_BYTES = 50_000_000
"""Of a profile, a registry or a line; the outline of a country has some 10 MB."""


def read_text(path: Path) -> str:
    """Read a text that people wrote: UTF-8, with or without a byte-order mark.

    Raises
    ------
    CityFileError
        When the file is missing, cannot be read or is larger than `LARGEST_FILE_BYTES`.
    UnicodeDecodeError
        When it is in another encoding.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise CityFileError(
                f"{path}: is too large ({size / 1e6:,.0f} MB, "
                f"at most {LARGEST_FILE_BYTES / 1e6:,.0f} MB are read)"
            )
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CityFileError(f"{path}: cannot be read ({error.strerror or error})") from error

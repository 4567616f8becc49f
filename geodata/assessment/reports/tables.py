"""What reports are made of: tables of text."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table whose first column is text, and each cell is written out."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

"""Tables as CSV files that spreadsheets open safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from geodata.exports.cells import make_inert


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; it begins with a mark by which spreadsheets know that it is UTF-8."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow([make_inert(name) for name in columns])
    writer.writerows([make_inert(value) for value in row] for row in rows)
    return text.getvalue()

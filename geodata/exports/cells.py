"""Texts in CSV that spreadsheets would take for formulas, made inert so that they can be undone."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*(\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
"""How a text begins that a spreadsheet may run: https://owasp.org/www-community/attacks/CSV_Injection

Apostrophes before it count, so that a reader may take off exactly one wherever this matches behind
an apostrophe, and has what was there.
"""


def make_inert(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value

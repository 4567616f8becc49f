"""Draws the address of a paper as a QR code, so that a phone opens what lies on the table."""

from __future__ import annotations

import segno

LONGEST = 400
"""Bytes of an address; the squares of a longer one are too small for a phone on paper."""


def draw_qr_code(address: str) -> str:
    """Draw an address as SVG, with the free edge that readers need; nothing where it is too long.

    Up to 15 % of it may be unreadable (ISO/IEC 18004, level M).
    """
    if len(address.encode()) > LONGEST:
        return ""
    code = segno.make_qr(address, error="m")
    return str(code.svg_inline(border=4, omitsize=True, light="#ffffff"))

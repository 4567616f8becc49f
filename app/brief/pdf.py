"""Sets a brief as a PDF with typst: texts come as data, fonts with the program.

What typst keeps of each sheet it never gives back, so it runs in a process that is replaced.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, cast

import orjson
import typst

from app.brief.qr_code import draw_qr_code

Form = Literal["pdf", "png"]

_PICTURE_PPI = 150.0
"""Pixels an inch of a picture: 1,754 × 1,240 for A4, enough for a slide."""

_FOLDER = Path(__file__).resolve().parents[1] / "templates" / "brief"


def set_pdf(sheets: Sequence[bytes], links: Sequence[str], footnote: str = "") -> bytes:
    """Set sheets as a PDF, each on an A4 page; the same bytes for the same sheets.

    Parameters
    ----------
    sheets
        Each a `Sheet` as JSON.
    links
        Of each, the whole address that opens the same.
    footnote
        A text of the server's operator at the foot.
    """
    contents: list[dict[str, Any]] = [
        {**orjson.loads(sheet), "link": link, "qr": draw_qr_code(link)}
        for sheet, link in zip(sheets, links, strict=True)
    ]
    inputs = {"sheets": orjson.dumps(contents).decode(), "footnote": footnote}
    return _compile("brief.typ", inputs, contents[0]["made_at"])


def set_map_pdf(sheet: bytes, link: str, footnote: str = "") -> bytes:
    """Set a print of the map as a PDF of one page; the same bytes for the same print.

    Parameters
    ----------
    sheet
        A `MapSheet` as JSON.
    link, footnote
        As of `set_pdf`.
    """
    return _set_map(sheet, link, footnote, "pdf")


def set_map_png(sheet: bytes, link: str, footnote: str = "") -> bytes:
    """Set a print of the map as a picture, likewise."""
    return _set_map(sheet, link, footnote, "png")


def _set_map(sheet: bytes, link: str, footnote: str, form: Form) -> bytes:
    inputs = {
        "sheet": sheet.decode(),
        "link": link,
        "qr": draw_qr_code(link),
        "footnote": footnote,
    }
    return _compile("map.typ", inputs, orjson.loads(sheet)["made_at"], form)


def _compile(name: str, inputs: dict[str, str], made_at: str, form: Form = "pdf") -> bytes:
    """Compile a template behind what all have in common."""
    compiler = typst.Compiler(
        b"".join((_FOLDER / part).read_bytes() for part in ("common.typ", name)),
        root=os.devnull,
        font_paths=load_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    moment = datetime.fromisoformat(made_at)
    if form == "png":
        return cast("bytes", compiler.compile(format="png", ppi=_PICTURE_PPI))
    return cast("bytes", compiler.compile(format="pdf", timestamp=moment))


@cache
def load_fonts() -> typst.Fonts:
    """Load the fonts of the sheet, which know every letter of the four languages."""
    matplotlib = find_spec("matplotlib")  # to import it takes longer than to set a page
    if matplotlib is None or not matplotlib.origin:
        raise ModuleNotFoundError("matplotlib, whose fonts the sheet is set in, is not installed")
    folder = Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )

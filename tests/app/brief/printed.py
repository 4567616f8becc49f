"""Briefs on paper, as tests read them."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader


def squeeze(text):
    """Leave spaces out: a reader of PDFs guesses them from the distance of letters."""
    return re.sub(r"\s", "", text)


def print_page(page, **options):
    page.emulate_media(media="print")
    document = PdfReader(BytesIO(page.pdf(**options)))
    assert len(document.pages) == 1
    box = document.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((595.3, 841.9), abs=1.5)
    return squeeze(document.pages[0].extract_text())

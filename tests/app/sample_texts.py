"""What readers see of a page: its text without scripts, block by block."""

import re

from lxml import html


def get(reader, page, language):
    """Get a page in a language."""
    address = f"{page}{'&' if '?' in page else '?'}lang={language}"
    return reader.get(address, headers={"Accept": "text/html"})


def parse_page(text):
    """Parse a page without its scripts and styles."""
    root = html.fromstring(text)
    for one in root.xpath("//script | //style"):
        one.drop_tree()
    return root


def read_text(text):
    """Read the text of a page in one line."""
    return squeeze(parse_page(text).text_content())


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()

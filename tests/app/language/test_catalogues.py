"""The catalogues of pages: whole, with the placeholders, plurals and letters that they should."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from geodata.names import SPOKEN
from geodata.wording import LOCALES, load_wording, read_catalogue
from scripts.messages import ROOT, WORDS, gather, list_bare_signs, list_gaps

TRANSLATED = tuple(sorted({one.catalogue for one in SPOKEN.values()} - {"en"}))

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?\w+>")
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+")
URL_OR_INPUT = re.compile(
    r"openstreetmap\.org|LON,LAT,LON,LAT|YYYY-MM-DD|[\d-]+T[\d:]+Z|;[\w,]+;oneway;\S+"
)
"""Addresses, and what a reader types as it stands."""

LATIN_NAMES = {
    *(
        "ArcGIS",
        "index",
        "name",
        "suggestion",
        "api",
        "snapshots",
        "Atom",
        "CAD",
        "CQL",
        "CSV",
        "DXF",
        "EPSG",
        "GIS",
        "WGS",
        "GDAL",
        "GeoJSON",
        "GeoPackage",
        "HTTPS",
        "ISO",
        "OC",
        "IDS",
        "Open",
        "Contracting",
        "JSON",
    ),
    *("JavaScript", "MIT", "OGC", "API", "Features", "OSM", "OpenAPI", "OpenStreetMap"),
    *("Overture", "Maps", "Overpass", "PDF", "PNG", "QGIS", "UraMost", "WFS", "Wikidata", "folium"),
    *("P", "D", "b", "d", "p", "q", "s", "t", "N"),
    *("h", "km", "m", "min", "kB"),
    *("Ed", "ETag", "If", "Match", "NUL", "SHA", "UTF"),
}
"""Proper names, symbols of units, and signs of the formulas that the method shows."""

KEYS = {"Backspace", "Ctrl", "C", "Delete", "Enter", "Escape", "Shift"}
MENUS = {"Add", "Connections", "Insert", "Layer", "New", "Server"}
VALUES = {
    *("apt", "install", "postgresql", "client", "uramost", "db", "upgrade", "init", "replace"),
    *("body", "keys", "toml", "https", "example", "org", "f"),
    "und",
    *("URAMOST", "EMBED", "SITES", "dxf", "fgb", "gpkg", "parquet"),
    *(
        "H",
        "M",
        "L",
        "across",
        "beyond",
        "assumed",
        "outside",
        "river",
        "json",
        "true",
        "false",
        "bbox",
        "node",
    ),
    *("way", "relation"),
    *("brand", "network", "operator", "owner", "wikidata", "name", "Latn", "Cyrl"),
    *(code.partition("-")[0] for code in SPOKEN),
    *("road", "foot", "rail", "ferry", "pipe", "cable"),
    *("study", "area", "left", "right", "divide", "water"),
    *("as", "of"),
    *("currency", "EUR", "RSD", "disputed"),
}
"""What a reader presses, finds in the menus of GIS programs, and meets in the data as it is."""


@pytest.fixture(scope="module")
def gathered() -> Catalog:
    """Every message of the code as it is now."""
    return gather()


@pytest.fixture(params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """One of the catalogues that hold translations, as it is kept."""
    path = LOCALES / request.param / "LC_MESSAGES" / "uramost.po"
    with path.open("rb") as file:
        return read_po(file, locale=request.param)


def list_texts(string: object) -> list[str]:
    """List a message's or a translation's forms; one where it has no plural."""
    return [str(one) for one in string] if isinstance(string, tuple | list) else [str(string)]


def list_messages(catalogue: Catalog) -> list[Message]:
    """List all messages but the header."""
    return [message for message in catalogue if message.id]


def name_message(message: Message) -> tuple[str | None, str]:
    """Name a message by its context and its text."""
    return message.context, list_texts(message.id)[0]


def test_no_text_stands_inside_another_text_where_it_is_not_gathered_on_python_3_11():
    inside = [
        f"{path}:{call.lineno}"
        for part in ("app", "geodata")
        for path in sorted((ROOT / part).rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) in WORDS
    ]
    assert inside == []


def test_every_message_is_translated_and_none_is_a_guess(gathered, catalogue):
    kept = {name_message(message) for message in list_messages(catalogue)}
    assert [one for one in map(name_message, list_messages(gathered)) if one not in kept] == []
    assert list_gaps(catalogue) == []


def test_translations_keep_the_placeholders_and_tags_of_their_message(catalogue):
    differing = []
    for message in list_messages(catalogue):
        singular, *others = list_texts(message.id)
        asked = {tuple(sorted(PLACEHOLDER.findall(text))) for text in (singular, *others)}
        forms = {tuple(sorted(PLACEHOLDER.findall(text))) for text in list_texts(message.string)}
        if not forms <= asked:
            differing.append(singular)
    assert differing == []


def test_translations_begin_and_end_as_their_message(catalogue):
    differing = []
    for message in list_messages(catalogue):
        said, text = list_texts(message.string)[0], list_texts(message.id)[0]
        if any((said[-1] == mark) != (text[-1] == mark) for mark in ".:…") or said != said.strip():
            differing.append((text, said))
    assert differing == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sq", {1: "%(num)s objekt", 2: "%(num)s objekte"}),
        (
            "sr-Cyrl",
            {
                1: "%(num)s објекат",
                2: "%(num)s објекта",
                5: "%(num)s објеката",
                11: "%(num)s објеката",
                21: "%(num)s објекат",
            },
        ),
        ("sr-Latn", {1: "%(num)s objekat", 3: "%(num)s objekta", 112: "%(num)s objekata"}),
        ("en", {1: "%(num)s feature", 2: "%(num)s features"}),
    ],
)
def test_numbers_take_the_plural_of_their_language(language, said):
    wording = load_wording(language)
    for number, text in said.items():
        assert wording.ngettext("%(num)s feature", "%(num)s features", number) == text


def find_foreign_letters(text: str) -> set[str]:
    """Find the Latin words of a Serbian text that are neither a name nor left as they are."""
    plain = URL_OR_INPUT.sub(" ", PLACEHOLDER.sub(" ", text))
    return set(LATIN.findall(plain)) - LATIN_NAMES - KEYS - MENUS - VALUES


def test_serbian_is_written_in_cyrillic_but_for_names():
    found = {
        word: text
        for message in list_messages(read_catalogue("sr-Cyrl"))
        for text in list_texts(message.string)
        for word in find_foreign_letters(text)
    }
    assert found == {}


def test_a_latin_letter_amid_cyrillic_ones_is_found():
    assert find_foreign_letters("Прeлаз %(name)s <bdi>") == {"e"}
    assert find_foreign_letters("Прелаз из OpenStreetMap-а, %(name)s %% <bdi>") == set()


def test_albanian_holds_no_cyrillic_letter():
    with (LOCALES / "sq" / "LC_MESSAGES" / "uramost.po").open("rb") as file:
        said = [str(message.string) for message in list_messages(read_po(file, locale="sq"))]
    assert [text for text in said if re.search("[\u0400-\u04ff]", text)] == []


def test_a_sign_of_percent_of_a_message_does_not_break_its_template(gathered):
    assert list_bare_signs(gathered) == []
    broken = Catalog()
    broken.add("Share, %", locations=[("app/templates/pages/about.html", 1)])
    broken.add("Share of %(bank)s, 100 %%", locations=[("app/templates/pages/about.html", 2)])
    broken.add("Share, %", context="report", locations=[("geodata/assessment/words.py", 1)])
    assert list_bare_signs(broken) == ["Share, %"]

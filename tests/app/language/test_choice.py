"""The language of an answer, and how it writes words, numbers, days and names."""

import shutil
from datetime import date

import pytest
from starlette.requests import Request

from app.language.choice import choose_language
from geodata import wording
from geodata.dates import PartialDate
from geodata.wording import LANGUAGES, load_wording, read_catalogue, write_latin

CATALOGUE = """
msgid ""
msgstr ""
"Language: sr\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
"n%100>=20) ? 1 : 2);\\n"

#: static/js/map.js
msgid "Bridge"
msgstr "Мост преко Њеве"

#: static/js/map.js
msgid "%(n)s bridge"
msgid_plural "%(n)s bridges"
msgstr[0] "%(n)s мост"
msgstr[1] "%(n)s моста"
msgstr[2] "%(n)s мостова"

#: app/web/pages.py
msgctxt "crossing status"
msgid "open"
msgstr "отворен"
"""


@pytest.fixture
def little_catalogue(tmp_path, monkeypatch):
    """Serbian with three messages; no wording is kept from or for other tests."""
    folder = tmp_path / "sr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copytree(wording.LOCALES / "en", tmp_path / "en")
    (folder / "uramost.po").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(wording, "LOCALES", tmp_path)
    load_wording.cache_clear()
    yield
    load_wording.cache_clear()


def make_request(query="", cookie="", accepted=""):
    headers = {"cookie": cookie, "accept-language": accepted}
    pairs = [(name.encode(), text.encode("latin-1")) for name, text in headers.items() if text]
    return Request({"type": "http", "query_string": query.encode(), "headers": pairs})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("sq", "sq"),
        ("sq-XK", "sq"),
        ("sr", "sr-Cyrl"),
        ("sr-RS", "sr-Cyrl"),
        ("sr-Latn-RS", "sr-Latn"),
        ("SR-LATN", "sr-Latn"),
        ("sr-Cyrl-BA", "sr-Cyrl"),
        ("de, fr;q=0.9", "en"),
        ("de, sq;q=0.2, sr-Latn;q=0.8", "sr-Latn"),
        ("en;q=0.5, sr;q=0.5", "en"),
        ("sq;q=0, en;q=0.1", "en"),
        ("sq;q=nan, sr;q=0.9", "sq"),
        (";;;,=,q=1,\xff" * 200, "en"),
        ("x" * 5_000 + ",sq", "en"),
        ("de, sr; q=0.9", "sr-Cyrl"),
        ("de;q=1 , sq ; Q=0.3,en ;q=.2", "sq"),
        ("sr-latn-me;q=0.9, sr;q=0.4", "sr-Latn"),
        ("sr, sr-Cyrl;q=0", "sr-Latn"),
        ("sr;q=0, *;q=0.5", "en"),
        ("en;q=0", "sq"),
        ("en-GB;q=0, *", "sq"),
        ("*", "en"),
        ("sq;q=0.1, *;q=0.7", "en"),
        ("sr_Latn_RS", "sr-Latn"),
        ("sr-Latn-RS;q=0.000, sr-Cyrl-RS;q=0.001", "sr-Cyrl"),
        ("*;q=0", "en"),
        ("fr-Latn, mk-Cyrl", "en"),
        ("sq;q=nan, en;q=0.5", "sq"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_prefers(accepted, language):
    assert choose_language(make_request(accepted=accepted)) == language


@pytest.mark.parametrize(
    ("query", "cookie", "language"),
    [
        ("lang=sr-Latn", "lang=en", "sr-Latn"),
        ("", "lang=en", "en"),
        ("lang=klingon", "lang=sr-Cyrl", "sr-Cyrl"),
        ("lang=../../etc", "lang=%00", "sq"),
        ("lang=", "", "sq"),
    ],
)
def test_what_a_reader_chose_comes_before_what_the_browser_prefers(query, cookie, language):
    assert choose_language(make_request(query, cookie, "sq-AL")) == language


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Њива, љубав и џеп", "Njiva, ljubav i džep"),
        ("ЉУБАВ И ЏЕП, Љ. Његош", "LJUBAV I DŽEP, Lj. Njegoš"),
        ("ћуприја, ђак, чаша, шума, жаба", "ćuprija, đak, čaša, šuma, žaba"),
        ("%(n)s стаза · Ura e Ibrit", "%(n)s staza · Ura e Ibrit"),
    ],
)
def test_serbian_latin_is_written_from_cyrillic_and_leaves_latin_alone(cyrillic, latin):
    assert write_latin(cyrillic) == latin


@pytest.mark.usefixtures("little_catalogue")
def test_one_catalogue_speaks_serbian_in_both_scripts():
    cyrillic, latin = load_wording("sr-Cyrl"), load_wording("sr-Latn")
    assert cyrillic.gettext("Bridge") == "Мост преко Њеве"
    assert latin.gettext("Bridge") == "Most preko Njeve"
    for number, text in ((1, "most"), (3, "mosta"), (11, "mostova"), (21, "most")):
        assert latin.ngettext("%(n)s bridge", "%(n)s bridges", number) == f"%(n)s {text}"
    assert latin.say("crossing status", "open") == "otvoren"
    assert latin.say("crossing kind", "open") == "open"
    assert latin.gettext("Nothing like it") == "Nothing like it"


@pytest.mark.usefixtures("little_catalogue")
def test_scripts_get_the_words_that_scripts_say_and_no_others():
    assert load_wording("sr-Latn").script_words == {
        "Bridge": ["Most preko Njeve"],
        "%(n)s bridge": ["%(n)s most", "%(n)s mosta", "%(n)s mostova"],
    }


def test_every_message_of_serbian_latin_is_free_of_cyrillic():
    latin = "".join(str(message.string) for message in read_catalogue("sr-Latn") if message.id)
    assert not any("\u0400" <= letter <= "\u04ff" for letter in latin)


@pytest.mark.parametrize(
    ("language", "number", "day", "month"),
    [
        ("sq", "1\u00a0234\u00a0567,9", "26 gusht 2025", "gusht 2025"),
        ("sr-Latn", "1.234.567,9", "26. avgusta 2025.", "avgust 2025."),
        ("sr-Cyrl", "1.234.567,9", "26. августа 2025.", "август 2025."),
        ("en", "1,234,567.9", "26 August 2025", "August 2025"),
    ],
)
def test_numbers_and_days_are_written_as_their_readers_do(language, number, day, month):
    wording = load_wording(language)
    assert wording.write_number(1234567.891, 1) == number
    assert wording.write_day(date(2025, 8, 26)) == day
    assert wording.write_day("2025-08-26") == day
    assert wording.write_day("2025-08") == month
    assert wording.write_day("1973") == ("1973." if language.startswith("sr") else "1973")
    assert wording.write_number(None) == "–"
    assert wording.write_number(0.5) == "0"


@pytest.mark.parametrize(
    ("language", "months", "years", "days"),
    [
        ("en", "from November 2000 to June 2001", "from 2001 to 2004",
         "from 16 August 2025 to 17 December 2025"),
        ("sq", "nga nëntori 2000 deri në qershor 2001", "nga 2001 deri në 2004",
         "nga 16 gushti 2025 deri në 17 dhjetor 2025"),
        ("sr-Latn", "od novembra 2000. do juna 2001.", "od 2001. do 2004.",
         "od 16. avgusta 2025. do 17. decembra 2025."),
        ("sr-Cyrl", "од новембра 2000. до јуна 2001.", "од 2001. до 2004.",
         "од 16. августа 2025. до 17. децембра 2025."),
    ],
)  # fmt: skip
def test_intervals_are_written_as_precisely_as_they_are_known(language, months, years, days):
    write = load_wording(language).write_day
    assert write("2000-11/2001-06") == write(PartialDate.parse("2000-11/2001-06")) == months
    assert write("2001/2004") == years
    assert write("2025-08-16/2025-12-17") == days


def test_names_stand_side_by_side_those_of_the_reader_first():
    names = {"en": "Bridge", "sq": "Ura", "sr-Latn": "Most", "de": "Brücke"}
    written = {code: load_wording(code).join_names(names) for code in LANGUAGES}
    assert written["sq"] == written["sr-Cyrl"] == "Ura · Most · Bridge · Brücke"
    assert written["sr-Latn"] == "Most · Ura · Bridge · Brücke"
    assert written["en"] == "Bridge · Ura · Most · Brücke"


def test_a_term_of_the_data_without_a_translation_is_said_in_english(monkeypatch):
    def forget(language):
        catalogue = read_catalogue(language)
        if language == "sq":
            catalogue.delete("H", context="certainty")
        return catalogue

    monkeypatch.setattr(wording, "read_catalogue", forget)
    load_wording.cache_clear()
    said = load_wording("sq").say("certainty", "H")
    load_wording.cache_clear()
    assert said == load_wording("en").say("certainty", "H") != "H"

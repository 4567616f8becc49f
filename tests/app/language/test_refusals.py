"""Sentences of the server in the reader's language: each that a page may show is known."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from babel.support import NullTranslations

import app
import geodata.assessment
from app.language.refusals import SENTENCES, say_sentence
from geodata.wording import load_wording

APP = Path(app.__file__).parent
OF_DATA = ("catalogue", "downloads", "filters", "ogc", "web/parameters.py")
UNKNOWN = ("UnknownLayerError", "UnknownFeatureError", "UnknownTileError")
ASSESSMENT = Path(geodata.assessment.__file__).parent
ELSEWHERE = {"the line 7: both ends are on the same bank"}
"""Sentences that are put together from others, which the cases below have."""


class Marked(NullTranslations):
    """Puts an arrow before whatever is translated."""

    def ugettext(self, message):
        return f"→ {message}"


@pytest.fixture
def wording():
    return replace(load_wording("sq"), translations=Marked())


def read_text(node):
    """Read a sentence of the code, with 7 for what is filled in; None where it is a name."""
    match node:
        case ast.Constant():
            return node.value
        case ast.JoinedStr():
            return "".join(read_text(part) for part in node.values)
        case ast.FormattedValue():
            return "7"


def list_files(place):
    """List the files of a part, or the one that is named."""
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def list_refusals(paths, names):
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield read_text(node.args[-1])


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (list_files(ASSESSMENT), {"RequestError"}),
        (
            [path for name in OF_DATA for path in list_files(APP / name)],
            {"refuse", "ValueError", "FilterError", *UNKNOWN, "NotReadyError"},
        ),
    ],
    ids=["questions", "data"],
)
def test_every_refusal_is_known(wording, paths, names):
    refusals = {one for one in list_refusals(paths, names) if one is not None} - ELSEWHERE
    assert len(refusals) > 15
    assert [one for one in refusals if not say_sentence(one, wording).startswith("→")] == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Page not found.", "→ Page not found."),
        ("day: should be a day: YYYY-MM-DD", "day: → should be a day: YYYY-MM-DD"),
        ("line.0: the line does not cross the river: both ends are on the same bank",
         "line.0: → the line does not cross the river: both ends are on the same bank"),
        ("line.0: the line crosses the river and comes back: both ends are on the same bank",
         "line.0: → the line crosses the river and comes back: both ends are on the same bank"),
        ("line.0: it is 1,532 m long; at most 1,000 m are assessed",
         "line.0: → it is 1@532 m long; at most 1@000 m are assessed"),
        ("line.0.length_m: it must lie between the straight line's 87.9 m and 1,000 m",
         "line.0.length_m: → it must lie between the straight line's 87,9 m and 1@000 m"),
        ("day: no crossing is known before 1970-01-02",
         "day: → no crossing is known before 2 janar 1970"),
        ("mode: Input should be 'walk', 'bicycle' or 'drive'",
         "mode: → Input should be 'walk', 'bicycle' or 'drive'"),
        ("top: Input should be greater than or equal to 1",
         "top: → Input should be greater than or equal to 1"),
        ("data/banks.parquet: is missing from the snapshot",
         "data/banks.parquet: → is missing from the snapshot"),
        ("What nobody has said before.", "What nobody has said before."),
        ("a: what nobody has said before", "a: what nobody has said before"),
        ("%(id)s %s 100%", "%(id)s %s 100%"),
    ],
)  # fmt: skip
def test_a_sentence_is_said_with_its_numbers_and_days_as_readers_write_them(
    wording, sentence, said
):
    assert say_sentence(sentence, wording) == said.replace("@", "\N{NO-BREAK SPACE}")


class Numbered(NullTranslations):
    """Says which message it is."""

    def ugettext(self, message):
        return f"{SENTENCES.index(message)}"


def test_no_sentence_is_hidden_by_a_wider_one_before_it(wording):
    numbered = replace(wording, translations=Numbered())
    said = [say_sentence(re.sub(r"%\(\w+\)s", "x", one), numbered) for one in SENTENCES]
    assert said == [str(number) for number in range(len(SENTENCES))]


def test_a_problem_document_is_in_the_readers_language_and_says_in_which(client, monkeypatch):
    wording = load_wording("sq")
    monkeypatch.setattr(
        "app.web.problems.get_wording", lambda _: replace(wording, translations=Marked())
    )
    answer = httpx.get(f"{client.base_url}/api/nowhere")
    assert answer.json()["detail"] == "→ Page not found."
    assert answer.headers["content-language"] == "sq"
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))

"""Refusals in the reader's language: each is a template of the catalogues and its values."""

import ast
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import httpx
import pytest
from babel.support import NullTranslations
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

import app
import geodata
from app.errors import MisfitError
from app.language.refusals import read_fault, say_sentence
from geodata.assessment.request import RequestError
from geodata.dates import PartialDate
from geodata.names import LANGUAGES
from geodata.sentences import about, get_sentence, sentence
from geodata.wording import load_wording
from scripts.messages import ROOT

APP, GEODATA = (Path(package.__file__).parent for package in (app, geodata))

SAID_TO_READERS = (
    *(APP / part for part in ("catalogue", "concurrency", "downloads", "filters", "ogc", "web")),
    *(APP / part for part in ("brief", "pages", "providers", "review")),
    GEODATA / "assessment",
    GEODATA / "bbox.py",
)
ERRORS = {
    *("FilterError", "HTTPException", "MisfitError", "NotReadyError", "RequestError", "ValueError"),
    *("UnknownFeatureError", "UnknownLayerError", "UnknownProjectError", "UnknownTileError"),
    *("_BoundError", "_refuse", "refuse", "LookupError"),
}


class Marked(NullTranslations):
    """Puts an arrow before whatever is translated."""

    def ugettext(self, message):
        return message if message.startswith("%(name)s:") else f"→ {message}"


@pytest.fixture
def wording():
    return replace(load_wording("sq"), translations=Marked())


def list_calls(places):
    """List the calls of the Python files of some places, each with its file and function."""
    for place in places:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path.relative_to(ROOT), getattr(node.func, "id", ""), node


def list_templates():
    """List the templates of all sentences; None where one is not written out."""
    for path, name, call in list_calls([APP, GEODATA]):
        if name == "sentence":
            template = call.args[0]
            yield path, template.value if isinstance(template, ast.Constant) else None, call


TEMPLATES = sorted({template for _, template, _ in list_templates() if template})


def test_no_error_that_a_reader_meets_is_made_of_finished_text():
    finished = [
        f"{path}:{text.lineno}"
        for path, name, call in list_calls(SAID_TO_READERS)
        if name in ERRORS
        for text in call.args[-1:]
        if isinstance(text, ast.JoinedStr | ast.BinOp)
        or (isinstance(text, ast.Constant) and isinstance(text.value, str))
    ]
    assert finished == []


def test_templates_are_written_out_and_get_the_values_that_they_name():
    for path, template, call in list_templates():
        assert template is not None, path
        assert {one.arg for one in call.keywords} == set(re.findall(r"%\((\w+)\)s", template))
    assert len(TEMPLATES) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_refusal_is_said_in_each_language(language):
    wording, found = load_wording(language), []
    for template in TEMPLATES:
        names = re.findall(r"%\((\w+)\)s", template)
        refusal = sentence(template, **{name: f"«{name}»" for name in names})
        said = say_sentence(about("name", refusal), wording)
        assert said.startswith("name: ")
        assert all(f"«{name}»" in said for name in names)
        if language != "en" and said == f"name: {refusal}":
            found.append(said)
    assert found == []


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (sentence("Page not found."), "→ Page not found."),
        (about("day", sentence("should be a day: YYYY-MM-DD")),
         "day: → should be a day: YYYY-MM-DD"),
        (sentence("it is %(metres)s m long; at most %(most)s m are assessed",
                  metres=1532, most=1000),
         "→ it is 1@532 m long; at most 1@000 m are assessed"),
        (sentence("between the straight line's %(low)s m and %(high)s m", low=87.9, high=1000),
         "→ between the straight line's 87,9 m and 1@000 m"),
        (sentence("no crossing is known before %(day)s", day=date(1970, 1, 2)),
         "→ no crossing is known before 2 janar 1970"),
        (sentence("no crossing has the id %(id)s", id="1970-01-02, 1,532 %(id)s %s 100%"),
         "→ no crossing has the id 1970-01-02, 1,532 %(id)s %s 100%"),
        (about("a: b", "Nobody has translated this."), "a: b: Nobody has translated this."),
        ("day: should be a day: YYYY-MM-DD", "day: should be a day: YYYY-MM-DD"),
        ("%(id)s %s 100%", "%(id)s %s 100%"),
    ],
)  # fmt: skip
def test_a_sentence_is_said_with_its_numbers_and_days_as_readers_write_them(wording, refusal, said):
    assert say_sentence(refusal, wording) == said.replace("@", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize("make", [RequestError, MisfitError])
def test_what_names_a_field_carries_its_fault(wording, make):
    error = make("line.0", sentence("it has no length"))
    assert str(error) == "line.0: it has no length"
    assert say_sentence(get_sentence(error), wording) == "line.0: → it has no length"


def refuse_all(_):
    raise ValueError(sentence("should be ID:TOTAL"))


class Asked(BaseModel):
    """One field for each kind of fault that pydantic finds."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    least: Annotated[float, Field(ge=0.001)] = 1
    above: Annotated[float, Field(gt=0)] = 1
    most: Annotated[float, Field(le=1000)] = 1
    few: Annotated[int, Field(le=100)] = 1
    choice: Literal["a", "b", "c"] = "a"
    only: Literal["a"] = "a"
    own: Annotated[str, AfterValidator(refuse_all)] = ""


@pytest.mark.parametrize(
    ("asked", "english", "said"),
    [
        ({"least": 0}, "Input should be greater than or equal to 0.001",
         "→ Input should be greater than or equal to 0,001"),
        ({"above": 0}, "Input should be greater than 0", "→ Input should be greater than 0"),
        ({"most": 2000}, "Input should be less than or equal to 1000",
         "→ Input should be less than or equal to 1000"),
        ({"few": 101}, "Input should be less than or equal to 100",
         "→ Input should be less than or equal to 100"),
        ({"least": "x"}, "Input should be a valid number, unable to parse string as a number",
         "→ Input should be a valid number, unable to parse string as a number"),
        ({"least": "nan"}, "Input should be a finite number", "→ Input should be a finite number"),
        ({"choice": "x"}, "Input should be 'a', 'b' or 'c'", "→ Input should be 'a', 'b' or 'c'"),
        ({"only": "x"}, "Input should be 'a'", "Input should be 'a'"),
        ({"own": "x"}, "should be ID:TOTAL", "→ should be ID:TOTAL"),
        ({"x": 1}, "there is no such parameter here", "→ there is no such parameter here"),
    ],
)  # fmt: skip
def test_what_pydantic_finds_is_said_by_its_kind(wording, asked, english, said):
    with pytest.raises(ValidationError) as found:
        Asked.model_validate(asked)
    refusal = read_fault(found.value.errors()[0])
    assert refusal == english
    assert say_sentence(refusal, wording) == said


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("/nowhere", sentence("Page not found.")),
        ("/projects/nix", sentence("There is no such project.")),
        ("/data/nix.csv", None),
        ("/tiles/99/0/0.mvt", None),
        ("/ogc/collections/buildings/items?limit=0",
         about("limit", sentence("should be 1 or more"))),
        ("/ogc/collections/buildings/items?filter=1+%2B+1",
         about("filter", sentence("should be true or false: %(part)s",
                                  part="{'op': '+', 'args': [1.0, 1.0]}"))),
        ("/ogc/collections/buildings/items?filter=name",
         about("filter", sentence("should be true or false: %(part)s",
                                  part="{'property': 'name'}"))),
        ("/ogc/collections/buildings/items?filter=name+%3D",
         about("filter", sentence("is not valid %(language)s: character %(n)s cannot stand there",
                                  language="cql2-text", n=7))),
        ("/data/buildings.geojson?bbox=1",
         about("bbox", sentence("should be four numbers: left,bottom,right,top in degrees"))),
        ("/crossings?as_of=x", about("as_of", sentence("should be a day: YYYY-MM-DD"))),
        ("/api/search?q=a&limit=51",
         about("limit", sentence("Input should be less than or equal to %(limit)s", limit=50))),
        ("/api/counts?layers=banks,banks&x=1",
         about("x", sentence("there is no such parameter here"))),
        ("/api/providers/cell.csv?service=water&side=x", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_answered_in_each_language(client, language, path, refusal):
    answer = client.get(path, headers={"accept-language": language})
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-language"] == language
    detail = answer.json()["detail"]
    if refusal is not None:
        assert detail == say_sentence(refusal, load_wording(language))
    english = client.get(path, headers={"accept-language": "en"})
    assert (detail == english.json()["detail"]) == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("line=1", about("line.0", sentence("should be LON,LAT,LON,LAT%(more)s",
                         more="[;MODE,…][;oneway][;SPEEDkm/h][;length=METRESm]"))),
        ("day=1960-01-01", about("day", sentence("no crossing is known before %(day)s",
                                                 day=PartialDate.parse("1973")))),
        ("close=nix", about("close.0", sentence("no crossing has the id %(id)s", id="'nix'"))),
        ("beta_per_min=0", about("beta_per_min", sentence(
            "Input should be greater than or equal to %(limit)s", limit=0.001))),
    ],
)  # fmt: skip
def test_a_question_is_refused_in_each_language(reviewed, language, query, refusal):
    address = f"{reviewed.url}/api/assessments/report.json?{query}"
    answer = httpx.get(address, headers={"accept-language": language})
    assert answer.json()["detail"] == say_sentence(refusal, load_wording(language))


def test_a_problem_document_is_in_the_readers_language_and_says_in_which(client, monkeypatch):
    wording = load_wording("sq")
    monkeypatch.setattr(
        "app.web.problems.get_wording", lambda _: replace(wording, translations=Marked())
    )
    answer = httpx.get(f"{client.base_url}/api/nowhere")
    assert answer.json()["detail"] == "→ Page not found."
    assert answer.headers["content-language"] == "sq"
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))

"""What is wrong with a field is said by the register, in every language, for every field."""

import json
from dataclasses import fields as list_fields

import pytest
from pydantic import BaseModel, ValidationError

from app.language.refusals import say_sentence
from app.register.assessments import FIELD
from app.register.data import Part
from app.register.errors import InvalidError
from app.register.faults import say_fault
from app.register.forms import fill
from app.register.log_pages import LogQuery
from app.register.project_pages import DayQuery
from app.register.records import RECORD, check_details
from app.register.schemas import (
    Changes,
    ClaimForm,
    CommentForm,
    ProjectQuery,
    Proposal,
    ProposalForm,
    SignedForm,
)
from app.register.sign_pages import Said
from geodata.cities.projects import Project
from geodata.sentences import Sentence
from geodata.wording import load_wording
from tests.app.register.stored import write_assessment
from tests.app.register.team import RECORD as PROJECT

MODELS = (
    *(ProposalForm, ClaimForm, CommentForm, SignedForm, ProjectQuery, Proposal, Changes),
    *(LogQuery, DayQuery, Part, Said),
)
FIELDS = [(model, name) for model in MODELS for name in model.model_fields]
WRONG = (
    *("", "x", "x" * 5_000, "javascript:alert(1)", "2026-02-30", "2026/2025", "-1", "1e999", "nan"),
    *("é", "A B", 7, -1, 1e30, float("inf"), True, [], ["x"] * 300, {}, {"x": "y" * 5_000}, None),
    *([{}], [{"title": 1}], {"und": 3}, {"type": "Point", "coordinates": [500, 1]}, [[]]),
)
OTHERS = ("sq", "sr-Cyrl", "sr-Latn")


def expect_own_words(said):
    """A sentence of ours, which is said in another way in each other language."""
    assert isinstance(said, Sentence), said
    inner = said.values.get("fault", said)
    assert isinstance(inner, Sentence), said
    english = say_sentence(inner, load_wording("en"))
    for language in OTHERS:
        assert say_sentence(inner, load_wording(language)) != english, (language, english)


def list_faults(model, name):
    for value in WRONG:
        try:
            model.model_validate({name: value})
        except ValidationError as error:
            for fault in error.errors():
                yield value, dict(fault)


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_field_of_what_is_sent_has_faults_in_own_words(model, name):
    found = [fault for _, fault in list_faults(model, name)]
    assert any(name in fault["loc"] for fault in found) or model.model_fields[name].annotation
    for fault in found:
        expect_own_words(say_fault(fault))


def test_every_field_of_a_project_has_faults_in_own_words():
    seen = set()
    for name in [one.name for one in list_fields(Project)] + ["more"]:
        for value in WRONG:
            try:
                check_details({RECORD: {**PROJECT, "id": "footbridge", name: value}})
            except InvalidError as error:
                seen.add(name)
                expect_own_words(error.args[0])
    assert seen >= {"kind", "name", "history", "costs", "partners", "summary", "location", "more"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "rocket"}, "Choose one of those that are listed"),
        ({"kind": "bridge", "source_url": "ftp://x"}, "begins with https://"),
        ({"kind": "bridge", "currency": "euro"}, "three capital letters"),
        ({"kind": "bridge", "cost_low": "dear"}, "Write a number here"),
        ({"kind": "bridge", "cost_low": "-3"}, "at least 0"),
        ({"kind": "bridge", "location": "x" * 4_001}, "at most 4,000 characters"),
        ({"kind": "bridge", "colour": "red"}, "no such field"),
        ({}, "This field is needed"),
    ],
)
def test_a_form_says_what_to_do(given, says):
    with pytest.raises(InvalidError, match=says):
        fill(ProposalForm, given)


class Other(BaseModel):
    """Kinds of faults that no form of today has."""

    number: int = 0
    pair: tuple[int, int] = (0, 0)


@pytest.mark.parametrize("given", [{"pair": [1]}, {"pair": "x"}, {"number": 1.5}, 3, None])
def test_what_pydantic_says_of_anything_else_is_never_shown(given):
    with pytest.raises(ValidationError) as error:
        Other.model_validate(given)
    for fault in error.value.errors():
        expect_own_words(say_fault(dict(fault)))


ASKED = [
    ("GET", "/?state=gone", None),
    ("GET", "/?q=" + "x" * 101, None),
    ("GET", "/log?before=soon", None),
    ("GET", "/log?day=soon", None),
    ("GET", "/api/register/projects.geojson?limit=0", None),
    ("GET", "/api/register/projects.geojson?colour=red", None),
    ("GET", "/api/register/houses.geojson", None),
    ("PUT", "/", None),
    ("POST", "/api/register/projects", "{"),
    ("POST", "/api/register/projects", "[]"),
    ("POST", "/api/register/projects", json.dumps({"record": {"kind": "rocket"}})),
    ("POST", "/api/register/comments", json.dumps({"subject": 7, "text": []})),
    ("POST", "/api/register/projects/new-footbridge-2025/assessments", "[]"),
    (
        "POST",
        "/api/register/projects/new-footbridge-2025/assessments",
        json.dumps(write_assessment(software=7)),
    ),
]


def test_answers_hold_no_words_of_a_library(server):
    from app.register.tokens import make_token

    account, _ = server.add("contributor")
    with server.write() as session:
        token = make_token(session, account, "A program", ["read", "propose", "discuss"], 10)
    for method, path, body in ASKED:
        headers = {"Accept-Language": "sq", "Authorization": f"Bearer {token}"}
        with server.visit(Accept="application/json", **headers) as program:
            sent = {"headers": {"Content-Type": "application/json"}, "content": body or ""}
            answer = (
                program.get(path) if method == "GET" else program.post(path, method=method, **sent)
            )
        detail = answer.json()["detail"]
        assert 400 <= answer.status_code < 500, (path, detail)
        for word in ("Input", "should", "valid", "Field", "JSON decode", "Method", "the "):
            assert word not in detail, (method, path, detail)
    assert FIELD == "assessment"

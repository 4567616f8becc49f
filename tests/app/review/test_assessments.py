"""One question computes one assessment, whatever is made from it."""

import httpx
import pytest

from app.review import assessments
from geodata.assessment.request import RequestError

QUESTION = "line=20.8621,42.8896,20.8621,42.8912&day=2025-10-01&mode=walk"
MADE_FROM_IT = (
    f"/review?{QUESTION}",
    *(
        f"/api/assessments/charts/{c}.svg?{QUESTION}"
        for c in ("detour-profile", "reach", "histogram")
    ),
    f"/api/assessments/report.txt?{QUESTION}",
    f"/api/assessments/report.json?{QUESTION}",
    f"/review/brief?{QUESTION}",
    f"/review/brief.pdf?{QUESTION}",
    f"/compare?{QUESTION}",
)


def test_page_charts_texts_and_brief_are_made_from_one_assessment(reviewed, monkeypatch):
    asked, assess = [], assessments.assess
    monkeypatch.setattr(assessments, "assess", lambda *of: asked.append(of) or assess(*of))
    for language in ("en", "sq"):
        for address in MADE_FROM_IT:
            answer = httpx.get(f"{reviewed.url}{address}&lang={language}", timeout=60)
            assert answer.status_code == 200, address
    body = {
        "features": [
            {
                "type": "Feature",
                "geometry": {
                    "type": "LineString",
                    "coordinates": [[20.8621, 42.8896], [20.8621, 42.8912]],
                },
                "properties": None,
            }
        ],
        "mode": "walk",
        "day": "2025-10-01",
    }
    assert httpx.post(f"{reviewed.url}/api/assessments", json=body).status_code == 200
    assert len(asked) == 1


class Model:
    """What an assessment is kept by."""


def test_what_cannot_be_answered_is_tried_again(monkeypatch):
    model, asked = Model(), []

    def refuse(*_):
        asked.append(1)
        raise RequestError("day", "no crossing is known before then")

    monkeypatch.setattr(assessments, "assess", refuse)
    for _ in range(2):
        with pytest.raises(RequestError):
            assessments.assess_once(model, "a question")
    assert len(asked) == 2


def test_only_so_many_are_kept_the_last_ones(monkeypatch):
    model, asked = Model(), []
    monkeypatch.setattr(assessments, "assess", lambda _, one: asked.append(one) or one)
    monkeypatch.setattr(assessments, "MOST_KEPT", 2)
    for question in ("a", "b", "a", "c", "a", "b"):
        assert assessments.assess_once(model, question) == question
    assert asked == ["a", "b", "c", "b"]

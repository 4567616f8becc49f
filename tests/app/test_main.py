"""The application as a whole: health, headers, errors."""

import httpx
import pytest

from app.main import create_app
from app.settings import Settings

ADDRESSES = ["/", "/data/roads.geojson", "/api/snapshot", "/healthz", "/static/css/site.css", "/x"]


def test_it_is_healthy_and_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["snapshot"] == client.get("/api/snapshot").json()["id"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_forbids_guessing_and_framing_and_sends_a_referrer(client, address):
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_as_get_without_a_body(client, address):
    plain = {"Accept-Encoding": "identity"}
    head, get = client.head(address, headers=plain), client.get(address, headers=plain)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == str(len(get.content))


def test_pages_travel_compressed(client):
    answer = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


def test_the_icon_is_served_where_browsers_look(client):
    answer = client.get("/favicon.ico")
    assert answer.headers["content-type"] == "image/svg+xml"


def test_a_missing_page_is_a_page_for_people_and_a_problem_for_programs(client):
    page = client.get("/x", headers={"Accept": "text/html"})
    problem = client.get("/x", headers={"Accept": "*/*"})
    assert page.status_code == problem.status_code == 404
    assert "Page not found." in page.text
    assert problem.json()["detail"] == "Page not found."
    assert problem.headers["content-type"] == "application/problem+json"


def test_another_method_is_refused_and_the_allowed_one_named(client):
    answer = client.post("/healthz")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["title"] == "Method Not Allowed"


def test_an_unexpected_error_gives_away_nothing(data, serve, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr("app.pages.overview.draw_overview", fail)
    answer = httpx.get(serve(data).url, headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Server error" in answer.text


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("URAMOST_DATA", str(tmp_path))
    monkeypatch.setenv("URAMOST_PORT", "9001")
    app = create_app()
    assert app.state.settings.data == tmp_path
    assert app.state.settings.port == 9001


def test_an_application_can_be_made_where_there_is_nothing(tmp_path):
    create_app(Settings(data=tmp_path / "missing"))

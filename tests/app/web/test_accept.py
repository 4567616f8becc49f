"""What a reader accepts decides whether a page or data come."""

import pytest

from app.web.negotiation import prefers_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    "accept",
    [
        BROWSER,
        "text/html",
        "Text/HTML",
        "text/html, */*",
        "application/json;q=0.1, text/html;q=0.9",
    ],
)
def test_who_likes_html_best_gets_a_page(accept):
    assert prefers_page(accept)


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "image/png", "text/html;q=0", "text/html, application/geo+json",
     "text/html;q=0.5, */*", "application/json, text/html;q=0.9", "text/htm"],
)  # fmt: skip
def test_everybody_else_gets_data(accept):
    assert not prefers_page(accept)


@pytest.mark.parametrize("path", ["/ogc", "/ogc/collections/roads/items", "/ogc/collections/none"])
@pytest.mark.parametrize("accept", [BROWSER, "application/json"])
def test_caches_are_told_that_the_form_depends_on_what_is_accepted(client, path, accept):
    answer = client.get(path, headers={"Accept": accept})
    assert ("html" in answer.headers["content-type"]) == (accept == BROWSER)
    assert "Accept" in answer.headers["vary"].split(", ")

"""What no page of the register sends is refused before anything is done."""

import re
from html import unescape

import httpx
import pytest

from app.register.pages import choose_next
from app.register.security import MOST_BYTES
from tests.app.register.served_register import RegisterServer

JSON = {"Accept": "application/json", "Content-Type": "application/json"}


@pytest.fixture
def administrator(server):
    account, _ = server.add("administrator")
    with server.visit(account, Accept="application/json") as visitor:
        yield visitor


@pytest.mark.parametrize(
    "path",
    ["/projects/a%00b", "/claims?subject=%00", "/log?kind=%00", "/api/register/projects/%00"],
)
def test_an_address_with_a_sign_that_no_text_has_is_refused(url, tmp_path, path):
    with RegisterServer(tmp_path / "data", database_url=url) as server, server.visit() as visitor:
        answer = visitor.get(path)
    assert answer.status_code == 422
    assert "NUL" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": None, "Sec-Fetch-Site": None},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": None},
    ],
)
def test_forms_of_other_sites_are_refused(server, administrator, headers):
    answer = administrator.post("/mine/name", {"name": "Mallory"}, headers=headers)
    assert answer.status_code == 403
    assert server.site in answer.json()["detail"]
    answer = administrator.post("/mine/name", {"name": "Ana B."})
    assert answer.status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "ж"])
def test_a_form_without_the_token_of_its_page_is_refused(administrator, token):
    answer = administrator.post("/mine/name", {"name": "Mallory", "csrf": token})
    assert answer.status_code == 403
    assert "open the page again" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/comments", "/reports", "/mine/name"])
def test_a_form_that_is_refused_leads_to_pages_in_each_language(server, path):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor:
        refusal = visitor.post(path, {"csrf": "wrong"})
        assert refusal.status_code == 403
        links = re.findall(r'href="([^"]+)"[^>]*data-param="lang"', refusal.text)
        assert len(links) == 4
        assert {visitor.get(unescape(one)).status_code for one in links} == {200}


@pytest.mark.parametrize("path", ["/login", "/login/passkey"])
def test_a_refused_login_leads_on_to_where_it_was_to_lead_in_each_language(server, path):
    wrong = {"email": "ana@example.org", "password": "wrong", "credential": "{}"}
    with server.visit() as visitor:
        visitor.get("/login")
        refusal = visitor.post(path, wrong | {"next": "/propose?bank=north"})
        assert refusal.status_code == 422
        links = re.findall(r'href="([^"]+)"[^>]*data-param="lang"', refusal.text)
        assert len(links) == 4
        for link in map(unescape, links):
            assert 'name="next" value="/propose?bank=north"' in visitor.get(link).text


def test_the_token_of_another_visitor_is_refused(server, administrator):
    other, _ = server.add("contributor")
    with server.visit(other) as visitor:
        answer = administrator.post("/mine/name", {"name": "Mallory", "csrf": visitor.csrf})
    assert answer.status_code == 403


def test_a_form_that_asks_to_be_sent_as_text_is_refused(administrator):
    answer = administrator.post(
        "/mine/name", headers={"Content-Type": "text/plain"}, content=b"name=Mallory"
    )
    assert answer.status_code == 415


def test_json_is_no_form(administrator):
    answer = administrator.post("/mine/name", json={"name": "Mallory"})
    assert answer.status_code == 415


@pytest.mark.parametrize("is_told", [True, False])
def test_what_is_too_long_is_refused(administrator, is_told):
    body = b"x" * (MOST_BYTES + 1)
    sent = body if is_told else iter([body[:100_000], body[100_000:]])
    answer = administrator.post("/mine/name", headers=JSON, content=sent)
    assert answer.status_code == 413
    assert "512 kB" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"a":' * 50_000, b"[" * 33 + b"]" * 33, b'["[", ' + b"[" * 40],
)
def test_json_that_stands_too_deep_is_refused(administrator, body):
    answer = administrator.post("/mine/name", headers=JSON, content=body)
    assert answer.status_code == 422
    assert "32" in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_levels_do_not_hide_in_another_encoding(administrator, encoding):
    body = ('["\u2200", ' + "[" * 1000).encode(encoding)
    answer = administrator.post("/mine/name", headers=JSON, content=body)
    assert answer.status_code == 422
    assert "UTF-8" in answer.json()["detail"]


def test_brackets_in_texts_are_no_levels(administrator):
    body = b'["' + b"[" * 1000 + b'\\"[[["]'
    assert administrator.post("/mine/name", headers=JSON, content=body).status_code == 415


def test_a_form_of_too_many_fields_is_refused(administrator):
    body = "&".join(f"a{n}=1" for n in range(1_000))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = administrator.post("/mine/name", headers=headers, content=body)
    assert answer.status_code == 422
    assert "cannot be read" in answer.json()["detail"]


def test_lines_in_what_is_sent_make_no_headers(server):
    """Names, addresses and where to go next go into headers of answers and of e-mails."""
    _, email = server.add("contributor")
    hostile = "/x\r\nSet-Cookie: evil=1\r\n\r\n<script>"
    with server.visit() as visitor:
        answer = visitor.log_in(email, path=hostile)
        assert answer.headers["location"] == "/"
        assert "evil" not in str(answer.headers)
        answer = visitor.get("/login", Cookie="lang=en%0d%0aSet-Cookie:evil=1")
        assert "evil" not in str(answer.headers)
        answer = visitor.post("/reset", {"email": "ana@example.org\r\nBcc: x@example.org"})
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "",
        "mine",
        "/\x00",
        "/ж",
    ],
)
def test_a_login_leads_to_no_other_site(server, path):
    assert choose_next(path) == "/"
    _, email = server.add("contributor")
    with server.visit() as visitor:
        assert visitor.log_in(email, path=path).headers["location"] == "/"
        answer = visitor.get("/login?next=" + "//evil.example")
        assert answer.headers["location"] == "/"


def test_a_login_leads_back_to_where_it_was_asked_for(server):
    with server.visit() as visitor:
        answer = visitor.get("/accounts?lang=sq")
        assert answer.headers["location"] == "/login?next=%2Faccounts%3Flang%3Dsq"


def test_links_name_the_public_address_whatever_host_is_asked_for(server):
    account, _ = server.add("administrator")
    with server.visit(account, Host="evil.example") as visitor:
        answer = visitor.post("/accounts", {"name": "Besa", "role": "contributor"})
    assert f"{server.site}/invitation/" in answer.text
    assert "evil.example" not in answer.text


def test_every_answer_has_the_headers_that_browsers_need(administrator):
    for answer in (
        administrator.get("/mine"),
        administrator.get("/nothing"),
        administrator.post("/mine/name", headers={"Origin": "https://evil.example"}),
    ):
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "no-store" in headers["cache-control"]


def test_browsers_come_encrypted_where_the_register_is(tmp_path):
    with RegisterServer(tmp_path / "other", public_url="https://register.example") as other:
        other.site = "https://register.example"
        answer = httpx.get(f"http://127.0.0.1:{other.socket.getsockname()[1]}/")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_names_of_people_are_text_on_every_page(server):
    hostile = '"><script>alert(1)</script>{{7*7}}'
    server.add("contributor", name=hostile)
    account, _ = server.add("administrator", name=hostile)
    with server.visit(account) as visitor:
        for path in ("/mine", "/accounts"):
            page = visitor.get(path).text
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_the_register_needs_an_encrypted_address_or_localhost():
    from app.register.settings import RegisterSettings

    assert RegisterSettings(port=9000).origin == "http://localhost:9000"
    given = RegisterSettings(public_url="https://Register.example/town")
    assert (given.origin, given.relying_party) == ("https://register.example", "register.example")
    for url in ("http://register.example", "http://127.0.0.1:8001", "https://жук.example"):
        with pytest.raises(ValueError, match="public_url"):
            RegisterSettings(public_url=url)

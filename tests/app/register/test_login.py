"""Logging in and out: cookies, passwords, links that work once, and how often one may try."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.register.links import LinkKind, make_link
from app.register.models import LinkRow, SessionRow, TokenRow
from app.register.sessions import hash_secret
from app.register.tokens import make_token
from tests.app.register.served_register import PASSWORD

NEW_PASSWORD = "another long password"


@pytest.fixture
def letters(listen):
    """What the register writes into its log in place of e-mails."""
    return listen("app.register.post")


def read_link(letter):
    return re.search(r"http://localhost:\d+(/\w+/[\w-]+)", letter)[1]


def test_a_login_gives_a_cookie_that_this_host_alone_reads(server):
    _, email = server.add("contributor")
    with server.visit() as visitor:
        for answer in (visitor.get("/login"), visitor.log_in(email)):
            name, *flags = answer.headers["set-cookie"].split("; ")
            assert name.startswith("__Host-uramost=")
            assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(flags)
            assert not [one for one in flags if one.lower().startswith("domain")]
        assert visitor.get("/mine").status_code == 200


def test_nothing_is_kept_of_who_only_looks(server):
    with server.visit() as visitor:
        visitor.get("/login")
        visitor.log_in("nobody@example.org")
        visitor.get("/")
    with server.read() as session:
        assert session.query(SessionRow).count() == 0


def test_the_database_holds_no_cookie_link_or_token(server):
    account, email = server.add("contributor")
    with server.visit() as visitor:
        visitor.log_in(email)
        fields = {"label": "A program", "scope-read": "yes", "days": "10"}
        token = re.search(r"uramost_[\w-]+", visitor.post("/mine/tokens", fields).text)[0]
        with server.write() as session:
            link = make_link(session, account, LinkKind.RESET).rpartition("/")[2]
        secrets = [visitor.cookie, token, link, PASSWORD]
    with server.register.database.engine.connect() as connection:
        dump = "\n".join(connection.connection.iterdump())
    assert not [one for one in secrets if one in dump]


def test_a_cookie_from_before_the_login_is_no_login_after_it(server):
    """Who set it, on a shared computer or by another way, must not be logged in with it."""
    _, email = server.add("contributor")
    with server.visit() as victim, server.visit() as attacker:
        attacker.get("/login")
        victim.cookie = attacker.cookie
        assert victim.log_in(email).status_code == 303
        assert victim.cookie != attacker.cookie
        assert attacker.get("/mine").status_code == 303


def test_a_second_login_ends_the_first_one_of_that_browser(server):
    _, email = server.add("contributor")
    with server.visit() as visitor, server.visit() as old:
        visitor.log_in(email)
        old.cookie = visitor.cookie
        visitor.post("/login", {"email": email, "password": PASSWORD})
        assert old.get("/mine").status_code == 303


def test_after_logging_out_the_cookie_is_worth_nothing(server):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor, server.visit() as old:
        old.cookie = visitor.cookie
        answer = visitor.post("/logout")
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert old.get("/mine").status_code == 303


@pytest.mark.parametrize(("field", "days"), [("seen", 8), ("created", 31)])
def test_logins_end_by_themselves(server, field, days):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor:
        assert visitor.get("/mine").status_code == 200
        old = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86_400))
        with server.write() as session:
            setattr(session.get(SessionRow, hash_secret(visitor.cookie)), field, old)
        assert visitor.get("/mine").status_code == 303


@pytest.mark.parametrize(
    "given", [("wrong password 123", False), (PASSWORD, True), (PASSWORD + "x" * 300, False)]
)
def test_only_the_right_password_logs_in(server, given):
    server.add("contributor", email="ana@example.org")
    password, is_right = given
    with server.visit() as visitor:
        answer = visitor.log_in(" Ana@Example.org", password)
        assert answer.status_code == (303 if is_right else 422)
        assert password not in answer.text


@pytest.mark.parametrize("role", ["office", "moderator", "administrator"])
def test_who_decides_logs_in_with_a_passkey_alone(server, role):
    _, email = server.add(role)
    with server.visit() as visitor:
        assert visitor.log_in(email).status_code == 422


def test_a_locked_account_does_not_log_in_and_is_logged_out(server):
    account, email = server.add("contributor")
    administrator, _ = server.add("administrator")
    with server.visit(account) as visitor, server.visit(administrator) as other:
        assert other.post(f"/accounts/{account}/active", {"is_active": "no"}).status_code == 303
        assert visitor.get("/mine").status_code == 303
        assert visitor.log_in(email).status_code == 422
        other.post(f"/accounts/{account}/active", {"is_active": "yes"})
        assert visitor.log_in(email).status_code == 303


def test_unknown_accounts_take_as_long_and_are_told_the_same(server):
    _, known = server.add("contributor")
    emails, texts = (known, "nobody@example.org"), {}
    with server.visit() as visitor:
        visitor.log_in(known, "a wrong password")
        for email in emails:
            texts[email] = re.sub(
                r'value="[^"]*"|data-options="[^"]*"|nonce="\w+"',
                "",
                visitor.log_in(email, "a wrong password").text,
            )
        rounds = [[measure(visitor, email) for email in emails] for _ in range(5)]
    assert len(set(texts.values())) == 1
    times = [statistics.median(one) for one in zip(*rounds, strict=True)]
    assert max(times) < 3 * min(times)


def measure(visitor, email):
    began = time.perf_counter()
    assert visitor.post("/login", {"email": email, "password": "wrong password"}).status_code == 422
    return time.perf_counter() - began


def test_passwords_cannot_be_tried_without_end(server):
    _, email = server.add("contributor")
    with server.visit(Accept="application/json") as visitor:
        answers = [visitor.log_in(email, f"wrong password {n}") for n in range(12)]
        assert [one.status_code for one in answers[:10]] == [422] * 10
        assert answers[-1].status_code == 429  # the window slides, so one more may have gone on
        assert int(answers[-1].headers["retry-after"]) > 0
        assert "minutes" in answers[-1].json()["detail"]
        assert visitor.log_in(email).status_code == 429


def test_an_address_cannot_try_many_accounts_without_end(server):
    with server.visit() as visitor:
        found = [visitor.log_in(f"person{n}@example.org").status_code for n in range(33)]
    assert found[:30] == [422] * 30
    assert found[-1] == 429  # the window slides: slow attempts may be one or two more


def test_logins_leave_threads_for_everybody_else():
    """Each takes long on purpose; who tries many at once is refused instead of queued."""
    from app.register.errors import TooManyError
    from app.register.passwords import hash_password, is_password

    hashed = hash_password(PASSWORD)

    def attempt(_):
        try:
            return is_password(hashed, PASSWORD)
        except TooManyError as error:
            return error.retry_after_s

    with ThreadPoolExecutor(40) as pool:
        found = list(pool.map(attempt, range(40)))
    assert set(found) == {True, 60}
    assert is_password(hashed, PASSWORD)


def test_writes_are_bounded_for_each_account(server):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor:
        found = {visitor.post("/mine/name", {"name": "Ana"}).status_code for _ in range(70)}
    assert found == {303, 429}


def test_a_network_of_ipv6_counts_as_one_address():
    from app.register.throttle import group_address

    assert group_address("2001:db8:1:2:3::4") == group_address("2001:db8:1:2:ffff::1")
    assert group_address("2001:db8:1:3::4") != group_address("2001:db8:1:2::4")
    assert group_address("::ffff:192.0.2.1") == "192.0.2.1"


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(server, letters):
    account, email = server.add("contributor")
    with server.visit() as visitor, server.visit(account) as other:
        visitor.get("/reset")
        assert "on its way" in visitor.post("/reset", {"email": email}).text
        link = read_link(letters.get(timeout=30))
        assert visitor.get(link).headers["cache-control"] == "no-store"
        assert visitor.get(link).status_code == 200
        assert visitor.post(link, {"password": "short"}).status_code == 422
        assert visitor.post(link, {"password": NEW_PASSWORD}).headers["location"] == "/mine"
        assert visitor.get("/mine").status_code == 200
        assert visitor.post(link, {"password": PASSWORD}).status_code == 404
        assert other.get("/mine").status_code == 303
        assert other.log_in(email, NEW_PASSWORD).status_code == 303


def test_nobody_learns_by_the_reset_who_has_an_account(server, letters):
    _, email = server.add("contributor")
    with server.visit() as visitor:
        visitor.get("/reset")
        texts = {visitor.post("/reset", {"email": one}).text for one in (email, "no@example.org")}
    assert len({re.sub(r'nonce="\w+"', "", one) for one in texts}) == 1
    letter = letters.get(timeout=30)
    assert read_link(letter)
    assert email not in letter


def test_links_are_not_asked_for_without_end(server):
    with server.visit() as visitor:
        visitor.get("/reset")
        found = [visitor.post("/reset", {"email": "a@example.org"}).status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]


@pytest.mark.parametrize("kind", ["reset", "invitation"])
def test_links_of_one_kind_or_too_old_do_not_work(server, kind):
    account, _ = server.add("contributor")
    with server.write() as session:
        path = make_link(session, account, LinkKind(kind))
    other = {"reset": "invitation", "invitation": "reset"}[kind]
    with server.visit() as visitor:
        assert visitor.get(path).status_code == 200
        assert visitor.get(path.replace(kind, other)).status_code == 404
        with server.write() as session:
            session.query(LinkRow).one().expires = "2020-01-01T00:00:00Z"
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {"password": NEW_PASSWORD}).status_code == 404


def test_a_link_gives_nobody_a_password_who_needs_a_passkey(server):
    account, _ = server.add("office", password=None)
    with server.write() as session:
        path = make_link(session, account, LinkKind.INVITATION)
    with server.visit() as visitor:
        assert 'name="password"' not in visitor.get(path).text
        assert visitor.post(path, {"password": NEW_PASSWORD}).status_code == 403
        assert visitor.get(path).status_code == 200


def test_what_is_counted_of_strangers_is_forgotten_with_its_time(monkeypatch):
    from app.register.throttle import Attempt, Throttle

    throttle, began = Throttle(), time.time()
    storage = throttle._limiter.storage
    for number in range(50):
        throttle.count(Attempt.LOGIN, f"192.0.2.{number}", f"person{number}@example.org")
    monkeypatch.setattr(time, "time", lambda: began + 86_400)
    throttle.count(Attempt.LOGIN, "192.0.2.1")
    storage.timer.join(30)
    assert len(storage.storage) + len(storage.events) < 3


def test_what_one_account_writes_in_a_day_is_bounded(monkeypatch):
    from limits import parse

    from app.register import throttle
    from app.register.errors import TooManyError

    monkeypatch.setattr(throttle, "_A_DAY", parse("2/day"))
    made = throttle.Throttle()
    for _ in range(2):
        made.count(throttle.Attempt.WRITE, "192.0.2.1", "ana")
    with pytest.raises(TooManyError):
        made.count(throttle.Attempt.WRITE, "192.0.2.1", "ana")


def test_an_account_has_few_logins_and_the_newest_stay(server, monkeypatch):
    monkeypatch.setattr("app.register.sessions.MOST_SESSIONS", 2)
    account, _ = server.add("contributor")
    visitors = [server.visit(account) for _ in range(3)]
    with server.read() as session:
        assert session.query(SessionRow).count() == 2
    assert visitors[-1].get("/mine").status_code == 200
    for one in visitors:
        one.client.close()


def test_a_link_to_log_in_anew_ends_tokens_too(server):
    account, _ = server.add("contributor")
    with server.write() as session:
        make_token(session, account, "stolen", ["propose"], 300)
        path = make_link(session, account, LinkKind.RESET)
    with server.visit() as visitor:
        visitor.get(path)
        assert visitor.post(path, {"password": NEW_PASSWORD}).status_code == 303
    with server.read() as session:
        assert session.query(TokenRow).count() == 0


def test_a_reset_that_a_stranger_asks_for_undoes_no_invitation(server):
    account, _ = server.add("contributor", password=None)
    with server.write() as session:
        invitation = make_link(session, account, LinkKind.INVITATION)
        make_link(session, account, LinkKind.RESET)
    with server.visit() as visitor:
        assert visitor.get(invitation).status_code == 200


def test_a_stranger_who_tries_passwords_shuts_nobody_out():
    from app.register.errors import TooManyError
    from app.register.throttle import Attempt, Throttle

    throttle = Throttle()
    for _ in range(10):
        throttle.count(Attempt.LOGIN, "192.0.2.1", "ana@example.org")
    with pytest.raises(TooManyError):
        throttle.count(Attempt.LOGIN, "192.0.2.1", "ana@example.org")
    throttle.count(Attempt.LOGIN, "192.0.2.2", "ana@example.org")

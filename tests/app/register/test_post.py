"""What leaves the register: e-mails with links, and lines of its log."""

import json
import queue
import re
import smtplib
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from app.register.link_pages import write_letter
from app.register.links import LinkKind
from app.register.notices import NOTICES, tell_both_banks, write_notice
from app.register.post import write_message
from app.register.settings import RegisterSettings
from geodata.names import LANGUAGES
from geodata.register.canonical import NOTHING
from geodata.register.log import Entry, EntryKind
from geodata.wording import load_wording
from tests.app.register.served_register import PASSWORD, RegisterServer


def test_an_email_holds_no_headers_of_strangers():
    message = write_message(RegisterSettings(), "ana@example.org", "Subject", "Text\n")
    assert message["To"] == "ana@example.org"
    for to, subject in (("a@b.example\nBcc: c@d.example", "x"), ("a@b.example", "x\nBcc: y@z.se")):
        with pytest.raises(ValueError, match=r"newline|linefeed|header"):
            write_message(RegisterSettings(), to, subject, "Text")


def test_an_email_that_fails_is_logged_without_its_address(monkeypatch, caplog):
    from app.register.post import send

    def refuse(*_args, **_options):
        raise smtplib.SMTPException("ana@example.org was refused")

    monkeypatch.setattr(smtplib, "SMTP", refuse)
    send(RegisterSettings(smtp_host="mail.example"), "a1", "ana@example.org", "Subject", "Text")
    assert "account a1" in caplog.text
    assert "ana@" not in caplog.text


def test_the_log_names_requests_and_no_person(server, listen):
    written = listen("app.register.logs")
    account, email = server.add("contributor", name="Somebody of a name")
    with server.visit(account) as visitor:
        answer = visitor.post("/mine/name", {"name": "Another name"})
        visitor.post("/reset/a-secret-of-a-link", {"password": PASSWORD})
    first, second = written.get(timeout=30), written.get(timeout=30)
    line = json.loads(first)
    assert line["request"] == answer.headers["x-request-id"]
    assert (line["account"], line["status"]) == (account, 303)
    assert json.loads(second)["path"] == "/reset/{secret}"
    for secret in (email, "Somebody", "Another", "a-secret", "127.0.0.1", PASSWORD):
        assert secret not in first + second


def test_a_link_is_sent_by_an_email_server(tmp_path):
    with (
        run_post_office() as (letters, settings),
        RegisterServer(tmp_path / "data", **settings) as server,
    ):
        account, _ = server.add("administrator")
        with server.visit(account) as visitor:
            fields = {"name": "Besa", "email": "besa@example.org", "role": "contributor"}
            answer = visitor.post("/accounts", fields)
            assert answer.headers["location"] == "/accounts"
        letter = letters.get(timeout=30)
    assert (letter["To"], letter["From"]) == ("besa@example.org", "register@example.org")
    assert re.search(r"http://localhost:\d+/invitation/[\w-]{43}\n", letter.get_content())


@contextmanager
def run_post_office():
    """Run a server of e-mails; gives what it took, and the settings to reach it."""
    with ThreadingTCPServer(("127.0.0.1", 0), PostOffice) as server:
        server.letters = queue.Queue()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        given = {"smtp_host": "127.0.0.1", "smtp_port": server.server_address[1]}
        yield server.letters, {**given, "has_starttls": False, "sender": "register@example.org"}
        server.shutdown()


def test_both_banks_are_told_of_what_is_signed(tmp_path):
    statement = {"body": {"id": "municipality-north"}, "project": "footbridge"}
    content = {"statement": statement}
    with (
        run_post_office() as (letters, settings),
        RegisterServer(tmp_path / "data", **settings) as server,
    ):
        for role, place in (
            ("office", {"body": "municipality-north"}),
            ("office", {"body": "municipality-south"}),
            ("moderator", {"bank": "north"}),
            ("moderator", {"bank": "south"}),
            ("contributor", {}),
            ("administrator", {}),
        ):
            name = "-".join((role, *place.values()))
            server.add(role, email=f"{name}@example.org", password=None, **place)
        tell_both_banks(server.register, make_entry(EntryKind.STATEMENT_SIGNED, content))
        told = [letters.get(timeout=30) for _ in range(4)]
        changed = {"change": {"body": "municipality-south"}}
        tell_both_banks(server.register, make_entry(EntryKind.KEYS_CHANGED, changed))
        told_of_keys = [letters.get(timeout=30) for _ in range(4)]
        assert letters.empty()
    assert {one["To"].partition("@")[0] for one in told} == {
        "office-municipality-north",
        "office-municipality-south",
        "moderator-north",
        "moderator-south",
    }
    assert all("/projects/footbridge\n" in one.get_content() for one in told)
    assert all("Municipality of North Mitrovica" in one.get_content() for one in told)
    assert all("/keys\n" in one.get_content() for one in told_of_keys)


CONTENTS = {
    EntryKind.PROJECT_REVISED: {"project": "footbridge"},
    EntryKind.KEYS_CHANGED: {"change": {"body": "municipality-south"}},
    EntryKind.STATEMENT_SIGNED: {
        "statement": {"body": {"id": "municipality-north"}, "project": "footbridge"}
    },
}


def test_each_kind_of_letter_has_a_subject_of_its_own_in_every_language(server):
    assert set(CONTENTS) == set(NOTICES)
    for language in LANGUAGES:
        wording = load_wording(language)
        subjects = [wording.gettext(subject) for subject, _ in NOTICES.values()]
        subjects += [write_letter(kind, "https://x", wording)[0] for kind in LinkKind]
        assert len(set(subjects)) == len(NOTICES) + len(LinkKind), subjects
    for kind, content in CONTENTS.items():
        subject, text = write_notice(server.register, make_entry(kind, content))
        assert NOTICES[kind][0] in subject
        assert text.count(f"{server.site}/") == len(LANGUAGES)
        assert "%(" not in text


def make_entry(kind, content):
    return Entry(
        number=2, time="2026-12-01T00:00:00Z", previous=NOTHING, kind=kind, content=content
    )


class PostOffice(StreamRequestHandler):
    """Takes one e-mail as SMTP has it: https://www.rfc-editor.org/rfc/rfc5321."""

    def handle(self):
        self.say("220 ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                letter = message_from_bytes(
                    b"".join(lines).replace(b"\r\n", b"\n"), policy=policy.default
                )
                self.server.letters.put(letter)
            self.say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

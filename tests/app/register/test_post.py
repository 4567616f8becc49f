"""What leaves the register: e-mails with links, and lines of its log."""

import json
import queue
import re
import smtplib
import threading
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from app.register.post import write_message
from app.register.settings import RegisterSettings
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
    with ThreadingTCPServer(("127.0.0.1", 0), PostOffice) as post_office:
        post_office.letters = queue.Queue()
        threading.Thread(target=post_office.serve_forever, daemon=True).start()
        settings = {"smtp_host": "127.0.0.1", "smtp_port": post_office.server_address[1]}
        given = {**settings, "has_starttls": False, "sender": "register@example.org"}
        with RegisterServer(tmp_path / "data", **given) as server:
            account, _ = server.add("administrator")
            with server.visit(account, **{"Accept-Language": "sq"}) as visitor:
                fields = {"name": "Besa", "email": "besa@example.org", "role": "contributor"}
                answer = visitor.post("/accounts", fields)
                assert answer.headers["location"] == "/accounts"
        letter = post_office.letters.get(timeout=30)
        post_office.shutdown()
    assert "To: besa@example.org" in letter
    assert "From: register@example.org" in letter
    assert re.search(r"http://localhost:\d+/invitation/[\w-]{43}\n", letter)


class PostOffice(StreamRequestHandler):
    """Takes one e-mail as SMTP has it: https://www.rfc-editor.org/rfc/rfc5321."""

    def handle(self):
        self.say("220 ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.letters.put(b"".join(lines).decode().replace("\r\n", "\n"))
            self.say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

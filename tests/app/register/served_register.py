"""A register in a thread on a loopback port, and visitors who use it as browsers do."""

import itertools
import re
import socket
import threading

import httpx

from app.register.accounts import add_account, get_account, set_password
from app.register.main import create_register
from app.register.roles import Role
from app.register.sessions import make_csrf, start_session
from app.register.settings import RegisterSettings
from tests.app.served import Server

PASSWORD = "a long password of tests"
PLACES = {"office": {"body": "municipality-north"}, "moderator": {"bank": "north"}}

_numbers = itertools.count(1)


class RegisterServer(Server):
    """A register whose public address is the one that it listens on, by the name of localhost."""

    def __init__(self, data, *, pin_keys=None, **settings):
        listening = socket.create_server(("127.0.0.1", 0))
        site = f"http://localhost:{listening.getsockname()[1]}"
        if pin_keys:
            settings["keys"] = pin_keys(site)
        given = {"data": data, "public_url": site, **settings}
        super().__init__(create_register(RegisterSettings(**given)))
        self.socket.close()
        self.socket, self.site = listening, site
        self.thread = threading.Thread(target=self.run, args=([listening],))

    def __enter__(self):
        self.thread.start()
        assert self.has_started.wait(120)
        return self

    @property
    def register(self):
        return self.app.state.register

    def write(self):
        return self.register.database.write()

    def read(self):
        return self.register.database.read()

    def add(self, role, password=PASSWORD, **options):
        """Add an account; return its id and e-mail address."""
        email = options.pop("email", f"{role}-{next(_numbers)}@example.org")
        given = {"name": "Ana", **PLACES.get(role, {}), **options}
        with self.write() as session:
            row = add_account(session, self.register.places, email=email, role=Role(role), **given)
            if password:
                set_password(session, row, password)
            return row.id, email

    def read_account(self, account):
        with self.read() as session:
            return get_account(session, account)

    def forget_attempts(self):
        self.register.throttle._limiter.storage.reset()

    def visit(self, account=None, **headers):
        """Visit as a browser does, perhaps with a login of an account."""
        visitor = Visitor(self, headers)
        if account:
            with self.write() as session:
                visitor.cookie = start_session(session, account)
        return visitor


class Visitor:
    """A browser without scripts: it keeps the cookie, and sends what forms of pages hold."""

    def __init__(self, server, headers):
        self.site, self.cookie = server.site, None
        self.client = httpx.Client(
            base_url=server.site.replace("localhost", "127.0.0.1"),
            headers={"Accept": "text/html", **headers},
            timeout=60,
        )

    def get(self, path, **headers):
        return self._ask("GET", path, headers)

    def post(self, path, fields=None, *, headers=None, method="POST", **body):
        """Send a form with its token from the register's own page; None leaves a header out."""
        told = {"Origin": self.site, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        told = {name: value for name, value in told.items() if value is not None}
        body = body or {"data": {"csrf": self.csrf, **(fields or {})}}
        return self._ask(method, path, told, **body)

    @property
    def csrf(self):
        return make_csrf(self.cookie) if self.cookie else ""

    def log_in(self, email, password=PASSWORD, path="/mine", **options):
        self.get("/login")
        return self.post("/login", {"email": email, "password": password, "next": path}, **options)

    def _ask(self, method, path, headers, **body):
        if self.cookie:
            headers = {**headers, "Cookie": f"__Host-uramost={self.cookie}"}
        answer = self.client.request(method, path, headers=headers, **body)
        self.client.cookies.clear()
        if found := re.search(r'__Host-uramost=([^;"]+);', answer.headers.get("set-cookie", "")):
            self.cookie = found[1]
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

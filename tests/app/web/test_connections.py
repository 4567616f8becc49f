"""What one connection may keep of a server: bytes of a head, time, a place among others."""

import socket
import time
from contextlib import suppress

import httpx
import pytest

from app.concurrency.turns import name_client
from app.settings import Settings
from app.web import protocol
from tests.app.served import Server

HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


async def tell_client(scope, receive, send):
    """An application that tells who asks, once it has read all that was sent."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    host = scope["client"][0] if scope["client"] else ""
    body = protocol.name_address(host).encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def tell():
    """Start a server of that application."""
    servers = []

    def start(**settings):
        servers.append(Server(tell_client, Settings(**settings)).__enter__())
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__()


@pytest.fixture
def server(tell):
    return tell()


def connect(server):
    return socket.create_connection(server.socket.getsockname()[:2], 30)


def read_all(connection):
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def send_until_refused(connection, parts):
    """Send until the other side takes no more; tell how many bytes left this side."""
    sent = 0
    with suppress(ConnectionError, TimeoutError):
        for part in parts:
            connection.sendall(part)
            sent += len(part)
    return sent


ENDLESS = {
    "many headers": (b"x-%d: %s\r\n" % (number, b"y" * 1_000) for number in range(20_000)),
    "one long line": (b"y" * 100_000 for _ in range(200)),
    "folded": (b" y" * 500 + b"\r\n" for _ in range(20_000)),
    "small headers": (b"a:b\r\n" * 200 for _ in range(20_000)),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_head_without_end_is_refused(server, kind):
    with connect(server) as connection:
        connection.sendall(HEAD if kind != "one long line" else b"GET /")
        sent = send_until_refused(connection, ENDLESS[kind])
        answer = read_all(connection)
    assert sent < 8_000_000  # most of it waited in the system's buffers
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert httpx.get(server.url).status_code == 200


def test_who_sends_too_much_can_read_why(server):
    for _ in range(30):  # a reset loses what was answered, but not each time
        with connect(server) as connection:
            connection.sendall(b"GET /" + b"y" * 400_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.endswith(b"Invalid HTTP request received.")


def test_an_address_as_long_as_filters_are_is_read(server):
    assert httpx.get(f"{server.url}/?filter={'x' * 40_000}").status_code == 200


@pytest.mark.parametrize("sent", [b"", b"G", HEAD, HEAD + b"a: b"])
def test_a_head_that_does_not_come_to_its_end_is_given_up(server, monkeypatch, sent):
    monkeypatch.setattr(protocol, "_HEAD_S", 0.2)
    with connect(server) as connection:
        connection.sendall(sent)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 408") or (not sent.strip() and answer == b"")


@pytest.mark.parametrize("length", [b"Content-Length: 10", b"Transfer-Encoding: chunked"])
def test_a_body_that_does_not_come_to_its_end_is_given_up(server, monkeypatch, length):
    monkeypatch.setattr(protocol, "_BODY_S", 0.2)
    with connect(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n" + length + b"\r\n\r\n")
        assert read_all(connection).startswith(b"HTTP/1.1 408")


def test_a_slow_second_request_is_given_up_as_the_first_would_be(server, monkeypatch):
    monkeypatch.setattr(protocol, "_HEAD_S", 2)
    with connect(server) as connection:
        connection.sendall(HEAD + b"\r\n")
        assert b"200" in connection.recv(65_536)
        connection.sendall(HEAD)
        assert b"HTTP/1.1 408" in read_all(connection)


def test_no_deadline_ends_what_is_in_time(server, monkeypatch):
    monkeypatch.setattr(protocol, "_HEAD_S", 2)  # other work may keep the client waiting
    with httpx.Client(base_url=server.url) as client:
        end = time.monotonic() + 3
        while time.monotonic() < end:
            assert client.get("/").status_code == 200
        assert client.post("/", content=b"x" * 200_000).status_code == 200


def test_who_opens_most_connections_loses_the_oldest_that_waits(server, monkeypatch):
    monkeypatch.setattr(protocol, "MOST_OPEN", 5)
    with connect(server) as first:
        first.sendall(HEAD)
        others = [connect(server) for _ in range(20)]
        for other in others:
            other.sendall(HEAD)
        assert read_all(first).startswith(b"HTTP/1.1 408")
        assert httpx.get(server.url).status_code == 200
        for other in others:
            other.close()


def test_what_is_no_http_is_refused_and_harms_nobody(server):
    for nonsense in (
        b"\x16\x03\x01\x02\x00",
        b"GET\r\n\r\n",
        HEAD + b"a b: c\r\n\r\n",
        b"\0" * 70_000,
    ):
        with connect(server) as connection:
            connection.sendall(nonsense)
            connection.shutdown(socket.SHUT_WR)
            assert read_all(connection)[:12] in {b"", b"HTTP/1.1 400", b"HTTP/1.1 408"}
    with connect(server) as connection:  # behind a whole request
        connection.sendall(HEAD + b"\r\n" + b"\xff\xfe nonsense\r\n\r\n")
        read_all(connection)
    assert httpx.get(server.url).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "told", "client"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("192.0.2.0/24", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.0/8, 10.0.0.0/8", "198.51.100.1, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::/64"),
    ],
)
def test_only_named_proxies_are_believed_when_they_tell_who_asks(tell, proxies, told, client):
    url = tell(proxies=proxies).url
    assert httpx.get(url, headers={"X-Forwarded-For": told}).text == client


def test_a_request_is_named_by_its_client():
    scope = {"type": "http", "client": ("2001:db8::7", 1)}
    assert name_client(make_connection(scope)) == "2001:db8::/64"


def make_connection(scope):
    from starlette.requests import HTTPConnection

    return HTTPConnection(scope)

"""Asks a server the same questions again and again over a few connections, and times every answer.

One process waits for all connections at once. Requests are bytes made beforehand; an answer is
read into memory that is used again, and only its head is looked at, so that asking costs little
beside answering.
"""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONNECTIONS = 4
PATIENCE_S = 60
_LONGEST_HEAD = 65_536


@dataclass(frozen=True)
class Load:
    """What a server did under load."""

    taken_ms: Sequence[float]
    """From each question to the last byte of its answer, of answers that were 200."""
    failed: int
    """How many were not."""
    wall_s: float
    read_bytes: int

    @property
    def per_s(self) -> float:
        """Answers in a second."""
        return len(self.taken_ms) / self.wall_s

    @property
    def mean_kb(self) -> float:
        """Size of an answer with its head."""
        return self.read_bytes / len(self.taken_ms) / 1e3

    def quantile_ms(self, percent: float) -> float:
        """Time within which so many answers were there."""
        return float(np.percentile(self.taken_ms, percent))


@dataclass
class _Line:
    """One connection, and the answer that it is waiting for."""

    socket: socket.socket
    buffer: bytearray = field(default_factory=lambda: bytearray(1 << 21))
    start: float = 0.0
    got: int = 0
    needed: int = 0
    is_good: bool = False

    def ask(self, question: bytes) -> None:
        self.got = self.needed = 0
        self.start = time.perf_counter()
        self.socket.sendall(question)

    def read(self) -> bool:
        """Read what is there; tell whether the answer is whole."""
        view = memoryview(self.buffer)
        # A long body is written over and over behind its head: nobody reads it.
        count = self.socket.recv_into(view[min(self.got, _LONGEST_HEAD) :])
        if not count:
            raise ConnectionError("the server hung up")
        if not self.needed:
            self._read_head(self.got + count)
        self.got += count
        return bool(self.needed) and self.got >= self.needed

    def _read_head(self, end: int) -> None:
        head, empty_line, _ = bytes(self.buffer[: min(end, _LONGEST_HEAD)]).partition(b"\r\n\r\n")
        if not empty_line:
            return
        status, *lines = head.split(b"\r\n")
        self.is_good = status.split()[1] == b"200"
        names = dict(line.lower().split(b":", 1) for line in lines)
        self.needed = len(head) + 4 + int(names[b"content-length"])


def put_under_load(urls: Sequence[str], seconds: float, encoding: str = "identity") -> Load:
    """Ask for addresses of one server in turn, each connection anew when its answer is there.

    Raises
    ------
    ConnectionError
        When the server hangs up or takes too long.
    """
    questions = _write_questions(urls, encoding)
    where = urlsplit(urls[0])
    taken_ms, failed, read_bytes = [], 0, 0
    with selectors.EpollSelector() as waiting:
        for _ in range(CONNECTIONS):
            line = _Line(socket.create_connection((where.hostname, where.port)))
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(line.socket, selectors.EVENT_READ, line)
            line.ask(next(questions))
        start = time.perf_counter()
        while waiting.get_map():
            events = waiting.select(PATIENCE_S)
            if not events:
                raise ConnectionError(f"no answer in {PATIENCE_S} s")
            for key, _ in events:
                line = key.data
                if not line.read():
                    continue
                now = time.perf_counter()
                if line.is_good:
                    taken_ms.append(1e3 * (now - line.start))
                    read_bytes += line.got
                else:
                    failed += 1
                if now - start < seconds:
                    line.ask(next(questions))
                else:
                    waiting.unregister(line.socket)
                    line.socket.close()
        wall_s = time.perf_counter() - start
    return Load(taken_ms, failed, wall_s, read_bytes)


def measure_limit(size: int, seconds: float) -> Load:
    """Measure what the asking itself can take: a server that only sends so many bytes."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        sender = multiprocessing.get_context("fork").Process(target=_send, args=(door, size))
        sender.start()
        load = put_under_load([f"http://127.0.0.1:{door.getsockname()[1]}/"], seconds)
    sender.join()
    return load


def _send(door: socket.socket, size: int) -> None:
    """Answer everything that comes with the same bytes, until the last connection closes."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size)
    with selectors.EpollSelector() as waiting:
        for _ in range(CONNECTIONS):
            waiting.register(door.accept()[0], selectors.EVENT_READ)
        while waiting.get_map():
            for key, _ in waiting.select():
                one: socket.socket = key.fileobj
                if one.recv(_LONGEST_HEAD):
                    one.sendall(answer)
                else:
                    waiting.unregister(one)
                    one.close()


def _write_questions(urls: Sequence[str], encoding: str) -> Iterator[bytes]:
    """Write requests, over and over."""
    questions = []
    for part in map(urlsplit, urls):
        accept = "application/geo+json, application/json;q=0.9"
        head = f"GET {part.path}?{part.query} HTTP/1.1\r\nHost: {part.netloc}\r\n"
        head += f"Accept: {accept}\r\nAccept-Encoding: {encoding}\r\n\r\n"
        questions.append(head.encode())
    return cycle(questions)

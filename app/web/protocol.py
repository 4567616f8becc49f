"""Speaks HTTP with a bound on what a client may keep: bytes of a head, time, connections."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.concurrency.turns import name_address

LARGEST_HEAD_BYTES = 64 * 1024
"""Of a request's line and headers; longer ones are refused before they are read."""

MOST_OPEN = 500
"""Connections; beyond it those that wait for a request are closed, the oldest first."""

_HEAD_S, _BODY_S, _STALLED_S = 10.0, 20.0, 60.0

_LINGER_S, _MOST_IGNORED_BYTES = 1.0, 2**20
"""How long, and over how many bytes, a refused client may go on sending before it is cut off.

A connection that is closed while something in it is unread is reset, and the refusal is lost.
"""

_REFUSAL = (
    "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\n"
    "content-length: {length}\r\nconnection: close\r\n\r\n{sentence}"
)


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it by h11, whose buffer is bounded, with deadlines."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and close an old one that waits if there are too many."""
        super().connection_made(transport)
        self.address = name_address(self.client[0] if self.client else "")
        self.opened_s = self.loop.time()
        self._owed: object = None
        self._ignored_bytes: int | None = None
        self._lingering: asyncio.TimerHandle | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._watch()
        if len(self.connections) > MOST_OPEN:
            self._make_room()

    @property
    def is_waiting(self) -> bool:
        """Whether no request of it is being answered."""
        return self.conn.our_state is h11.IDLE

    def data_received(self, data: bytes) -> None:
        """Read on, and count the time of what is still owed; of a refused client, read nothing."""
        if self._ignored_bytes is None:
            super().data_received(data)
            self._watch()
            return
        self._ignored_bytes += len(data)
        if self._ignored_bytes > _MOST_IGNORED_BYTES:
            self.transport.close()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop(self._deadline)
        self._stop(self._stalled)
        self._stop(self._lingering)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Give a reader who takes nothing some time, then no more."""
        super().pause_writing()
        self._stop(self._stalled)
        self._stalled = self.loop.call_later(_STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on with a reader who takes something again."""
        self._stop(self._stalled)
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, unless an answer to what came before is on its way already."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self._refuse("400 Bad Request", msg)
        else:
            self.transport.close()

    def _refuse(self, status: str, sentence: str) -> None:
        """Answer, and close once the client had time to read it."""
        self.transport.write(
            _REFUSAL.format(status=status, length=len(sentence), sentence=sentence).encode()
        )
        self.transport.write_eof()
        self._ignored_bytes = 0
        self._lingering = self.loop.call_later(_LINGER_S, self.transport.close)

    def _watch(self) -> None:
        """Set the deadline of what the client owes: the head of a request, or its body."""
        owed = self.conn.their_state
        if owed is self._owed:
            return
        self._owed = owed
        self._stop(self._deadline)
        limits = {h11.IDLE: _HEAD_S, h11.SEND_BODY: _BODY_S}
        if owed in limits:
            self._deadline = self.loop.call_later(limits[owed], self.give_up)

    def give_up(self) -> None:
        """Close a connection whose request does not come to an end."""
        if self.transport.is_closing():
            return
        has_begun = bool(self.conn.trailing_data[0]) or not self.is_waiting
        is_open = self._ignored_bytes is None
        if is_open and has_begun and self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self._refuse("408 Request Timeout", "The request came too slowly.")
        else:
            self.transport.close()

    def _make_room(self) -> None:
        """Close the connection that waits longest, of the client that has most of them."""
        others = cast("set[BoundedProtocol]", self.connections - {self})
        waiting = [one for one in others if one.is_waiting and not one.transport.is_closing()]
        if waiting:
            ((most, _),) = Counter(one.address for one in waiting).most_common(1)
            min((one for one in waiting if one.address == most), key=_by_age).give_up()

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


def _by_age(connection: BoundedProtocol) -> float:
    return connection.opened_s

"""Speaks HTTP with a bound on what a client may keep: bytes of a head, time, connections."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.concurrency.turns import name_address

if TYPE_CHECKING:
    import asyncio

LARGEST_HEAD_BYTES = 64 * 1024
"""Of a request's line and headers; longer ones are refused before they are read."""

MOST_OPEN = 500
"""Connections; beyond it those that wait for a request are closed, the oldest first."""

_HEAD_S, _BODY_S, _STALLED_S = 10.0, 20.0, 60.0
_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 28\r\nconnection: close\r\n\r\nThe request came too slowly."
)


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it by h11, whose buffer is bounded, with deadlines."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and close an old one that waits if there are too many."""
        super().connection_made(transport)
        self.address = name_address(self.client[0] if self.client else "")
        self.opened_s = self.loop.time()
        self._owed: object = None
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
        """Read on, and count the time of what is still owed."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop(self._deadline)
        self._stop(self._stalled)
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
            super().send_400_response(msg)
        else:
            self.transport.close()

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
        if has_begun and self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.write(_LATE)
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

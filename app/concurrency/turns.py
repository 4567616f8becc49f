"""Lets clients take turns: each has one place in a queue, however much it asks for."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

MOST_CLIENTS = 64
"""Clients that may have a place in one queue at once."""

REFUSED_S = 1.0
"""Who is refused hears it after this time, so that asking again and again takes nobody's time."""


class FairQueue:
    """Does one piece of work at a time, and lets clients take turns at it.

    What a client asks for while it waits stands behind what it asked for before. Used on one
    event loop.

    Parameters
    ----------
    most_waiting
        Pieces of one client that may be under way or wait.
    refusal
        What a client is told that asks for more.
    """

    def __init__(self, most_waiting: int, refusal: str) -> None:
        self._most_waiting = most_waiting
        self._refusal = refusal
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._served: str | None = None

    @asynccontextmanager
    async def take_turn(self, client: str) -> AsyncIterator[None]:
        """Wait for the turn of a client, which lasts as long as the context.

        Raises
        ------
        HTTPException
            503 with Retry-After when the client, or too many clients, wait already.
        """
        line = self._waiting.get(client, deque())
        is_full = len(line) + (self._served == client) >= self._most_waiting
        if is_full or (not line and len(self._waiting) >= MOST_CLIENTS):
            await asyncio.sleep(REFUSED_S)
            raise refuse(self._refusal)
        if self._served is None:
            self._served = client
        else:
            await self._wait(client)
        try:
            yield
        finally:
            self._call_next()

    async def _wait(self, client: str) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # called at the moment of leaving
                self._call_next()
            raise

    def _call_next(self) -> None:
        """Call the client that waits longest; the one served last goes behind all others."""
        if self._served is not None and self._served in self._waiting:
            self._waiting.move_to_end(self._served)
        self._served = None
        while self._waiting:
            client, line = next(iter(self._waiting.items()))
            turn = line.popleft()
            if line:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]
            if not turn.done():
                self._served = client
                turn.set_result(None)
                return


def refuse(sentence: str) -> HTTPException:
    """Ask a client to come back soon."""
    return HTTPException(503, sentence, {"Retry-After": "2"})


def name_client(request: HTTPConnection) -> str:
    """Name the client of a request, as proxies that are trusted tell it."""
    return name_address(request.client.host if request.client else "")


def name_address(host: str) -> str:
    """Name whom an address belongs to: one of IPv6 is one of 2⁶⁴ of the same client."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)

"""Runs the application as a process: what bounds its connections, and how it ends."""

from __future__ import annotations

import gc
import resource
import signal
import sys
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from app.concurrency.memory import LOADED
from app.settings import Settings
from app.web.hosts import ProxyMiddleware
from app.web.protocol import LARGEST_HEAD_BYTES, MOST_OPEN, BoundedProtocol

_GRACE_S = 4
"""How long answers under way may take to end once the server is told to end."""

_END_S = 9
"""After this time the system ends the process, whatever it does."""

_MOST_FILES = 4_096

_SWITCH_S = 0.001
"""How long the event loop waits for a thread that draws or counts, each time it wants to go on."""

_TICKS_A_S = 10
"""How often uvicorn calls `on_tick`."""

_FULL_S = 60
"""After so many rounds, of a second each, the garbage collector looks at old objects, too."""

_BUSY = 2
"""So many times as rarely it runs while somebody waits for an answer."""


def make_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Say how uvicorn serves the application."""
    return uvicorn.Config(
        ProxyMiddleware(app, settings.list_proxies()),
        host=settings.host,
        port=settings.port,
        http=BoundedProtocol,
        h11_max_incomplete_event_size=LARGEST_HEAD_BYTES,
        ws="none",
        # Of what is open beyond the bound, everything is being answered.
        limit_concurrency=2 * MOST_OPEN,
        timeout_graceful_shutdown=_GRACE_S,
        proxy_headers=False,
        log_config=None,
        access_log=settings.access_log,
    )


class Server(uvicorn.Server):
    """A server that ends in time: by itself, or ended by the system when something clings to it."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end. An alarm needs no thread that runs to end the process."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_END_S)
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Collect garbage between answers: amid one it would take 1 to 5 ms of it.

        While the first data are loaded it runs by itself: what loading leaves behind would cost
        25 MB for good.
        """
        if gc.isenabled() and LOADED.is_set():
            gc.disable()
        second, rest = divmod(counter, _TICKS_A_S)
        every = _BUSY if self.server_state.tasks else 1
        if not rest and second % every == 0:
            gc.collect(2 if second % (every * _FULL_S) == 0 else 1)
        return await super().on_tick(counter)


def serve(app: ASGIApp, settings: Settings) -> None:
    """Serve until told to end.

    Raises
    ------
    SystemExit
        When the address cannot be listened on.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = most if 0 <= most < _MOST_FILES else _MOST_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
    sys.setswitchinterval(_SWITCH_S)
    Server(make_config(app, settings)).run()

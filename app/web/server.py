"""Runs the application as a process: what bounds its connections, and how it ends."""

from __future__ import annotations

import resource
import signal
import sys
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

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

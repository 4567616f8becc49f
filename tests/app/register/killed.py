"""Writers in a process of their own, which is killed while they write."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from app.register.database import Database
from app.register.log import Ledger
from geodata.register.keys import BodyKeys
from tests.app.register.writing import propose

_FORK_SERVER = multiprocessing.get_context("forkserver")
_FORK_SERVER.set_forkserver_preload([__name__])

WRITERS = 3


def write_until_killed(url: str, keys: tuple[BodyKeys, ...], acknowledged: int) -> list[str]:
    """Write, kill it after so many acknowledged writes; return the hashes of their details."""
    told, teller = _FORK_SERVER.Pipe(duplex=False)
    process = _FORK_SERVER.Process(target=_write, args=(url, keys, teller))
    process.start()
    teller.close()
    found = [told.recv() for _ in range(acknowledged)]
    process.kill()
    process.join()
    while True:  # what it acknowledged until it died
        try:
            found.append(told.recv())
        except (EOFError, OSError):
            told.close()
            return found


def _write(url: str, keys: tuple[BodyKeys, ...], teller: Connection) -> None:
    database, ledger = Database(url), Ledger("test-register", "town", keys)

    def write(number: int) -> None:
        while True:
            with database.write() as session:
                text = os.urandom(2_000).hex()
                digest = propose(ledger, session, f"project-{number}", text).details
            os.write(teller.fileno(), _frame(digest))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


def _frame(digest: str) -> bytes:
    """Frame a message as `Connection.send` does, to be written at once by several threads."""
    from multiprocessing.reduction import ForkingPickler

    content = bytes(ForkingPickler.dumps(digest))
    return len(content).to_bytes(4, "big") + content

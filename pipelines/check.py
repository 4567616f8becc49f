"""Has a snapshot served in a process of its own before it is published."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from geodata.errors import SnapshotError
from geodata.memory import release_memory
from geodata.snapshot.fault import Fault

TIME_S = 600.0
"""How long a server may take to load a snapshot and to answer its main addresses once."""

COMMAND = (sys.executable, "-P", "-m", "app", "--check")
"""The server, which is another package, and to which a folder of snapshots is given."""

_MOST_NAMED = 3


class UnservableError(SnapshotError):
    """A snapshot was made that could not be served; it is not published."""

    def __init__(self, faults: list[Fault]) -> None:
        named = "; ".join(map(str, faults[:_MOST_NAMED]))
        more = f"; and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
        super().__init__(
            f"the new snapshot cannot be served, so it is not published: {named}{more}"
        )
        self.faults = faults


def refuse_unservable(data: Path) -> None:
    """Serve the current snapshot of a folder to nobody, and refuse one that cannot be.

    Raises
    ------
    UnservableError
        Has the faults that were found.
    SnapshotError
        When the server could not check it.
    """
    faults = find_faults(data)
    if faults:
        raise UnservableError(faults)


def find_faults(data: Path) -> list[Fault]:
    """Have a server find what of a folder it cannot serve.

    Raises
    ------
    SnapshotError
        When it cannot start, or was ended by a limit of memory or time.
    """
    release_memory()  # a server needs about as much as a build, which waits for it
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            [*COMMAND, str(data)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _say_unchecked(f"it took more than {TIME_S:.0f} s") from None
    except OSError as error:
        raise _say_unchecked(error.strerror or str(error)) from error
    try:
        return [Fault(**fault) for fault in json.loads(ended.stdout)["faults"]]
    except (ValueError, TypeError, KeyError):
        raise _say_unchecked(_say_end(ended)) from None


def _say_end(ended: subprocess.CompletedProcess[bytes]) -> str:
    """Say how a server ended that gave no answer: by a signal, or by what it wrote last."""
    if ended.returncode < 0:
        return f"the server was ended by signal {-ended.returncode}, as when memory runs out"
    lines = ended.stderr.decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return said[-1] if said else f"the server ended with code {ended.returncode}"


def _say_unchecked(why: str) -> SnapshotError:
    return SnapshotError(
        f"the new snapshot could not be served to be checked, so it is not published: {why}"
    )

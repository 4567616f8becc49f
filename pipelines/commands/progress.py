"""How commands show on stderr what is being done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from pipelines.commands.consoles import SafeConsole
from pipelines.progress import Report

ERR = SafeConsole(stderr=True)


def write_step(what: str, done: int, total: int) -> str:
    """Write what is being done, and how far it is where that is known."""
    return f"{what} ({done + 1} of {total})" if total else what


@contextmanager
def show_progress() -> Iterator[Report]:
    """Show on stderr what is being done; where that is no terminal, a line for each new thing."""
    if not ERR.is_terminal:
        yield _report_lines()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=ERR, transient=True) as progress:
        task = progress.add_task("starting", total=None)

        def report(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total or None)

        yield report


def _report_lines() -> Report:
    said = ""

    def report(what: str, done: int, total: int) -> None:
        nonlocal said
        if what != said:
            said = what
            sys.stderr.write(f"{write_step(what, done, total)}\n")

    return report

"""Shows on stderr how far the build of many cities is: a row for each one, or plain lines."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from pipelines.cities.batch import CityResult, State
from pipelines.commands.progress import write_step

_STYLES = {State.BUILT: "green", State.SKIPPED: "dim", State.FAILED: "bold red"}


class CityProgress:
    """Tells people how far everything is."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rows: dict[str, TaskID] = {}
        self._said = ""
        self._done = self._expected = 0
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
        )
        is_shown = console.is_terminal
        self._progress = Progress(*columns, console=console, transient=True, disable=not is_shown)
        self._all = self._progress.add_task("starting", total=None)

    def __enter__(self) -> Self:
        """Begin to show."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the lines of what is done, and nothing else."""
        self._progress.stop()

    def report(self, what: str, done: int, total: int) -> None:
        """Tell what is done before any city is built."""
        line = write_step(what, done, total)
        self._progress.update(self._all, description=line)
        if what != self._said and not self._console.is_terminal:
            self._said = what
            self._print(line)

    def expect(self, cities: int) -> None:
        """Tell how many cities are going to be built."""
        self._expected = cities
        noun = "city" if cities == 1 else "cities"
        self.report(f"{cities or 'no'} {noun} to build", 0, 0)

    def say(self, city_id: str, what: str) -> None:
        """Tell what is being done for a city."""
        text = f"{city_id}: {what}"
        if city_id in self._rows:
            self._progress.update(self._rows[city_id], description=text)
            return
        self._rows[city_id] = self._progress.add_task(text, total=None)
        self._count()
        if not self._console.is_terminal:
            self._print(f"{city_id}: begun")

    def finish(self, result: CityResult) -> None:
        """Tell what became of a city."""
        row = self._rows.pop(result.city, None)
        if row is not None:
            self._progress.remove_task(row)
        taken = f" in {result.taken_s:.1f} s" if result.taken_s else ""
        of = ""
        if self._expected:
            self._done += 1
            self._count()
            of = f" ({self._done} of {self._expected})"
        self._print(f"{result.city}: {result.state}{taken}{of}: {result.why}", result.state)

    def _count(self) -> None:
        said = f"building: {self._done} of {self._expected} done"
        self._progress.update(self._all, description=said)

    def _print(self, line: str, state: State | None = None) -> None:
        styled = Text(line, style=_STYLES[state] if state else "")
        self._console.print(styled, soft_wrap=True, highlight=False)

"""The console of the command line: no text of the data steers the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from geodata.names import strip_controls


class SafeConsole(Console):
    """Strips control characters from all that is printed but its own colours and cursor."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render something as segments of text."""
        for one in super().render(renderable, options):
            yield one if one.control else one._replace(text=strip_controls(one.text))

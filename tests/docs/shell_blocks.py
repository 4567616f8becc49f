"""The commands that README and handbook tell people to type, and how their blocks are marked."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
MARKS = ("needs the internet", "needs an administrator")
"""What a comment above a block may say of it; its commands are then run by no test."""

_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[^\n]*?) -->\n)?[ ]*```sh\n(?P<lines>.*?)\n[ ]*```", re.DOTALL
)


@dataclass(frozen=True)
class Command:
    """One line of a block, in words; `mark` is empty where its block has none."""

    page: Path
    words: tuple[str, ...]
    mark: str

    @property
    def name(self):
        return self.words[0].removeprefix(".venv/bin/")

    @property
    def text(self):
        return shlex.join(self.words)


def list_commands(page):
    """List the commands of a page in their order; a line that ends in a backslash goes on."""
    found = []
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        lines = block["lines"].replace("\\\n", " ").splitlines()
        words = [tuple(shlex.split(line, comments=True)) for line in lines]
        found += [Command(page, one, block["mark"] or "") for one in words if one]
    return found


COMMANDS = [command for page in PAGES for command in list_commands(page)]


def list_code(page):
    """List what stands in a page's running text as code."""
    text = re.sub(r"(?ms)^ *```.*?^ *```", "", page.read_text(encoding="utf-8"))
    return re.findall(r"`([^`\n]+)`", text)

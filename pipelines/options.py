"""Options that several commands share, and how they print JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from geodata.names import Language

DataFolder = Annotated[Path, typer.Option("--data", help="Folder of the city's snapshots.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]

ChartsFolder = Annotated[
    Path | None,
    typer.Option("--charts", metavar="DIR", help="Also write charts and report in this folder."),
]
LanguageOption = Annotated[
    Language, typer.Option("--lang", help="Language of the charts and the report.")
]


def print_json(document: object) -> None:
    """Print a document as JSON; what JSON cannot say, such as NaN, is an error."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")

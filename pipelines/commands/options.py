"""Options that several commands share, and how they print JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from geodata.exports.formats import Format
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
ProjectLanguage = Annotated[
    Language, typer.Option("--lang", help="Language of projects in OC4IDS (FILE.oc4ids.json).")
]

LayerNames = Annotated[
    list[str] | None, typer.Option(help="Layer or table; can be repeated. Else all.")
]
FormatOption = Annotated[
    Format | None, typer.Option("--format", help="Else as the file's name ends, else gpkg.")
]
OutPath = Annotated[
    Path | None, typer.Option(help="File to write; a folder for several files. Else here.")
]
BoxText = Annotated[
    str | None,
    typer.Option(metavar="LEFT,BOTTOM,RIGHT,TOP", help="Only what touches it, in degrees."),
]


def print_json(document: object) -> None:
    """Print a document as JSON; what JSON cannot say, such as NaN, is an error."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")

"""``uramost cities …``: many cities at once."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="cities",
    help="Many cities at once: built from one file of a whole country.",
    no_args_is_help=True,
)


@app.callback()
def begin() -> None:
    """Keep the group a group, whatever number of commands it has."""


@app.command()
def build(
    profiles: Annotated[
        list[str], typer.Argument(metavar="PROFILES…", help="Profiles, or ids of bundled cities.")
    ],
    source: Annotated[str, typer.Option(help="An OSM file of the whole country.")],
    data: Annotated[str, typer.Option(help="Folder or object store, with a folder for each city.")],
) -> None:
    """Read a country's file once, and build every city that is missing or older than it."""
    typer.echo(f"{len(profiles)} {source} {data}")

"""``uramost cities …``: many cities at once."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from geodata.errors import GeodataError
from geodata.snapshot.writing import KEEP
from pipelines.cities.batch import Choice, CityResult, State, build_cities
from pipelines.cities.cluster import open_cluster
from pipelines.cities.stores import open_store
from pipelines.commands.city_progress import CityProgress
from pipelines.commands.compare_cities import compare
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.options import AsJson, print_json

app = typer.Typer(
    name="cities",
    help="Many cities at once: built from one file of a whole country.",
    no_args_is_help=True,
)
ERR = SafeConsole(stderr=True)


@app.callback()
def begin() -> None:
    """Keep the group a group, whatever number of commands it has."""


@app.command()
def build(  # noqa: PLR0913 - a parameter for each option
    profiles: Annotated[
        list[str], typer.Argument(metavar="PROFILES…", help="Profiles, or ids of bundled cities.")
    ],
    *,
    source: Annotated[Path, typer.Option(help="An OSM file of the whole country (.osm.pbf, …).")],
    data: Annotated[
        str,
        typer.Option(
            metavar="DIR|URL",
            help="Folder, or an object store such as s3://bucket/cities: one folder a city.",
        ),
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many build at once here. Else one a core.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Build on the Dask cluster of this scheduler instead: tcp://HOST:8786.",
        ),
    ] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many snapshots of a city stay.")] = KEEP,
    force: Annotated[
        bool, typer.Option("--force", help="Build what is up to date or newer, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read a country's file once, and build every city that is missing or older than it."""
    if workers and scheduler:
        raise typer.BadParameter(
            "--workers are of this machine: the cluster of --scheduler has its own"
        )
    cluster = open_cluster(workers or len(os.sched_getaffinity(0)), scheduler)
    with CityProgress(ERR) as progress:
        store = open_store(data)
        results = build_cities(profiles, source, store, cluster, Choice(keep, force), progress)
    if as_json:
        print_json([asdict(one) for one in sorted(results, key=lambda one: one.city)])
    _end(results, data)


def _end(results: list[CityResult], data: str) -> None:
    """Say how many cities are what; a city that failed is the command's failure."""
    counts = Counter(one.state for one in results)
    said = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
    if counts[State.FAILED]:
        raise GeodataError(f"{said}; the same command tries again what failed")
    ERR.print(f"{said}: {data}", markup=False, highlight=False, soft_wrap=True)


app.command()(compare)

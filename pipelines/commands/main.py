"""``uramost``: build, serve, show and compare snapshots of a city."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from geodata.cities.profile import Elevation, load_city
from geodata.cities.sources import Source
from geodata.errors import GeodataError
from geodata.exports.request import make_file
from geodata.register.keys import load_keys
from geodata.register.published import read_head
from geodata.snapshot.diff import compare_snapshots
from geodata.snapshot.manifest import dump_manifest
from geodata.snapshot.store import open_snapshot
from geodata.snapshot.summary import summarise
from geodata.snapshot.writing import KEEP
from pipelines.commands import break_even, cities, city, db, mapped, review, witness
from pipelines.commands import register as register_commands
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.export import OC4IDS, export_projects, plan_orders, read_subset
from pipelines.commands.options import (
    AsJson,
    BoxText,
    DataFolder,
    FormatOption,
    LayerNames,
    OutPath,
    ProjectLanguage,
    print_json,
)
from pipelines.commands.progress import ERR, show_progress
from pipelines.commands.tables import print_built, print_diff, print_exported, print_summary
from pipelines.osm.overpass import PUBLIC_SERVER, OverpassOptions
from pipelines.progress import stay_silent
from pipelines.register import RegisterFile

app = typer.Typer(
    help="The shared map of what connects and what separates a city divided by a river.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(review.app)
app.add_typer(break_even.app)
app.add_typer(mapped.app)
app.add_typer(witness.app)
app.add_typer(register_commands.app)
app.add_typer(db.app)
app.add_typer(cities.app)
app.add_typer(city.app)
OUT = SafeConsole()
_INTERRUPTED = 130
"""The exit code that Typer makes of Ctrl-C."""


def _print_version(is_asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if is_asked:
        typer.echo(version("uramost"))
        raise typer.Exit


@app.callback()
def take_options(
    *,
    _is_asked: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command()
def build(
    city: Annotated[str, typer.Option(help="Id of a bundled city, or path of a profile.toml.")],
    source: Annotated[str, typer.Option(help="sample, overpass, overture:PATH, or an OSM file.")],
    data: DataFolder,
    overpass_url: Annotated[
        str, typer.Option(envvar="URAMOST_OVERPASS_URL", help="Overpass server to ask.")
    ] = PUBLIC_SERVER.url,
    contact: Annotated[
        str, typer.Option(envvar="URAMOST_CONTACT", help="How its keepers can reach you.")
    ] = PUBLIC_SERVER.contact,
    keep: Annotated[int, typer.Option(min=1, help="How many snapshots stay.")] = KEEP,
    elevation: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="A raster of the ground's elevation, in m: a GeoTIFF."
        ),
    ] = None,
    elevation_source: Annotated[
        str, typer.Option(help="Whose it is and of when; without it, the file's name.")
    ] = "",
    register: Annotated[
        Path | None,
        typer.Option(help="Export of the city's register to take up."),
    ] = None,
    register_keys: Annotated[
        Path | None,
        typer.Option(help="keys.toml to check it by; else the city's own."),
    ] = None,
    register_head: Annotated[
        str | None,
        typer.Option(metavar="HASH|FILE", help="A head of its log that was published elsewhere."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Pull a city, tag it by bank and provider, and publish a new snapshot."""
    from pipelines.build import build as build_snapshot  # noqa: PLC0415 - osmnx takes seconds

    profile = load_city(city)
    if elevation_source and not elevation:
        raise typer.BadParameter("says whose --elevation is: give its file, too")
    if elevation:
        source_of = Source(elevation_source or elevation.name)
        profile = replace(profile, elevation=Elevation(elevation, source_of))
    if register is None and (register_keys or register_head):
        raise typer.BadParameter("says what to check --register by: give its file, too")
    taken_up = _read_register(city, register, register_keys, register_head) if register else None
    with show_progress() as report:
        snapshot = build_snapshot(
            profile,
            source,
            data,
            overpass=OverpassOptions(url=overpass_url, contact=contact),
            report=report,
            keep=keep,
            register=taken_up,
        )
    if as_json:
        sys.stdout.buffer.write(dump_manifest(snapshot.manifest))
    else:
        print_built(OUT, snapshot)


def _read_register(city: str, file: Path, keys: Path | None, head: str | None) -> RegisterFile:
    return RegisterFile(file, load_keys(city, keys), read_head(head) if head else None)


@app.command()
def serve(
    data: DataFolder,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on.")] = 8000,
    root_path: Annotated[
        str, typer.Option(help="Path under which a proxy shows it, such as /map.")
    ] = "",
    proxies: Annotated[
        str, typer.Option(help="Addresses whose X-Forwarded-… is believed: 10.0.0.0/8,…")
    ] = "",
    *,
    access_log: Annotated[bool, typer.Option(help="Log every request.")] = False,
) -> None:
    """Serve one city or several; new snapshots are taken up without a restart."""
    # The server is another package that shares files with this one, never code: it takes over here.
    sys.stdout.flush()
    arguments = ["-m", "app", "--data", str(data), "--host", host, "--port", str(port)]
    arguments += ["--root-path", root_path] if root_path else []
    arguments += ["--proxies", proxies] if proxies else []
    arguments += ["--access-log"] if access_log else []
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - no shell on purpose


@app.command()
def show(
    data: DataFolder,
    snapshot: Annotated[
        str | None, typer.Option(help="Id of a snapshot; else the current.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the crossings' status.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show counts by layer and bank, by provider and bank, and the crossings."""
    shown = open_snapshot(data, snapshot)
    day = as_of.date() if as_of else datetime.now(UTC).date()
    summary = summarise(shown, day)
    if as_json:
        print_json({"snapshot": shown.id, "as_of": day.isoformat(), **asdict(summary)})
    else:
        print_summary(OUT, shown, summary, day)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Id of the older snapshot.")],
    new: Annotated[str, typer.Argument(help="Id of the newer snapshot.")],
    data: DataFolder,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what appeared, vanished and changed between two snapshots, by layer."""
    before, after = open_snapshot(data, old), open_snapshot(data, new)
    diffs = [one for one in compare_snapshots(before, after) if not one.is_empty]
    if as_json:
        layers = [asdict(one) for one in diffs]
        print_json({"old": before.id, "new": after.id, "layers": layers})
    else:
        print_diff(OUT, before, after, diffs)


@app.command()
def export(
    data: DataFolder,
    layer: LayerNames = None,
    form: FormatOption = None,
    out: OutPath = None,
    bbox: BoxText = None,
    lang: ProjectLanguage = "en",
) -> None:
    """Write layers and tables of the current snapshot as files for GIS programs."""
    snapshot = open_snapshot(data)
    if out is not None and form is None and out.name.endswith(OC4IDS):
        export_projects(snapshot, layer or (), out, read_subset(bbox), lang)
        print_exported(OUT, [out])
        return
    day = datetime.now(UTC).date()
    requests = plan_orders(snapshot, layer or (), form, out, read_subset(bbox), day)
    with show_progress() as report:
        for done, (order, path) in enumerate(requests):
            report(path.name, done, len(requests))
            make_file(data, order, path, report if len(requests) == 1 else stay_silent)
    print_exported(OUT, [path for _, path in requests])


def main() -> None:
    """Run the command line; every refusal is one sentence on stderr and exit code 1."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s", force=True)
    try:
        app()
    except GeodataError as error:
        ERR.print(f"uramost: {error}", style="bold", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            ERR.print("uramost: interrupted; what was finished before stays as it was")
        raise


if __name__ == "__main__":
    main()

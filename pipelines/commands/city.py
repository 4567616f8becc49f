"""``uramost city new``: a profile of a new city, made by asking."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import shapely
import typer
from rich.table import Table
from rich.text import Text
from shapely.geometry.base import BaseGeometry

from geodata.bbox import parse_bbox
from geodata.cities.geojson_files import read_geojson
from geodata.errors import DivideError
from geodata.names import list_names
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.progress import ERR, show_progress
from pipelines.osm.overpass import PUBLIC_SERVER, OverpassOptions

if TYPE_CHECKING:
    from pipelines.new_city.findings import Findings
    from pipelines.new_city.lines import DividingLine

app = typer.Typer(name="city", help="Profiles of cities.", no_args_is_help=True)
OUT = SafeConsole()
AUTO = "auto"
_NOT_CHOSEN = 2
"""The exit code where something is to be chosen, and nobody was there to ask."""

_MOST_NAMES = 6
_PROFILE = "city.toml"


@app.callback()
def group() -> None:
    """Keep ``new`` a command of its own, though it is the only one."""


@app.command()
def new(  # noqa: PLR0913, PLR0917 - a parameter for each option
    name: Annotated[str, typer.Argument(help="Name of the place, in any language.")],
    source: Annotated[
        str, typer.Option(help="overpass, which needs the internet, or an OSM file.")
    ] = "overpass",
    divide: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|NUMBER|auto|FILE.geojson",
            help="What divides it: of the list by name or number, the first, or a drawn line.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Profile to write, or a folder for it. Else ID/city.toml.")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            metavar="LEFT,BOTTOM,RIGHT,TOP|FILE.geojson", help="What to map; else round the place."
        ),
    ] = None,
    overpass_url: Annotated[
        str, typer.Option(envvar="URAMOST_OVERPASS_URL", help="Overpass server to ask.")
    ] = PUBLIC_SERVER.url,
    nominatim_url: Annotated[
        str,
        typer.Option(envvar="URAMOST_NOMINATIM_URL", help="Nominatim server to ask for the place."),
    ] = "https://nominatim.openstreetmap.org",
    contact: Annotated[
        str, typer.Option(envvar="URAMOST_CONTACT", help="How their keepers can reach you.")
    ] = PUBLIC_SERVER.contact,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the first line: as auto.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a profile.")] = False,
) -> None:
    """Make a profile of a place: its area, what divides it, and the names of its banks."""
    from pipelines.new_city.findings import find_out, read_name  # noqa: PLC0415 - osmnx takes seconds
    from pipelines.new_city.slugs import make_city_id  # noqa: PLC0415
    from pipelines.new_city.writing import refuse_taken, write_city  # noqa: PLC0415
    from pipelines.osm.place_lookup import NominatimOptions  # noqa: PLC0415

    name = read_name(name)
    drawn = Path(divide) if divide and _is_geojson(divide) else None
    area_file = Path(area) if area and _is_geojson(area) else None
    if out is not None:
        refuse_taken(_name_profile(out), is_forced=force)
    folder = (_name_profile(out) if out else Path(make_city_id(name, {})) / _PROFILE).parent
    with _give_work_folder(folder, source) as work, show_progress() as report:
        found = find_out(
            name,
            source,
            area=_read_area(area, area_file),
            drawn=drawn,
            work=work,
            report=report,
            overpass=OverpassOptions(url=overpass_url, contact=contact),
            nominatim=NominatimOptions(url=nominatim_url, contact=contact),
        )
    profile = _name_profile(out) if out else Path(found.city.id) / _PROFILE
    refuse_taken(profile, is_forced=force)
    _print_lines(found)
    line = _choose(found, AUTO if yes and divide is None else divide, is_drawn=drawn is not None)
    checks = write_city(profile, found, line, area_file=area_file, line_file=drawn)
    _print_written(profile, found, checks[len(found.notes) :], source)


@contextmanager
def _give_work_folder(folder: Path, source: str) -> Iterator[Path]:
    """Give a folder to work in: beside the profile, where a pull by Overpass could go on later."""
    if source != "overpass":
        with tempfile.TemporaryDirectory() as spare:
            yield Path(spare)
        return
    work = folder / ".pull"
    yield work
    with suppress(OSError):  # what broke off stays
        work.rmdir()


def _is_geojson(text: str) -> bool:
    return text.lower().endswith((".geojson", ".json"))


def _read_area(text: str | None, file: Path | None) -> BaseGeometry | None:
    if file is not None:
        return shapely.union_all(read_geojson(file))
    try:
        return None if text is None else parse_bbox(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}, or a GeoJSON file", param_hint="--area") from error


def _name_profile(out: Path) -> Path:
    return out if out.suffix == ".toml" else out / _PROFILE


def _print_lines(found: Findings) -> None:
    """Print the list that people choose from, and before it what they should know."""
    from pipelines.new_city.profile_text import say_shares  # noqa: PLC0415

    _print_checks(found.notes)
    if not found.lines:
        return
    city = found.city
    box = ", ".join(f"{at:.5f}" for at in city.study_area.bounds)
    OUT.print(Text(" · ".join(list_names(city.name)), style="bold"))
    OUT.print(f"Study area: {box}", highlight=False, soft_wrap=True)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for heading, side in (("", "right"), ("What divides it", "left"), ("Names", "left")):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    table.add_column("km", justify="right")
    table.add_column("On either bank")
    table.add_column("Crossings", justify="right")
    for number, line in enumerate(found.lines, 1):
        names = list_names(line.names)
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        said = " · ".join(names[:_MOST_NAMES]) + more or "(no name)"
        length = f"{line.length_m / 1_000:.1f}"
        cells = (str(number), line.label, said, length, say_shares(line), str(line.crossings))
        table.add_row(*map(Text, cells))
    OUT.print(table)
    OUT.print(f"Shares are of {found.unit}; crossings are those for people.", highlight=False)


def _print_checks(checks: Sequence[str]) -> None:
    for one in checks:
        OUT.print(Text(f"Check: {one}", style="yellow"))


def _choose(found: Findings, wanted: str | None, *, is_drawn: bool) -> DividingLine:
    """Choose the line by name or number; by asking where that is possible."""
    lines = found.lines
    if not lines:
        raise DivideError(
            "the line of the file does not cut the study area in two"
            if is_drawn
            else "no river, canal, railway, wall or border cuts the study area in two: choose "
            "another area (--area), or draw a line (--divide FILE.geojson)"
        )
    if is_drawn or wanted == AUTO or (wanted is None and len(lines) == 1):
        return lines[0]
    if wanted is None:
        if not sys.stdin.isatty():
            _refuse(lines, "say what divides the city")
        wanted = typer.prompt("What divides the city? Number or name", default="1", err=True)
    chosen = _select(lines, wanted)
    if len(chosen) != 1:
        fault = "is none of the list" if not chosen else "is the name of several"
        _refuse(chosen or lines, f"{wanted!r} {fault}: choose")
    return chosen[0]


def _select(lines: Sequence[DividingLine], wanted: str) -> list[DividingLine]:
    from pipelines.new_city.lines import find_by_name  # noqa: PLC0415

    named = find_by_name(lines, wanted)
    if named or not wanted.strip().isdecimal():
        return named
    return list(lines[int(wanted) - 1 : int(wanted)]) if int(wanted) else []


def _refuse(lines: Sequence[DividingLine], what: str) -> NoReturn:
    listed = "; ".join(
        f"{number} {line.label} {' / '.join(list_names(line.names)[:2]) or '(no name)'}"
        for number, line in enumerate(lines, 1)
    )
    ERR.print(
        f"uramost: {what} (--divide NAME|NUMBER|FILE.geojson, or auto for the first): {listed}",
        style="bold",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    raise typer.Exit(_NOT_CHOSEN)


def _print_written(profile: Path, found: Findings, checks: Sequence[str], source: str) -> None:
    OUT.print(f"Written: {profile}", highlight=False, markup=False, soft_wrap=True)
    _print_checks(checks)
    words = ["uramost", "build", "--city", str(profile), "--source", source]
    words += ["--data", os.path.join("data", found.city.id)]  # noqa: PTH118 - as people type it
    OUT.print(f"Next: {shlex.join(words)}", highlight=False, markup=False, soft_wrap=True)

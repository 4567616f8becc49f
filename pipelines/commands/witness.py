"""``uramost witness``: what only one of two sources knows near the river."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import pyogrio
import typer

from geodata import LICENCE_URL
from geodata.assessment.reports.tables import ReportTable
from geodata.cities.profile import load_city
from geodata.errors import CityFileError, ExportError
from geodata.snapshot.origin import is_osm_id
from geodata.snapshot.store import Snapshot, open_snapshot
from geodata.witness.compare import WITHIN_M, SourceComparison, compare_sources
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.options import AsJson, DataFolder, print_json
from pipelines.commands.printing import print_table

app = typer.Typer()

_LAYER = "only_in_one"

DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG"}
"""How a layer's file ends → how GDAL calls its format."""

_NOTE = """
Neither source is taken for the right one: look on the ground before you map.
by id     both have it under the same id of OpenStreetMap
by place  crossings within 30 m; streets half of which run within 10 m of one that
          no id pairs, or 1 m of any; homes of which 30 % lie on buildings"""


@app.command()
def witness(
    data: DataFolder,
    other: Annotated[
        Path | None, typer.Option(help="Folder of snapshots built from the other source.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="The other source itself, such as overture:PATH.")
    ] = None,
    city: Annotated[
        str | None, typer.Option(help="With --source: the city's id or profile.toml.")
    ] = None,
    within: Annotated[
        float, typer.Option(min=1, max=100_000, help="How near to the river, in m.")
    ] = WITHIN_M,
    out: Annotated[
        Path | None, typer.Option(help="Write what only one knows: FILE.geojson or FILE.gpkg.")
    ] = None,
    top: Annotated[int, typer.Option(min=0, help="How many of each are listed here.")] = 10,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what only one of two sources knows near the river: crossings, streets, homes."""
    if (other is None) == (source is None):
        raise typer.BadParameter("give either --other DIR or --source overture:PATH")
    if out is not None and out.suffix.lower() not in DRIVERS:
        raise typer.BadParameter(f"{out}: ends neither in .geojson nor in .gpkg")
    known = open_snapshot(data)
    with _open_other(known, other, source, city) as second:
        found = compare_sources(known, second, within)
    if out is not None:
        _write_layer(found, out)
    if as_json:
        print_json(found.to_dict())
        return
    _print(found, top, out)


@contextmanager
def _open_other(
    known: Snapshot, other: Path | None, source: str | None, city: str | None
) -> Iterator[Snapshot]:
    """Open the other snapshot, or build it for the moment of the source that is given."""
    if other is not None:
        yield open_snapshot(other)
        return
    from pipelines.build import build  # noqa: PLC0415 - osmnx takes seconds

    assert source is not None  # noqa: S101 - either of them is given
    wanted = known.manifest.city.id
    try:
        profile = load_city(city or wanted)
    except CityFileError as error:
        if city is not None:
            raise
        raise typer.BadParameter(
            f"the profile of {wanted} is not among the bundled ones: name it with --city"
        ) from error
    with TemporaryDirectory() as folder:
        yield build(profile, source, Path(folder), check=lambda _path: None)


def _write_layer(found: SourceComparison, path: Path) -> None:
    """Write what only one source knows as a layer for mappers; each row says whose it is."""
    frame = found.found.assign(licence=LICENCE_URL)
    logging.getLogger("pyogrio").setLevel(logging.WARNING)  # it tells how many rows it wrote
    try:
        pyogrio.write_dataframe(frame, path, driver=DRIVERS[path.suffix.lower()], layer=_LAYER)
    except (OSError, RuntimeError, ValueError) as error:
        raise ExportError(f"{path}: cannot be written ({str(error).splitlines()[0]})") from error


def _print(found: SourceComparison, top: int, out: Path | None) -> None:
    console = SafeConsole()
    one, other = found.sources
    console.print(
        f"{found.city}: {one}, snapshot {found.snapshots[0]}, and {other}, snapshot "
        f"{found.snapshots[1]}, within {found.within_m:,.0f} m of the river",
        highlight=False,
        markup=False,
    )
    _print_counts(console, found)
    for agreement in found.agreements:
        for name in found.sources:
            _print_only(console, found, agreement.kind, name, top)
    console.print(_NOTE, soft_wrap=True, highlight=False)
    if out is not None:
        console.print(f"All of it: {out}", highlight=False, markup=False)
    for attribution in dict.fromkeys(found.attributions):
        console.print(attribution, highlight=False, markup=False)


def _print_counts(console: SafeConsole, found: SourceComparison) -> None:
    one, other = found.sources
    labels = {
        "in_one": f"in {one}",
        "in_other": f"in {other}",
        "by_id": "in both, by id",
        "by_place": "in both, by place",
        "only_one": f"only in {one}",
        "only_other": f"only in {other}",
    }
    rows = tuple(
        (label, *(f"{getattr(agreement, field):,}" for agreement in found.agreements))
        for field, label in labels.items()
    )
    headings = ("", *(agreement.kind for agreement in found.agreements))
    print_table(console, ReportTable("What each knows", headings, rows))


def _print_only(
    console: SafeConsole, found: SourceComparison, kind: str, source: str, top: int
) -> None:
    frame = found.found
    here = frame[(frame["kind"] == kind) & (frame["only_in"] == source)]
    if here.empty or not top:
        return
    rows = tuple(
        (
            row.id if kind == "crossings" or is_osm_id(row.id) else row.overture_id,
            *(text if isinstance(text, str) else "–" for text in (row.name_, row.what)),
            f"{row.nearest_m:,.0f}" if row.nearest_m == row.nearest_m else "–",
            f"{row.from_river_m:,.0f}",
        )
        for row in here.head(top).rename(columns={"name": "name_"}).itertuples()
    )
    more = f", the nearest {len(rows)} of {len(here):,}" if len(here) > len(rows) else ""
    headings = ("id", "name", "what", "nearest, m", "river, m")
    print_table(console, ReportTable(f"{kind.capitalize()} only in {source}{more}", headings, rows))

"""The tables that the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata import ATTRIBUTION
from geodata.names import join_names
from geodata.snapshot.diff import LayerDiff
from geodata.snapshot.store import Snapshot
from geodata.snapshot.summary import CrossingLine, Summary


def print_built(console: Console, snapshot: Snapshot) -> None:
    """Print what a build made and what to do next."""
    features = sum(snapshot.manifest.counts.values())
    layers = sum(1 for count in snapshot.manifest.counts.values() if count)
    folder = snapshot.path.parents[1]
    _print_heading(console, snapshot)
    console.print(
        f"{features:,} features in {layers} layers; now current in {folder}\n"
        f"Look at it: uramost show --data {folder}\n"
        f"On a map:   uramost serve --data {folder}",
        soft_wrap=True,
        highlight=False,
    )


def print_summary(console: Console, snapshot: Snapshot, summary: Summary, day: date) -> None:
    """Print the tables of ``uramost show``."""
    _print_heading(console, snapshot)
    console.print(_count_table("Layer", summary.by_layer, summary.sides))
    if summary.by_provider:
        console.print(_count_table("Provider", summary.by_provider, summary.sides))
    if summary.crossings:
        console.print(_crossing_table(summary.crossings, day))
    else:
        console.print("No crossing is known.")


def print_exported(console: Console, paths: Iterable[Path]) -> None:
    """Print what files were written, and under which licence."""
    for path in paths:
        size_mb = path.stat().st_size / 1e6
        console.print(f"{path}  {size_mb:,.1f} MB", soft_wrap=True, highlight=False, markup=False)
    console.print(ATTRIBUTION, style="dim", highlight=False)


def print_diff(console: Console, old: Snapshot, new: Snapshot, diffs: Sequence[LayerDiff]) -> None:
    """Print what changed from one snapshot to another."""
    console.print(f"{old.id} → {new.id}", highlight=False)
    if not diffs:
        console.print("Nothing appeared, vanished or changed.")
        return
    table = Table("Layer", box=None, header_style="bold")
    for heading in ("appeared", "vanished", "changed"):
        table.add_column(heading, justify="right")
    for one in diffs:
        counts = (len(one.appeared), len(one.vanished), len(one.changed))
        table.add_row(one.layer, *(str(count or "·") for count in counts))
    console.print(table)


def _print_heading(console: Console, snapshot: Snapshot) -> None:
    """Print city, source and dates, and the notes that readers must not miss."""
    manifest = snapshot.manifest
    origin = manifest.origin
    dated = f"OpenStreetMap as of {origin.osm_date}" if origin.osm_date else "no OSM date"
    console.print(Text(join_names(manifest.city.name), style="bold"))
    console.print(
        f"Snapshot {snapshot.id} from {origin.kind} {origin.name}, "
        f"{dated}, pulled {origin.pulled_at}. {manifest.attribution}",
        highlight=False,
        markup=False,
    )
    for note in manifest.notes:
        console.print(Text(f"Note: {note}", style="yellow"))


def _count_table(
    heading: str, counts: Mapping[str, Mapping[str, int]], sides: Iterable[str]
) -> Table:
    """Tabulate counts by side; sides that nothing lies on get no column."""
    used = [side for side in sides if any(side in row for row in counts.values())]
    table = Table(heading, box=None, header_style="bold")
    for side in [*used, "all"]:
        table.add_column(side, justify="right")
    for name, row in counts.items():
        cells = [f"{row[side]:,}" if side in row else "·" for side in used]
        table.add_row(Text(name), *cells, f"{sum(row.values()):,}")
    return table


def _crossing_table(crossings: Sequence[CrossingLine], day: date) -> Table:
    """Tabulate the crossings, downstream."""
    headings = ("Crossing", "names", "for", "kind", f"on {day}", "OSM")
    table = Table(*headings, box=None, header_style="bold")
    for one in crossings:
        names = "\n".join(one.names) or "(no name)"
        ids = (*one.osm_ids, "modelled") if one.is_modelled else one.osm_ids
        cells = (one.id, names, one.use, one.kind, one.status, "\n".join(ids))
        table.add_row(*(Text(cell) for cell in cells))
    return table

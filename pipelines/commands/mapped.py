"""The commands on what is mapped: lines over the river and their networks, and how completely."""

from __future__ import annotations

import typer

from geodata.assessment.reports.tables import ReportTable
from geodata.snapshot.parity import measure_parity
from geodata.snapshot.store import open_snapshot
from geodata.utilities.over_river import ServiceNetworks, find_service_networks
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.options import AsJson, DataFolder, print_json
from pipelines.commands.printing import print_table

app = typer.Typer()

_NOTE = """
As mapped in OpenStreetMap: which way a pipe flows, which switch is closed and
whom a line serves is not there, and nothing of it is guessed."""


@app.command()
def services(data: DataFolder, *, as_json: AsJson = False) -> None:
    """List the lines and pipes over the river, by sector, and what they are joined to."""
    snapshot = open_snapshot(data)
    found = find_service_networks(snapshot)
    if as_json:
        print_json(found.to_dict())
        return
    console = SafeConsole()
    if found.is_modelled:
        console.print("Note: Modelled data: do not draw conclusions about the city.")
    city = snapshot.manifest.city
    banks = [next(iter(one.name.values())) for one in (city.left, city.right)]
    _print_lines(console, found, banks)
    _print_projects(console, found)
    console.print(_NOTE, soft_wrap=True, highlight=False)
    console.print(snapshot.manifest.attribution, highlight=False)


@app.command()
def parity(data: DataFolder, *, as_json: AsJson = False) -> None:
    """Say how completely either bank is mapped, by layer and tag."""
    snapshot = open_snapshot(data)
    found = measure_parity(snapshot)
    if as_json:
        print_json(found.to_dict())
        return
    console = SafeConsole()
    city = snapshot.manifest.city
    banks = [next(iter(one.name.values())) for one in (city.left, city.right)]
    for name, built in zip(banks, found.built_up, strict=True):
        console.print(
            f"{name}: {built.buildings:,} buildings, {built.km2:.2f} km² built up", highlight=False
        )
    rows = tuple(
        (
            one.layer,
            one.tag,
            *(
                f"{having:,} of {cases:,}"
                for having, cases in zip(one.having, one.cases, strict=True)
            ),
            "differs" if one.is_uneven else "",
        )
        for one in found.completeness
        if all(one.cases)
    )
    headings = ("layer", "tag", *banks, "")
    print_table(console, ReportTable("Features with a tag, in the built-up area", headings, rows))
    edits = tuple(
        (
            one.layer,
            *(
                f"{day} ({cases:,})" if day else "–"
                for day, cases in zip(one.median_day, one.cases, strict=True)
            ),
        )
        for one in found.edits
    )
    if edits:
        title = "Median day of the last edit, and how many are known"
        print_table(console, ReportTable(title, ("layer", *banks), edits))
    console.print(_PARITY, soft_wrap=True, highlight=False)
    console.print(snapshot.manifest.attribution, highlight=False)


_PARITY = """
differs  the smaller share is less than two thirds of the larger one, with at
         least 30 cases on both banks. How dense buildings are proves nothing."""


def _print_lines(console: SafeConsole, found: ServiceNetworks, banks: list[str]) -> None:
    networks = {one.id: one for one in found.networks}
    rows = tuple(
        (
            one.sector,
            one.line.id,
            one.line.provider or one.line.operator or "–",
            str(one.number_touching),
            str(one.network),
            *(f"{km:.1f}" for km in networks[one.network].bank_km),
        )
        for one in found.lines
    )
    if not rows:
        console.print("\nNo line or pipe over the river is mapped.", highlight=False)
        return
    headings = (
        "sector",
        "line",
        "provider",
        "joined to",
        "network",
        *(f"{one}, km" for one in banks),
    )
    print_table(console, ReportTable("Lines and pipes over the river", headings, rows))


def _print_projects(console: SafeConsole, found: ServiceNetworks) -> None:
    rows = tuple(
        (
            one.project,
            one.sector,
            ", ".join(f"{left} + {right}" for left, right in one.joins) or "–",
            ", ".join(map(str, one.doubles)) or "–",
        )
        for one in found.projects
    )
    if rows:
        headings = ("project", "sector", "would join", "would double")
        title = "Projects, and the mapped networks within 10 m"
        print_table(console, ReportTable(title, headings, rows))

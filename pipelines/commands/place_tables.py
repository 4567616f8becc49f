"""The tables of places for bridges, alone and in sets."""

from __future__ import annotations

from rich.console import Console

from geodata.assessment.model import CityModel
from geodata.assessment.reports.tables import ReportTable
from geodata.assessment.studies.plan import Plan
from geodata.assessment.studies.scan import Robustness, Scan
from geodata.assessment.studies.set_search import BestSet, PlannedSet
from pipelines.commands.printing import (
    list_facts,
    name_bank,
    print_heading,
    print_table,
    write,
    write_time,
)


def print_scan(console: Console, model: CityModel, result: Scan, top: int) -> None:
    """Print the best places for a bridge, and how to look at the first one."""
    print_heading(console, model.city, result, list_facts(result))
    banks = [name_bank(model.city, number) for number in (0, 1)]
    rows = [
        (
            str(one.rank),
            write(one.station_m, 0),
            write(one.length_m, 0),
            write_time(one.saved_person_min_per_trip),
            *(write_time(bank.saved_person_min_per_trip) for bank in one.banks),
            write(one.gained, 0),
            write(one.mutuality, 2),
            "best" if one.is_best else "",
            *([] if one.robustness is None else [_tell_robustness(one.robustness)]),
        )
        for one in result.alignments[:top]
    ]
    is_robust = any(one.robustness is not None for one in result.alignments)
    headings = ("#", "at m", "span m", "saved", *banks, "connected", "balance", "")
    headings += ("first, top 10",) if is_robust else ()
    shown = f"{len(rows)} of {len(result.alignments):,} places"
    title = f"{shown}; saved: time per trip; best: nothing beats it"
    if rows:
        print_table(console, ReportTable(title, headings, tuple(rows)))
        ends = ",".join(f"{degrees:.6f}" for at in result.alignments[0].line for degrees in at)
        command = (
            f"uramost assess --mode {result.mode} --trips-to {result.trips_to}"
            f" --as-of {result.day} --population {result.population} --line {ends} --data DIR"
        )
        console.print(f"\nThe first one in full:\n{command}", soft_wrap=True, highlight=False)
    console.print(model.attribution, highlight=False)


def _tell_robustness(robustness: Robustness) -> str:
    """Tell in how many of the distinct rankings a place is first, and among the ten best."""
    return f"{robustness.first}, {robustness.among} of {robustness.rankings}"


def print_plan(console: Console, model: CityModel, result: Plan) -> None:
    """Print the best sets of bridges, and how sure it is that they are."""
    print_heading(console, model.city, result, list_facts(result))
    banks = [name_bank(model.city, number) for number in (0, 1)]
    aims = {"both": "both banks", model.city.left.id: banks[0], model.city.right.id: banks[1]}
    found: dict[tuple[int, ...], list[tuple[BestSet, PlannedSet]]] = {}
    for one in result.sets:
        if (best := one.overtaken_by or one.best) is not None:
            found.setdefault(best.places, []).append((one, best))
    rows = [
        (
            str(len(best.places)),
            ", ".join(aims[one.aim] for one, _ in of),
            " + ".join(str(at + 1) for at in best.places),
            write(best.length_m, 0),
            write_time(best.saved_person_min_per_trip),
            *(write_time(bank.saved_person_min_per_trip) for bank in best.banks),
            write(sum(bank.gained for bank in best.banks), 0),
            "; ".join(dict.fromkeys(_tell_proof(one) for one, _ in of)),
        )
        for of in found.values()
        for best in [of[0][1]]
    ]
    headings = ("#", "best for", "places", "m", "saved", *banks, "new", "")
    left_out = f", {result.left_out} that save less left out" if result.left_out else ""
    title = f"{len(result.places)} places, one per 150 m{left_out}; saved: time per trip"
    if rows:
        print_table(console, ReportTable(title, headings, tuple(rows)))
        print_table(console, _list_places(result, {at for best in found for at in best}))
        console.print(_PROVEN, soft_wrap=True, highlight=False)
        if result.connects_first:
            console.print(_CONNECTS_FIRST, soft_wrap=True, highlight=False)
    else:
        console.print("\nNo set of bridges of this length saves anything.", highlight=False)
    console.print(model.attribution, highlight=False)


_PROVEN = """
proven   no other set of these places saves more while each trip uses at most
         one new bridge
checked  nor with trips over several, of all sets within 2 % of the best"""
_CONNECTS_FIRST = """
Nobody can cross now: sets are ranked by people newly connected, then by
minutes."""


def _list_places(result: Plan, used: set[int]) -> ReportTable:
    """List the places of some sets, from the first to the last along the river."""
    rows = tuple(
        (
            str(at + 1),
            write(place.station_m, 0),
            write(place.length_m, 0),
            " – ".join(name or "unnamed street" for name in place.streets),
            place.beside or "",
        )
        for at, place in enumerate(result.places)
        if at in used
    )
    headings = ("place", "at m", "span m", "streets at its ends", "beside")
    return ReportTable("Places, by metres along the river", headings, rows)


def _tell_proof(one: BestSet) -> str:
    told = ["proven" if one.is_proven else "best found"]
    if one.overtaken_by is not None:
        told.append("overtakes the best without trips over two new bridges")
    elif one.is_checked:
        told.append("checked")
    return ", ".join(told)

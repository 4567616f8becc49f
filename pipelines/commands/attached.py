"""``uramost register assess``: answers the stored questions of a register by data of now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from geodata import ATTRIBUTION
from geodata.assessment.comparison import AssessmentComparison
from geodata.assessment.model import CityModel
from geodata.assessment.reports.tables import ReportTable
from geodata.assessment.request import RequestError
from geodata.assessment.stored import read_stored, write_stored
from geodata.assessment.stored_question import tell_place
from geodata.assessment.stored_words import say_comparison
from geodata.assessment.storing import compute_again
from geodata.errors import RegisterError
from geodata.register.attached import AttachedAssessment, list_attached
from geodata.register.export import Export, read_export
from geodata.register.verify import verify
from geodata.sentences import get_sentence, sentence
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.options import AsJson, DataFolder, print_json
from pipelines.commands.printing import LANGUAGE, print_table
from pipelines.commands.questions import load_model

app = typer.Typer()

_PLACES = {
    True: "the project's own place",
    False: "another place than that of the project's version of now",
    None: "no line to compare with the project's place",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a stored assessment."""

    attached: AttachedAssessment
    found: AssessmentComparison | None = None
    refusal: str = ""
    """Why these data do not answer it; else empty."""
    is_of_place: bool | None = None
    """Whether it is about the place of the project's version of now."""


@app.command()
def assess(
    register: Annotated[
        Path, typer.Option("--register", help="Export of a register: register.json.")
    ],
    data: DataFolder,
    *,
    as_json: AsJson = False,
) -> None:
    """Answer every stored question of a register by the newest snapshot; print what differs."""
    export = read_export(register)
    _check(export, register)
    model = load_model(data)
    if export.city != model.city.id:
        fault = sentence(
            "%(file)s is of another city: %(city)s", file=register.name, city=export.city
        )
        raise RegisterError(fault)
    outcomes = list(answer_all(export, model))
    if as_json:
        document = {"register": export.register, "head": export.head, "city": model.city.id}
        document |= {"snapshot_id": model.snapshot_id, "data_date": model.data_date.isoformat()}
        print_json({**document, "assessments": [describe_outcome(one) for one in outcomes]})
    else:
        _print_all(SafeConsole(), export, model, outcomes)


def answer_all(export: Export, model: CityModel) -> Iterator[Outcome]:
    """Answer the question of each assessment of an export by a model, the newest first."""
    for one in list_attached(export):
        try:
            stored = read_stored(one.assessment)
            place = tell_place(stored.question, one.geometry)
            yield Outcome(one, compute_again(model, stored), is_of_place=place)
        except (RegisterError, RequestError) as error:
            yield Outcome(one, refusal=get_sentence(error))


def describe_outcome(outcome: Outcome) -> dict[str, Any]:
    """Describe what became of an assessment as plain JSON values."""
    one, found = outcome.attached, outcome.found
    return {
        "project": one.project,
        "id": one.id,
        "entry": one.entry,
        "time": one.time,
        "is_of_place": outcome.is_of_place,
        "refusal": outcome.refusal or None,
        "is_same": found.is_same if found else None,
        "stored": one.assessment,
        "now": write_stored(found.now) if found else None,
        "differences": [
            {"figure": change.before.figure, "unit": change.before.unit, "more": change.difference}
            for change in (found.changes if found else ())
        ],
    }


def _check(export: Export, path: Path) -> None:
    verdict = verify(export, now=datetime.now(UTC))
    if verdict.faults:
        fault = sentence(
            "%(file)s is not valid: %(fault)s (uramost register verify names all)",
            file=path.name,
            fault=verdict.faults[0].says,
        )
        raise RegisterError(fault)


def _print_all(
    console: SafeConsole, export: Export, model: CityModel, outcomes: list[Outcome]
) -> None:
    day = model.data_date.isoformat()
    _write(console, f"Register {export.register}, entry {len(export.log):,} of {export.time}")
    _write(console, f"Answered by data version {model.snapshot_id}, state of {day}")
    if model.is_modelled:
        _write(console, "Modelled data: do not draw conclusions about the city.")
    if not outcomes:
        _write(console, "No assessment is attached to any project.")
    for one in outcomes:
        _print_outcome(console, model, one)
    same = sum(one.found is not None and one.found.is_same for one in outcomes)
    if outcomes:
        _write(console, _count(len(outcomes), same))
    console.print(ATTRIBUTION, highlight=False)


def _count(all_: int, same: int) -> str:
    if all_ == 1:
        return f"\n1 assessment, {'as stored' if same else 'not as stored'}."
    return f"\n{all_:,} assessments, {same:,} of them as stored."


def _print_outcome(console: SafeConsole, model: CityModel, outcome: Outcome) -> None:
    one = outcome.attached
    console.print()
    console.print(Text(f"{one.project} (entry {one.entry}, {one.time})", style="bold"))
    if outcome.found is None:
        _write(console, f"Cannot be answered by these data: {outcome.refusal}.")
        return
    before = outcome.found.before
    modelled = ", modelled data" if before.is_modelled else ""
    version = f"{before.snapshot_id}, state of {before.data_date.isoformat()}{modelled}"
    _write(console, f"Stored: data version {version}, {before.software}")
    asked = f"{before.question.mode}, {before.question.day.isoformat()}"
    _write(console, f"Question: {asked}; {_PLACES[outcome.is_of_place]}")
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    rows = tuple(
        (said.label, said.stored, said.value, said.difference)
        for said in say_comparison(outcome.found, banks, LANGUAGE)
    )
    headings = ("Figure", "Stored", "Now", "Difference")
    title = "As stored" if outcome.found.is_same else "Not as stored"
    print_table(console, ReportTable(title, headings, rows))


def _write(console: SafeConsole, line: str) -> None:
    console.print(Text(line), soft_wrap=True)

"""An assessment for readers: the same figures as tables and as plain text, in four languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from geodata.assessment.figures import say_counts, say_date, say_source, say_town
from geodata.assessment.remarks import say_remarks
from geodata.assessment.reports.service_tables import (
    make_neighbourhood_table,
    make_service_table,
)
from geodata.assessment.reports.tables import ReportTable, Row
from geodata.assessment.request import TripsTo
from geodata.assessment.results import (
    Assessment,
    BankAssessment,
    Change,
    ChangedAccess,
    Figure,
)
from geodata.assessment.words import (
    say,
    say_name,
    say_target,
    say_weighed,
    write_duration,
    write_number,
)
from geodata.names import Names
from geodata.wording import WEEKDAYS, load_wording


def make_tables(
    assessment: Assessment, banks: Mapping[str, Names], language: str
) -> tuple[ReportTable, ...]:
    """Make the tables of an assessment.

    Nearest services come first, then each bank, both, reach, candidates and totals of people.

    Parameters
    ----------
    banks
        Bank id → its names.
    language
        One of `geodata.names.LANGUAGES`.
    """
    changes = tuple(say(key, language) for key in ("before", "after", "difference"))
    indicator = (say("indicator", language), *changes)
    names = {one.bank: say_name(banks[one.bank], language) for one in assessment.banks}
    unit = assessment.weights_unit
    reach = say_weighed("reach", unit, language)
    tables = [
        *(
            make_service_table(assessment, at, names[one.bank], language)
            for at, one in enumerate(assessment.banks)
        ),
        make_neighbourhood_table(assessment, names, language),
        *(
            ReportTable(names[one.bank], indicator, tuple(_list_bank_rows(one, unit, language)))
            for one in assessment.banks
        ),
        make_city_table(assessment, language),
        *(
            _make_reach_table(
                one, f"{reach}: {names[one.bank]} ({say(unit, language)})", changes, language
            )
            for one in assessment.banks
        ),
        _make_candidate_table(assessment, language),
        _make_figure_table(assessment, language),
    ]
    return tuple(table for table in tables if table.rows)


def make_key_table(
    assessment: Assessment, banks: Mapping[str, Names], language: str, within_min: int = 15
) -> ReportTable:
    """Put the figures that decide side by side: a label, then three cells of each bank.

    The title names the banks; reach is that within some minutes, below a row that says so.
    """
    unit = assessment.weights_unit
    changes = tuple(say(key, language) for key in ("before", "after", "difference"))
    reach = f"{say_weighed('reach', unit, language)}, {say(unit, language)}", "", "", ""
    sides = [
        [
            *_list_key_rows(one, unit, language),
            reach,
            *_list_reach_rows(one, language, {within_min}),
        ]
        for one in assessment.banks
    ]
    rows = tuple((*left, *right[1:]) for left, right in zip(*sides, strict=True))
    names = " | ".join(say_name(banks[one.bank], language) for one in assessment.banks)
    return ReportTable(names, (say("indicator", language), *changes, *changes), rows)


def make_city_table(assessment: Assessment, language: str) -> ReportTable:
    """Make the table of what concerns both banks together."""
    changes = tuple(say(key, language) for key in ("before", "after", "difference"))
    headings = (say("indicator", language), *changes)
    rows = tuple(_list_city_rows(assessment, language))
    return ReportTable(say("both banks", language), headings, rows)


def make_heading(assessment: Assessment, language: str) -> tuple[tuple[str, str], ...]:
    """Say what was assessed: pairs of a label and a value."""
    pairs = [
        ("city", assessment.city),
        ("mode", say(assessment.mode, language)),
        ("day", assessment.day),
        ("closed", ", ".join(assessment.closures)),
        ("opened", say_access(assessment.access, language, is_open=True)),
        ("restricted", say_access(assessment.access, language, is_open=False)),
        ("trips", say(assessment.trips_to, language)),
        ("weights", say(assessment.weights_unit, language)),
        ("snapshot", assessment.snapshot_id),
    ]
    return tuple((say(key, language), value) for key, value in pairs if value)


def say_access(changes: Sequence[ChangedAccess], language: str, *, is_open: bool) -> str:
    """Say which crossings are opened, or closed, to whom and on which days of the week."""
    said = []
    for one in changes:
        if one.is_open is is_open:
            parts = [one.crossing, ", ".join(say(mode, language) for mode in one.modes)]
            if len(one.days) < len(WEEKDAYS):
                parts.append(load_wording(language).join_weekdays(one.days))
            said.append(f"{parts[0]} ({'; '.join(parts[1:])})")
    return ", ".join(said)


def write_text(assessment: Assessment, banks: Mapping[str, Names], language: str) -> str:
    """Write an assessment as plain text, columns lined up."""
    parts = [
        say("title", language),
        "\n".join(f"{label}: {value}" for label, value in make_heading(assessment, language)),
    ]
    if assessment.is_modelled:
        parts.append(say("modelled", language))
    parts += say_remarks(assessment.remarks, banks, language)
    parts += [_write_table(table) for table in make_tables(assessment, banks, language)]
    return "\n\n".join([*parts, assessment.attribution]) + "\n"


def _list_bank_rows(bank: BankAssessment, unit: str, language: str) -> Iterator[Row]:
    yield from _list_key_rows(bank, unit, language)
    yield say("lost", language), *_write_change(bank.lost_interaction, language, 1, 100.0)


def _list_key_rows(bank: BankAssessment, weights_unit: str, language: str) -> Iterator[Row]:
    unit = say(weights_unit, language)

    def write(value: float | None, decimals: int = 0) -> str:
        return write_number(value, language, decimals)

    yield (
        f"{say_weighed('residents', weights_unit, language)}, {unit}",
        *[write(bank.residents)] * 2,
        "",
    )
    yield say("mean", language), *_write_change(bank.mean_cross_river_min, language, 1)
    saved = write_duration(bank.saved_person_min_per_trip, language)
    yield say("saved", language), "", "", saved
    yield f"{say('gained', language)}, {unit}", "", "", write(bank.gained)
    yield f"{say('cut', language)}, {unit}", "", "", write(bank.cut)
    yield f"{say('cut off', language)}, {unit}", *_write_change(bank.cut_off, language)


def _list_city_rows(assessment: Assessment, language: str) -> Iterator[Row]:
    if assessment.trips_to == TripsTo.SERVICES:
        mutuality = write_number(assessment.mutuality, language, 2)
        yield say("mutuality", language), "", mutuality, ""
    ratio = assessment.barrier_crossing_ratio
    yield say("barrier", language), *_write_change(ratio, language, 1, 100.0)


def _make_reach_table(bank: BankAssessment, title: str, changes: Row, language: str) -> ReportTable:
    rows = tuple(_list_reach_rows(bank, language, {one.within_min for one in bank.reach}))
    return ReportTable(title, (say("target", language), *changes), rows)


def _list_reach_rows(bank: BankAssessment, language: str, within_min: set[int]) -> Iterator[Row]:
    for one in bank.reach:
        if one.within_min in within_min:
            yield (
                f"{say_target(one.target, language)}, {one.within_min} {say('min', language)}",
                *_write_change(one.residents, language),
            )


def _make_candidate_table(assessment: Assessment, language: str) -> ReportTable:
    keys = ("candidate", "length", "over water", "approach", "travel", "providers")
    rows = tuple(
        (
            str(number),
            write_number(one.length_m, language, 0),
            write_number(one.over_water_m, language, 0),
            " + ".join(write_number(apart_m, language, 0) for apart_m in one.approach_m or ())
            or "–",
            write_number(one.travel_min, language, 1),
            ", ".join(shared.provider or shared.operator or "–" for shared in one.providers),
        )
        for number, one in enumerate(assessment.candidates, 1)
    )
    return ReportTable(say("candidates", language), tuple(say(key, language) for key in keys), rows)


def _make_figure_table(assessment: Assessment, language: str) -> ReportTable:
    keys = ("municipality", "value", "counts", "date", "source", "certainty")
    rows = tuple(_list_figure_cells(one, language) for one in assessment.figures)
    title = say("figures", language)
    if assessment.is_combination:
        title = f"{title}. {say('combination', language)}"
    return ReportTable(title, tuple(say(key, language) for key in keys), rows)


def _list_figure_cells(figure: Figure, language: str) -> Row:
    return (
        say_town(figure, language),
        write_number(figure.value, language, 0),
        say_counts(figure, language),
        say_date(figure, language),
        say_source(figure, language),
        load_wording(language).say("certainty", figure.certainty),
    )


def _write_change(
    change: Change, language: str, decimals: int = 0, factor: float = 1.0
) -> tuple[str, str, str]:
    """Write a figure before and after, and what those that are shown differ by."""
    before, after = (
        None if value is None else round(value * factor, decimals)
        for value in (change.before, change.after)
    )
    difference = None if before is None or after is None else after - before
    return (
        write_number(before, language, decimals),
        write_number(after, language, decimals),
        write_number(difference, language, decimals, sign=True),
    )


def _write_table(table: ReportTable) -> str:
    lines = [table.headings, *table.rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = [
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    ]
    return "\n".join([table.title, *rows])

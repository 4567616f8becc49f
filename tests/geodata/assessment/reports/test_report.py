"""Tables and plain text of an assessment."""

from dataclasses import replace

import pytest

from geodata.assessment.reports.report import (
    make_city_table,
    make_key_table,
    make_tables,
    write_text,
)
from geodata.names import LANGUAGES
from tests.geodata.assessment.assessments import BANKS, make_assessment, make_service

SERVICE_TABLES = 3
"""Of each bank, and of the neighbourhoods."""


def find_table(title):
    return next(one for one in make_tables(make_assessment(), BANKS, "en") if one.title == title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_tables(language):
    tables = make_tables(make_assessment(), BANKS, language)
    english = make_tables(make_assessment(), BANKS, "en")
    assert [len(table.rows) for table in tables] == [len(table.rows) for table in english]
    for table in tables:
        assert all(len(row) == len(table.headings) for row in table.rows)


def test_a_change_is_written_before_after_and_difference():
    bank = find_table("North")
    assert ("Mean time to the other bank, min", "21.5", "19.2", "−2.3") in bank.rows


def test_weights_stand_with_unit_source_and_year():
    figures = make_tables(make_assessment(), BANKS, "en")[-1]
    counts = "what it counts is not stated"
    assert figures.rows == (("mitrovica-north", "7,920", counts, "2024", "A census", "medium"),)
    text = write_text(make_assessment(), BANKS, "en")
    assert "Weights: people" in text
    assert "Weights: m² of floor area" in write_text(
        make_assessment(weights_unit="m² of floor area", figures=()), BANKS, "en"
    )


def test_modelled_data_says_so():
    assert "Modelled data" in write_text(make_assessment(), BANKS, "en")
    assert "Modelled data" not in write_text(make_assessment(is_modelled=False), BANKS, "en")


def test_a_candidate_that_the_mode_may_not_use_has_no_time():
    table = next(
        one for one in make_tables(make_assessment(), BANKS, "en") if one.title == "Bridges tested"
    )
    first = ("1", "82", "60", "3 + 4", "1.1", "power")
    assert table.rows == (first, ("2", "50", "–", "–", "–", ""))


def test_a_bank_without_a_name_in_a_language_has_all_its_names():
    titles = [table.title for table in make_tables(make_assessment(), BANKS, "sr-Cyrl")]
    assert titles[SERVICE_TABLES] == "Veri · Sever · North"


def test_services_come_first_and_their_differences_are_of_what_is_shown():
    north, south, places = make_tables(make_assessment(), BANKS, "en")[:SERVICE_TABLES]
    assert north.title == "Minutes to the nearest one, on either bank: North (people)"
    assert south.title == "Minutes to the nearest one, on either bank: South (people)"
    # 19.25 is shown as 19.2, so the difference of what is shown is 2.3.
    cells = ("21.5", "19.2", "−2.3", "2,000", "700", "3", "12", "1", "120 → 1,300")
    assert north.rows == (
        ("hospital", *cells),
        ("fire station, from there to homes", *cells),
    )
    assert places.rows[0] == ("Bošnjačka Mahala (North)", "hospital", "7,920", *cells[:3])
    assert places.rows[1][0] == "250 m square at 42.8800, 20.8600 (South)"


def test_of_many_neighbourhoods_those_that_change_most_are_listed():
    service = make_service("hospital")
    few, many = service.neighbourhoods[:1], 20
    more = [
        replace(few[0], change=replace(few[0].change, residents=float(number)))
        for number in range(many)
    ]
    services = (replace(service, neighbourhoods=tuple(more)),)
    table = make_tables(make_assessment(services=services), BANKS, "en")[2]
    assert table.title == "Neighbourhoods where the way changes (12/20)"
    assert [row[2] for row in table.rows] == [str(number) for number in range(19, 7, -1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_key_figures_of_the_banks_stand_side_by_side(language):
    result = make_assessment()
    table = make_key_table(result, BANKS, language, 15)
    left, right, both, *rest = make_tables(result, BANKS, language)[SERVICE_TABLES:]
    pairs = [(*one, *other[1:]) for one, other in zip(left.rows[:-1], right.rows[:-1], strict=True)]
    assert list(table.rows[: len(pairs)]) == pairs
    head, *reach = table.rows[len(pairs) :]
    assert not any(head[1:])
    known = {row[0]: row[1:] for row in rest[0].rows}
    assert all(known[row[0]] == row[1:4] for row in reach)
    assert make_city_table(result, language) == both

"""The reader of CQL2 text says what the library says, in steps that grow as the text does."""

import random
import sys
from contextlib import suppress

import cql2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.filters.cql2 import LONGEST, parse_filter
from app.filters.cql2_parser import read_cql2
from app.filters.crs import CRS84
from tests.examples import examples

STEPS = 45
"""Calls for each character that no text may need more of."""

FILTERS = [
    "kind = 'pier' AND NOT lanes > 2 OR lit = true",
    "NOT (kind = 'pier' OR kind = 'deck') AND lanes BETWEEN 1 AND 2 AND lit = TRUE",
    "casei(accenti(name)) LIKE 'dr%' AND note IS NOT NULL AND note NOT LIKE '_x'",
    "lanes NOT IN (1, -2.5, 3e2) AND lanes NOT BETWEEN -1 AND 4 * 2",
    "width - 1 - 2 * lanes ^ 2 ^ 2 / 3 % 2 DIV 5 <> -4",
    "-width = - -lanes AND -(width + 1) <= -2 ^ 2",
    "S_WITHIN(geometry, BBOX(16.3, 48.1, 16.5, 48.3)) OR S_Disjoint(geometry, POINT Z (1 -2 3))",
    "s_touches(geometry, MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((2 2, 3 2, 3 3, 2 2))))",
    "S_EQUALS(geometry, GEOMETRYCOLLECTION(MULTIPOINT((0 0), (1 1)), LINESTRING(0 0, 1 1)))",
    "T_METBY(since, INTERVAL('2020-01-01', '..')) AND since < DATE('2021-02-03')",
    "T_finishedby(INTERVAL(since, until), INTERVAL('..', TIMESTAMP('2021-02-03T04:05:06Z')))",
    "\"road class\" = 'it''s' AND \"a \"\"b\" = 1 AND größe.x:y_1 > 3 AND мост = 'да'",
    "((a = 1 OR b = 2) OR (c = 3 OR (d = 4 AND (e = 5 AND f = 6))))",
    "android = 1 AND orders = 2 AND notes = 3 AND div = 4 AND date = 5 AND point = 6",
    "a IN ((1), 2 + 3, b, NOT c) AND (a = 1) = true AND near(a, 'x', 2)",
    "\n a\t=\u00a01 ",
]
FAULTY = ["", "a =", "a == 1", "(a = 1", "a = 1)", "a IN ()", "a = 'x", 'a = "', "a BETWEEN 1",
          "a b", "1 2", "and = 1", "a = b = c", "a NOT 1", "a IS 1", "POINT(1)", "f(POINT(1, 2))",
          "BBOX(a)", "DATE('x', 'y') = a", "a = 1;", "🌉 = 1", "a = 1..2", "POLYGON(1 2)",
          "GEOMETRYCOLLECTION(a) = b", "a = POINT EMPTY", "NOT", "-", "a = NOT b"]  # fmt: skip
DECIMALS = {
    ".5": 0.5,
    "5.": 5.0,
    "-.25": -0.25,
    "+.5": 0.5,
    "1.e2": 100.0,
    ".5e-1": 0.05,
    "05": 5.0,
}


def ask_library(text):
    return cql2.parse_text(text).to_json()


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_is_read_as_the_library_reads_it(text):
    assert read_cql2(text) == ask_library(text)


@pytest.mark.parametrize("text", FAULTY)
def test_a_faulty_text_is_refused_where_the_fault_is(text):
    with pytest.raises(
        ValueError, match=r"^is not valid cql2-text: character [\d,]+ cannot stand there$"
    ):
        read_cql2(text)


def test_the_refusal_counts_characters():
    with pytest.raises(ValueError, match="character 10 cannot"):
        read_cql2("lanes >= =")


@pytest.mark.parametrize(("text", "number"), DECIMALS.items())
def test_decimals_need_no_zero(text, number):
    assert read_cql2(f"lanes>{text}") == {"op": ">", "args": [{"property": "lanes"}, number]}
    assert read_cql2(f"a={text}AND b=1")["op"] == "and"
    assert read_cql2(f"BBOX({text},0,1,1)=a")["args"][0]["bbox"][0] == number


names = st.sampled_from(["a", "b2", "größe", "with.dot", '"two words"', "Nothing", "inner"])
literals = st.one_of(
    st.integers(-99, 99).map(str),
    st.floats(-1e6, 1e6).map(lambda one: f"{one:.3f}"),
    st.text("xyz' %\"(", max_size=4).map(lambda one: "'{}'".format(one.replace("'", "''"))),
    st.sampled_from(["true", "FALSE", "DATE('2020-02-02')"]),
)
gaps = st.sampled_from([" ", "  ", "\n", "\t "])


@st.composite
def sums(draw, depth=2):
    kind = draw(st.integers(0, 4)) if depth else 0
    if kind == 0:
        return draw(st.one_of(names, literals))
    one, two = draw(sums(depth - 1)), draw(sums(depth - 1))
    sign = draw(st.sampled_from(["+", "-", "*", "/", "%", "div", "^"]))
    return [f"{one} {sign} {two}", f"({one} {sign} {two})", f"f({one}, {two})", f"-{one}"][kind - 1]


@st.composite
def filters(draw, depth=2):
    kind = draw(st.integers(0, 9)) if depth else draw(st.integers(4, 9))
    if kind < 4:
        one, two = draw(filters(depth - 1)), draw(filters(depth - 1))
        gap = draw(gaps)
        return [f"{one} AND{gap}{two}", f"{one}{gap}or {two}", f"NOT ({one})", f"({one})"][kind]
    one, two, three = draw(sums()), draw(sums()), draw(sums())
    sign = draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
    return [
        f"{one} {sign} {two}", f"{one} IS NULL", f"{one} between {two} AND {three}",
        f"{one} NOT IN ({two}, {three})", f"{one} LIKE 'x%'", f"{one} IS NOT NULL",
    ][kind - 4]  # fmt: skip


@settings(max_examples=examples(60))
@given(text=filters())
def test_random_filters_are_read_as_the_library_reads_them(text):
    assert read_cql2(text) == ask_library(text)


def count_steps(text):
    """Count the calls, of Python and of C, that it takes to read or to refuse a text."""
    steps = 0

    def count(_frame, event, _argument):
        nonlocal steps
        steps += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse_filter.__wrapped__(text, "cql2-text", CRS84)
    except ValueError:
        pass
    finally:
        sys.setprofile(before)
    return steps


WORDS = ["(", ")", "not ", " and ", " or ", "a", "=", "-", "+", "'", '"', "1", ".", ",", " in ",
         " between ", " is null ", " like ", "casei(", "point(", "polygon((", "bbox("]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_brackets_and_words_at_random_are_read_in_as_many_steps_as_they_have_characters(seed):
    chance = random.Random(seed)
    some = chance.sample(WORDS, chance.randint(1, 6))
    text = "".join(chance.choices(some, k=LONGEST))[: chance.choice([500, 4_000, LONGEST])]
    assert count_steps(text) <= STEPS * len(text) + 500


@pytest.mark.parametrize(
    "text",
    [
        "(" * 40,
        "(" * 6_000,
        "(" * 6_000 + "a=1" + ")" * 6_000,
        "(" * 32 + "a=1" + ")" * 31,
        ("(a=1 or " * 31 + "b=") * 20,
        "+".join(["a"] * 9_999),
        "t_after(interval(" + "+".join(["a"] * 9_000) + ",b),c)",
        "^".join(["a"] * 9_999) + "=1",
        "a OR b AND c = d + e * f ^ (" * 600,
        "a between " * 1_900,
        "not " * 4_999,
        "-" * 19_999,
        "f(" * 9_999,
        "a in (" * 3_000,
        "multipolygon(((" * 1_300,
        "geometrycollection(" * 1_000,
        "'" * 19_999,
        '"' * 19_999,
        "''" * 9_999 + "'",
        " " * 19_999 + "~",
        "9" * 19_999 + "e",
        "a." * 9_999 + "~",
    ],
    ids=range(22),
)
def test_what_stopped_other_readers_is_refused_in_as_many_steps_as_it_has_characters(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_filter(text, "cql2-text", CRS84)
    assert count_steps(text) <= STEPS * len(text) + 500


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        '{"op":' * 3_000,
        '{"op":"not","args":[' * 900 + "true" + "]}" * 900,
        '{"op":"t_after","args":[{"interval":[' * 40 + '"..","..".' + "]}" * 40,
        '{"op":"and","args":[' + ",".join(['{"op":"f","args":[]}'] * 990) + "]}",
        '{"op":"=","args":[1e999,1]}',
        '"\\ud800"',
    ],
    ids=range(7),
)
def test_json_that_goes_too_far_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_filter(text * (2 if len(text) < 9_000 else 1), "cql2-json", CRS84)


@settings(max_examples=examples(60))
@given(text=st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map("".join)))
def test_any_text_is_read_or_refused_as_a_value(text):
    with suppress(ValueError):
        read_cql2(text)

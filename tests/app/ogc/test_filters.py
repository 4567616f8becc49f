"""Filters in CQL2, text and JSON, against a plain pandas evaluation of the same predicate."""

import json
import operator
import re
import unicodedata
from contextlib import suppress

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.encode import encode_layer
from app.filters.cql2 import parse_filter
from app.filters.crs import CRS84, find_system, list_systems
from app.filters.evaluate import FilterError, evaluate
from tests.app.small_city import make_layer
from tests.examples import examples

WORDS = [
    *("Мост", "МОСТ", "мост", "Pošta Srbije", "posta srbije", "Ura e Ibrit", "ura", "Ështe"),
    *("O'Brien", "100 % a_b\\c", "", "ß", "SS", "İ", "two\nlines", "🌉", "e\u0301", "é"),
]
SYSTEMS = list_systems("EPSG:32634")


def make_frame():
    random = np.random.default_rng(5)
    count = 60
    text = [WORDS[i] if i < len(WORDS) else None for i in random.integers(0, 24, count)]
    other = [WORDS[i] if i < len(WORDS) else None for i in random.integers(0, 24, count)]
    at = random.uniform(0, 1, (count, 2)).round(2)
    shapes = [shapely.Point(*one).buffer(0.1 * (i % 3)) for i, one in enumerate(at)]
    shapes = [None if i % 9 == 0 else one for i, one in enumerate(shapes)]
    return make_layer(
        "buildings",
        [
            shapely.Point(*at[i]) if shapes[i] is not None and shapes[i].is_empty else shapes[i]
            for i in range(count)
        ],
        name=text,
        operator=other,
        left_share=random.choice([0.0, 0.25, 0.5, 1.0, np.nan], count),
        bank_distance_m=random.choice([0.0, 1.5, -2.0, 10.0, np.nan], count),
        is_modelled=random.choice([True, False], count),
    )


FRAME = make_frame()
COLLECTION = encode_layer("buildings", FRAME)
TEXTS = {name: FRAME[name].astype("string[python]") for name in ("name", "operator")}
NUMBERS = {name: FRAME[name].astype("Float64") for name in ("id", "left_share", "bank_distance_m")}
TRUTHS = {"is_modelled": FRAME["is_modelled"].astype("boolean")}
COMPARE = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Part:
    """A part of a predicate: as text, as JSON, and as pandas sees it."""

    def __init__(self, text, document, series):
        self.text, self.document, self.series = text, document, series

    def __repr__(self):
        return self.text


def call(name, template, *parts, series):
    text = template.format(*(part.text for part in parts))
    return Part(text, {"op": name, "args": [part.document for part in parts]}, series)


def read(name):
    return Part(f'"{name}"', {"property": name}, (TEXTS | NUMBERS | TRUTHS)[name])


def write(value):
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        series = pd.Series([value] * len(FRAME), dtype="string[python]")
        return Part(f"'{quoted}'", value, series)
    return Part(f"{value:.2f}", value, pd.Series([value] * len(FRAME), dtype="Float64"))


def bare(text):
    plain = [one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one)]
    return unicodedata.normalize("NFC", "".join(plain))


def fold(part, name):
    change = {"casei": str.casefold, "accenti": bare}[name]
    series = part.series.map(change, na_action="ignore").astype("string[python]")
    return call(name, f"{name.upper()}({{}})", part, series=series)


numbers = st.floats(-20, 20).map(lambda one: round(one, 2)).map(write)
words = st.one_of(st.sampled_from(WORDS), st.text(max_size=3)).filter(
    lambda one: not re.search(r"[\x00\ud800-\udfff]", one)
)


@st.composite
def texts(draw, depth=2):
    part = draw(st.one_of(st.sampled_from(sorted(TEXTS)).map(read), words.map(write)))
    for name in draw(st.lists(st.sampled_from(["casei", "accenti"]), max_size=depth)):
        part = fold(part, name)
    return part


@st.composite
def sums(draw, depth=2):
    if depth == 0 or draw(st.booleans()):
        return draw(st.one_of(st.sampled_from(sorted(NUMBERS)).map(read), numbers))
    one, two = draw(sums(depth - 1)), draw(sums(depth - 1))
    sign = draw(st.sampled_from("+-*/"))
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[sign]
    with np.errstate(all="ignore"):
        plain = work(*(part.series.to_numpy(float, na_value=np.nan) for part in (one, two)))
    series = pd.Series(np.where(np.isfinite(plain), plain, np.nan)).astype("Float64")
    return call(sign, f"({{}} {sign} {{}})", one, two, series=series)


@st.composite
def comparisons(draw):
    one, two = draw(st.one_of(st.tuples(texts(), texts()), st.tuples(sums(), sums())))
    sign = draw(st.sampled_from(sorted(COMPARE)))
    series = COMPARE[sign](one.series, two.series).astype("boolean")
    return call(sign, f"{{}} {sign} {{}}", one, two, series=series)


@st.composite
def patterns(draw):
    column = draw(texts())
    pattern = draw(st.text(alphabet="%_Mmоstaš \\\n", max_size=5).filter(_ends_whole))
    regex = re.sub(r"(?s)\\(.)|(.)", _write_regex, pattern)
    series = column.series.str.fullmatch(f"(?s:{regex})").astype("boolean")
    return call("like", "{} LIKE {}", column, write(pattern), series=series)


def _ends_whole(pattern):
    return re.fullmatch(r"(?s)(\\[%_\\]|[^\\])*", pattern) is not None


def _write_regex(match):
    if match[1]:
        return re.escape(match[1])
    return {"%": ".*", "_": "."}.get(match[2], re.escape(match[2]))


@st.composite
def memberships(draw):
    column = draw(texts())
    choices = [write(one) for one in draw(st.lists(words, min_size=1, max_size=4))]
    found = pd.Series(False, index=FRAME.index, dtype="boolean")
    for one in choices:
        found |= column.series == one.series
    text = f"{column.text} IN ({', '.join(one.text for one in choices)})"
    args = [column.document, [one.document for one in choices]]
    return Part(text, {"op": "in", "args": args}, found)


@st.composite
def ranges(draw):
    one, low, high = draw(sums()), draw(numbers), draw(numbers)
    series = (one.series >= low.series) & (one.series <= high.series)
    return call("between", "{} BETWEEN {} AND {}", one, low, high, series=series)


absences = (
    st.sampled_from([*TEXTS, *NUMBERS])
    .map(read)
    .map(
        lambda part: call("isNull", "{} IS NULL", part, series=part.series.isna().astype("boolean"))
    )
)


@st.composite
def truths(draw):
    value = draw(st.booleans())
    column = read("is_modelled")
    literal = Part(str(value).upper(), value, None)
    return call("=", "{} = {}", column, literal, series=column.series == value)


@st.composite
def relations(draw):
    x, y = draw(st.tuples(st.floats(0, 1), st.floats(0, 1)))
    area = shapely.box(*(round(one, 2) for one in (x, y, x + draw(st.floats(0.1, 1)), y + 0.3)))
    name = draw(
        st.sampled_from(
            ["intersects", "within", "contains", "disjoint", "crosses", "touches", "overlaps"]
        )
    )
    shapes = gpd.GeoSeries(COLLECTION.shapes)  # rounded as they are served
    series = getattr(shapes, name)(area).astype("boolean").mask(shapes.isna())
    document = json.loads(shapely.to_geojson(area))
    text = f"S_{name.upper()}(geometry, {shapely.to_wkt(area)})"
    return Part(text, {"op": f"s_{name}", "args": [{"property": "geometry"}, document]}, series)


@st.composite
def predicates(draw, depth=3):
    leaf = st.one_of(
        comparisons(), patterns(), memberships(), ranges(), absences, truths(), relations()
    )
    kind = draw(st.sampled_from(["leaf", "not", "and", "or"])) if depth else "leaf"
    if kind == "leaf":
        return draw(leaf)
    one = draw(predicates(depth - 1))
    if kind == "not":
        return call("not", "NOT ({})", one, series=~one.series)
    two = draw(predicates(depth - 1))
    series = one.series & two.series if kind == "and" else one.series | two.series
    return call(kind, f"(({{}}) {kind.upper()} ({{}}))", one, two, series=series)


def find(text, language="cql2-text", system=CRS84, collection=COLLECTION):
    return evaluate(parse_filter(text, language, system), collection).yes


@settings(max_examples=examples(80))
@given(predicate=predicates())
def test_text_and_json_find_what_pandas_finds(predicate):
    expected = predicate.series.fillna(False).to_numpy(bool)
    assert find(predicate.text).tolist() == expected.tolist()
    found = find(json.dumps(predicate.document, ensure_ascii=False), "cql2-json")
    assert found.tolist() == expected.tolist()


@settings(max_examples=examples(80))
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                [
                    "(",
                    ")",
                    "not",
                    "-",
                    "=",
                    "'",
                    '"',
                    "and",
                    "name",
                    "1",
                    "LIKE",
                    "casei",
                    ",",
                    "NULL",
                    "{}",
                ]
            ),
            max_size=40,
        ).map(" ".join),
    )
)
@pytest.mark.parametrize("language", ["cql2-text", "cql2-json"])
def test_whatever_is_written_is_a_filter_or_refused_as_a_value(text, language):
    with suppress(ValueError):
        find(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "name = 'x'; DROP TABLE buildings",
        "1=1; --",
        "name = 'x' UNION SELECT * FROM users",
        "name = (SELECT name FROM users)",
        "name = 'x' -- '",
        "pg_sleep(10) = 1",
        "unicorn = 1",
        "name = 1",
        "left_share = 'x'",
        "is_modelled > 1",
        "name",
        "1",
        "name LIKE operator",
        "name + 1 = 2",
        "left_share = 1e999",
        "S_INTERSECTS(name, POINT(1 2))",
        "S_INTERSECTS(geometry, POINT(500 2))",
        "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))",
        "S_NEAR(geometry, POINT(1 2))",
        "T_AFTER(name, DATE('2020-01-01'))",
        "A_CONTAINS(tags, ('a'))",
        "(" * 200 + "name='x'" + ")" * 200,
        "NOT " * 5_000 + "name='x'",
        "left_share = " + "- " * 9_000 + "1",
        "left_share = " + "+".join(["1"] * 900),
        "name = '" + "x" * 1_000_000 + "'",
        " OR ".join(["name='x'"] * 3_000),
    ],
)
def test_what_looks_like_sql_or_goes_too_far_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        find(text)


@pytest.mark.parametrize(
    "document",
    [
        "[]",
        "{}",
        '"x"',
        '{"op":"=","args":[]}',
        '{"op":"=","args":[{"property":"name"}]}',
        '{"op":"in","args":[{"property":"name"},[]]}',
        '{"op":"and","args":[]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":["a"]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[1,2]}]}',
        '{"op":"not","args":[' * 120 + "true" + "]}" * 120,
    ],
)
def test_documents_that_are_no_filter_are_refused(document):
    with pytest.raises(ValueError, match=r"\w"):
        find(document, "cql2-json")


def test_geometries_are_read_in_the_system_and_order_of_axes_that_is_named():
    box = shapely.box(0.2, 0.3, 0.6, 0.5)
    expected = find(f"S_INTERSECTS(geometry, {box.wkt})")
    assert 0 < expected.sum() < len(FRAME)
    turned = find_system("EPSG:4326", SYSTEMS)
    text = "S_INTERSECTS(geometry, BBOX(0.3, 0.2, 0.5, 0.6))"
    assert find(text, system=turned).tolist() == expected.tolist()
    mercator = find_system("EPSG:3857", SYSTEMS)
    projected = gpd.GeoSeries([box], crs=4326).to_crs(3857)[0]
    found = find(f"S_INTERSECTS(geometry, {projected.wkt})", system=mercator)
    assert found.tolist() == expected.tolist()


def test_the_geometry_may_come_second_and_may_be_missing():
    one = find("S_CONTAINS(POLYGON((0 0,1 0,1 1,0 1,0 0)), geometry)")
    assert one.tolist() == find("S_WITHIN(geometry, POLYGON((0 0,1 0,1 1,0 1,0 0)))").tolist()
    missing = find("geometry IS NULL")
    assert missing.tolist() == FRAME.geometry.isna().tolist()
    assert not (find("NOT S_WITHIN(geometry, BBOX(0,0,1,1))") & missing).any()


def test_numbers_divide_and_leave_remainders_as_in_sql():
    frame = make_layer("buildings", [None] * 4, bank_distance_m=[7.0, -7.0, 0.5, np.nan])
    collection = encode_layer("buildings", frame)

    def rows(text):
        return np.flatnonzero(find(text, collection=collection)).tolist()

    assert rows("bank_distance_m % 4 = 3") == [0]
    assert rows("bank_distance_m % 4 = -3") == [1]
    assert rows("bank_distance_m DIV 2 = -3") == [1]
    assert rows("bank_distance_m ^ 2 = 49") == [0, 1]
    assert rows("NOT (1 / (bank_distance_m - 0.5) > 0)") == [1]


def test_a_refusal_names_the_queryables_that_there_are():
    with pytest.raises(FilterError, match="There are: element, id, layer, name"):
        find("unicorn = 1")

"""What a missing value is once a frame has been read from its file: None in every text."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.crs import GEOGRAPHIC
from geodata.errors import SnapshotError
from geodata.fields import FEATURE_FIELDS, NAME_FIELDS
from geodata.snapshot.frames import read_frame, write_frame
from tests.geodata.snapshot.snapshots import make_layer, node

TEXTS = [field.name for field in FEATURE_FIELDS if field.type == "string"]


def copy(frame, folder):
    write_frame(folder / "copy.parquet", frame)
    return read_frame(folder / "copy.parquet")


@pytest.mark.parametrize("column", TEXTS)
def test_a_text_that_is_missing_in_some_rows_is_none_there(tmp_path, column):
    layer = make_layer(node(1) | {column: "here"}, node(2) | {column: None})
    read = copy(layer, tmp_path)
    assert read[column].tolist() == ["here", None]
    assert read.crs == GEOGRAPHIC
    assert [bool(row[column]) for row in read.to_dict("records")] == [True, False]


def test_no_layer_that_lacks_all_its_texts_holds_anything_but_none(tmp_path):
    read = copy(make_layer(*(dict.fromkeys(TEXTS) | {"id": at} for at in range(3))), tmp_path)
    for column in TEXTS:
        assert read[column].tolist() == [None] * 3, column
        assert copy(read[["id", column]], tmp_path)[column].tolist() == [None] * 3, column


@pytest.mark.parametrize(
    "written",
    [
        pd.Series(["a", None], dtype="str"),
        pd.Series(["a", None], dtype="string"),
        pd.Series(["a", None], dtype=object),
        pd.Series(["a", np.nan], dtype=object),
        pd.Series(["a", None], dtype="large_string[pyarrow]"),
    ],
    ids=lambda series: str(series.dtype),
)
def test_however_a_text_was_held_none_is_what_comes_back(tmp_path, written):
    assert copy(pd.DataFrame({"text": written}), tmp_path)["text"].tolist() == ["a", None]


def test_numbers_truths_and_places_stay_what_they_are(tmp_path):
    frame = pd.DataFrame({"n": [1, 2], "x": [0.5, np.nan], "is_it": [True, False]})
    assert copy(frame, tmp_path).dtypes.astype(str).tolist() == ["int64", "float64", "bool"]
    layer = make_layer(node(1), node(2, geometry=None))
    assert copy(layer, tmp_path).geometry.tolist() == [shapely.Point(20.866, 42.892), None]


def test_a_table_without_rows_or_without_columns_is_read(tmp_path):
    assert copy(make_layer(), tmp_path).columns.tolist() == [*make_layer().columns]
    assert copy(pd.DataFrame({"id": pd.Series([], dtype="str")}), tmp_path).empty
    with pytest.raises(SnapshotError, match="cannot be read"):
        read_frame(tmp_path / "nothing.parquet")


def test_a_file_from_before_a_language_has_no_names_in_it(tmp_path):
    write_frame(tmp_path / "old.parquet", pd.DataFrame({"name": ["Ura"], "name_sq": ["Ura"]}))
    frame = read_frame(tmp_path / "old.parquet")

    assert {one.name for one in NAME_FIELDS} <= set(frame)
    assert (frame["name_sq"][0], frame["name_en"][0]) == ("Ura", None)


def test_a_table_without_names_in_languages_gets_none(tmp_path):
    write_frame(tmp_path / "plain.parquet", pd.DataFrame({"name": ["Ura"]}))

    assert list(read_frame(tmp_path / "plain.parquet")) == ["name"]

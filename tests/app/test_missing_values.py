"""A snapshot whose texts are missing, column by column, is served, reviewed and given away."""

from datetime import date

import pandas as pd
import pytest

from app.catalogue.catalogue import load_catalogue
from geodata.access.barriers import BARRIER_TAGS
from geodata.assessment.assess import assess
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question
from geodata.errors import SnapshotError
from geodata.exports.formats import Format
from geodata.exports.write import write_export
from geodata.fields import TABLE_FIELDS
from geodata.snapshot.diff import compare_snapshots
from geodata.snapshot.published import EVERYTHING, read_export_tables
from geodata.snapshot.store import TABLES, open_snapshot
from geodata.snapshot.summary import summarise
from geodata.snapshot.writing import lock_data, write_snapshot
from geodata.streets.network import TravelMode
from pipelines.osm.streets import STREET_TAGS

DAY = date(2025, 10, 1)
NEEDED = {"element", "id", "tags", "part", "record"}
LAYER_TEXTS = (
    "layer", "name", "name_sq", "name_sr", "name_sr_latn", "name_en", "side", "municipality",
    "operator", "provider", "provider_role", "provider_basis",
)  # fmt: skip
TABLE_TEXTS = {
    "banks": ("side",),
    "crossings": ("kind", "status", "name", "osm_ids"),
    "claims": ("layer", "provider", "operator", "role", "basis", "start", "end", "source"),
    "providers": ("name", "service", "role", "certainty", "system"),
    "network_nodes": ("side", *BARRIER_TAGS),
    "network_edges": ("crossing", *STREET_TAGS),
}


@pytest.fixture(scope="module")
def little(little_data):
    return open_snapshot(little_data)


def empty(frame, columns):
    texts = {name: pd.Series(None, index=frame.index, dtype="str") for name in columns}
    return frame.assign(**{name: text for name, text in texts.items() if name in frame})


def publish_without(little, folder, layer_texts=(), table_texts=None):
    """Publish the little city once more, some of its texts gone, as a build does."""
    layers = {name: empty(little.read_layer(name), layer_texts) for name in little.layer_names}
    gone = table_texts or {}
    tables = {name: empty(little.read_table(name), gone.get(name, ())) for name in TABLES}
    with lock_data(folder):
        return write_snapshot(folder, little.manifest, layers, tables)


def use(snapshot, little):
    """Do with a snapshot what server and command line do; nothing of it may fail."""
    catalogue = load_catalogue(snapshot)
    assert len(catalogue.collections["roads"].everything) == little.manifest.counts["roads"]
    model = CityModel(snapshot)
    for mode in TravelMode:
        assert assess(model, Question(mode, DAY)).banks
    assert summarise(snapshot, DAY).by_layer
    assert compare_snapshots(little, snapshot)


def test_a_snapshot_without_any_text_that_it_can_lack_is_served_and_reviewed(little, tmp_path):
    snapshot = publish_without(little, tmp_path, LAYER_TEXTS, TABLE_TEXTS)
    use(snapshot, little)
    tables = read_export_tables(snapshot, ["roads", *TABLE_FIELDS], DAY, EVERYTHING)
    write_export(tables, Format.GPKG, tmp_path / "city.gpkg", snapshot.manifest)
    for form in set(Format) - {Format.GPKG}:
        for table in tables:
            write_export([table], form, tmp_path / f"{table.name}.{form}", snapshot.manifest)


@pytest.mark.slow
@pytest.mark.parametrize("column", LAYER_TEXTS)
def test_each_text_of_every_layer_may_be_missing(little, tmp_path, column):
    use(publish_without(little, tmp_path, [column]), little)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column"), [(name, column) for name in TABLE_TEXTS for column in TABLE_TEXTS[name]]
)
def test_each_text_of_every_table_may_be_missing(little, tmp_path, table, column):
    snapshot = publish_without(little, tmp_path, (), {table: [column]})
    assert load_catalogue(snapshot).id == snapshot.id
    assert assess(CityModel(snapshot), Question(TravelMode.WALK, DAY)).banks


def test_the_texts_that_are_tried_are_all_that_there_are(little):
    """A new column of text is tried, too, or named as one that no row lacks."""

    def list_texts(frame):
        named = frame.drop(columns="geometry", errors="ignore")
        return {name for name in named if named[name].map(lambda one: isinstance(one, str)).any()}

    for name in little.layer_names:
        assert list_texts(little.read_layer(name)) <= {*LAYER_TEXTS, *NEEDED}
    for name in TABLES:
        assert list_texts(little.read_table(name)) <= {*TABLE_TEXTS.get(name, ()), *NEEDED}, name


@pytest.mark.parametrize(("table", "column"), [("banks", "part"), ("providers", "record")])
def test_a_row_without_what_everything_rests_on_is_never_published(little, tmp_path, table, column):
    with pytest.raises(SnapshotError, match=rf"{table}\.parquet: a row lacks its {column}"):
        publish_without(little, tmp_path, (), {table: [column]})
    with pytest.raises(SnapshotError, match="a row lacks its tags"):
        publish_without(little, tmp_path, ["tags"])

"""Days of the last edits, from a file or a server's answer through Parquet to the parity."""

import re

import pytest

from geodata.snapshot.parity import measure_parity
from pipelines.build import build
from pipelines.osm.elements import gather_answers
from tests.pipelines.test_step_free_town import write_town


@pytest.mark.parametrize("is_told", [True, False])
def test_days_of_a_file_are_kept_and_told_by_bank(tmp_path, is_told):
    city, source = write_town(tmp_path, {}, {}, {})
    text = source.read_text("utf-8")
    if is_told:
        text = re.sub(r'<way id="(\d+)"', r'<way id="\1" timestamp="2021-03-05T10:00:00Z"', text)
        source.write_text(text, "utf-8")
    parity = measure_parity(build(city, str(source), tmp_path / "data"))
    known = {one.layer: one for one in parity.edits}
    assert ("buildings" in known) is is_told
    if is_told:
        assert known["buildings"].cases == (3, 3)
        assert known["buildings"].median_day == ("2021-03-05", "2021-03-05")


def test_the_newest_answer_of_a_server_says_when_something_was_edited():
    house = {"type": "node", "id": 7, "lat": 1, "lon": 2, "tags": {"shop": "yes"}}
    old, new = (house | {"timestamp": f"20{year}-02-03T04:05:06Z"} for year in (11, 22))
    assert gather_answers([[old], [new]]).edited == {("node", 7): "2022-02-03"}
    assert gather_answers([[old], [house]]).edited == {}

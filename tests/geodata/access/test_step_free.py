"""What tags say of a way for wheelchairs and prams: each rule of the table, and what is no rule."""

import pandas as pd
import pytest

from geodata.access.step_free import Passage, read_node, read_passage, read_step_free

PASSABLE, UNKNOWN, STEEP, BARRED = Passage


@pytest.mark.parametrize(
    ("tags", "passage"),
    [
        ({}, UNKNOWN),
        ({"highway": "residential"}, UNKNOWN),
        ({"wheelchair": "yes"}, PASSABLE),
        ({"wheelchair": "designated", "highway": "steps"}, PASSABLE),
        ({"wheelchair": "limited"}, UNKNOWN),
        ({"wheelchair": "no"}, BARRED),
        ({"highway": "steps"}, BARRED),
        ({"highway": "steps", "ramp": "yes"}, BARRED),
        ({"highway": "steps", "ramp:wheelchair": "yes"}, UNKNOWN),
        ({"highway": "steps", "ramp:wheelchair": "no"}, BARRED),
        ({"incline": "6%"}, UNKNOWN),
        ({"incline": "6.1 %"}, BARRED),
        ({"incline": "-8%"}, BARRED),
        ({"incline": "6,5%"}, BARRED),
        ({"incline": "3°"}, UNKNOWN),
        ({"incline": "-4°"}, BARRED),
        ({"incline": "up"}, UNKNOWN),
        ({"incline": "10"}, UNKNOWN),
        ({"incline": "steep"}, UNKNOWN),
        ({"kerb": "raised", "footway": "sidewalk"}, UNKNOWN),
        ({"kerb": "raised", "footway": "crossing"}, BARRED),
        ({"kerb:height": "0.12", "path": "crossing"}, BARRED),
    ],
)
def test_what_tags_of_a_way_say(tags, passage):
    assert read_passage(tags) is passage


@pytest.mark.parametrize(
    ("tags", "passage"),
    [
        ({"kerb": "raised"}, BARRED),
        ({"kerb": "rolled"}, BARRED),
        ({"kerb": "lowered"}, UNKNOWN),
        ({"kerb": "flush"}, UNKNOWN),
        ({"kerb": "yes"}, UNKNOWN),
        ({"kerb:height": "0.03"}, UNKNOWN),
        ({"kerb:height": "0.12 m"}, BARRED),
        ({"kerb:height": "5 cm"}, BARRED),
        ({"kerb:height": "20 mm"}, UNKNOWN),
        ({"kerb:height": "3"}, UNKNOWN),
        ({"barrier": "kerb", "kerb": "raised"}, BARRED),
        ({"barrier": "cycle_barrier"}, UNKNOWN),
        ({"barrier": "cycle_barrier", "wheelchair": "no"}, BARRED),
        ({"barrier": "turnstile"}, BARRED),
        ({"barrier": "turnstile", "wheelchair": "yes"}, PASSABLE),
        ({"barrier": "turnstile;gate"}, UNKNOWN),
        ({"barrier": "bollard"}, UNKNOWN),
    ],
)
def test_what_tags_of_a_node_say(tags, passage):
    assert read_node(tags) is passage


def test_a_kerb_on_the_node_of_a_crossing_bars_no_street_that_runs_along():
    """Street 7 runs 1-2-3, footway 8 crosses it 4-2-5; at 2 there is a raised kerb."""
    nodes = pd.DataFrame({"id": [1, 2, 3, 4, 5], "kerb": [None, "raised", None, None, None]})
    ways = [(1, 2, 7), (2, 3, 7), (4, 2, 8), (2, 5, 8)]
    edges = pd.DataFrame(ways + [(v, u, way) for u, v, way in ways], columns=["u", "v", "way"])
    edges["highway"] = edges["way"].map({7: "residential", 8: "footway"})
    assert read_step_free(nodes, edges).tolist() == [UNKNOWN, UNKNOWN, BARRED, BARRED] * 2


@pytest.mark.parametrize(
    ("tags", "passage"),
    [
        ({}, STEEP),
        ({"bridge": "no"}, STEEP),
        ({"incline": "up"}, STEEP),
        ({"wheelchair": "limited"}, STEEP),
        ({"bridge": "yes"}, UNKNOWN),
        ({"tunnel": "building_passage"}, UNKNOWN),
        ({"is_link": True}, UNKNOWN),
        ({"incline": "3%"}, UNKNOWN),
        ({"wheelchair": "yes"}, PASSABLE),
        ({"incline": "-9 %"}, BARRED),
    ],
)
def test_the_ground_speaks_where_tags_do_not(tags, passage):
    """A stretch of 100 m that rises by 7 m; there and back, beside one without any tag."""
    nodes = pd.DataFrame({"id": [1, 2, 3], "elevation_m": [600.0, 607.0, float("nan")]})
    edges = pd.DataFrame({"u": [1, 2, 2], "v": [2, 1, 3], "way": [7, 7, 8], "length_m": 100.0})
    edges["highway"] = "residential"
    for key, value in tags.items():
        edges[key] = [value, value, False if key == "is_link" else None]
    assert read_step_free(nodes, edges).tolist() == [passage, passage, UNKNOWN]


def test_a_kerb_bars_the_stretches_that_it_stands_on():
    """A kerb of a crossing at node 2, and a way whose tags are missing as Parquet gives them."""
    nodes = pd.DataFrame({"id": [1, 2, 3, 4], "kerb": [None, "raised", "lowered", float("nan")]})
    edges = pd.DataFrame(
        {
            "u": [1, 2, 2, 3, 3, 4],
            "v": [2, 1, 3, 2, 4, 3],
            "way": [7, 7, 7, 7, 8, 8],
            "highway": "footway",
            "wheelchair": [None] * 4 + ["yes"] * 2,
            "incline": float("nan"),
        }
    )
    assert read_step_free(nodes, edges).tolist() == [BARRED] * 4 + [PASSABLE] * 2


def test_tables_of_a_snapshot_that_keeps_no_such_tags_still_tell_steps():
    nodes = pd.DataFrame({"id": [1, 2, 3]})
    edges = pd.DataFrame(
        {"u": [1, 2], "v": [2, 3], "way": [7, 8], "highway": ["steps", "residential"]}
    )
    assert read_step_free(nodes, edges).tolist() == [BARRED, UNKNOWN]
    assert read_step_free(nodes, edges[:0]).tolist() == []

"""How fast one drives on a way, and how long a ferry takes."""

import pytest

from geodata.access.oneways import Direction
from geodata.access.speeds import CLASS_KMH, read_duration, read_limit, read_speed
from tests.geodata.access.way_tags import parse_tags


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("50", 50), ("30 mph", 48.28032), ("35 knots", 64.82), ("walk", 5), ("WALK", 5),
        ("70 km/h", 70), ("40kmh", 40), ("RS:urban", 50), ("rs:rural", 80), ("XK:rural", 80),
        ("AL:urban", 40), ("AT:urban", 50), ("DE:rural", 100), ("DE:zone30", 30),
        ("DE:zone:20", 20),
        ("GB:zone20", 32.18688), ("GB:nsl_single", 96.56064), ("RO:living_street", 20),
        ("BE-BRU:urban", 50), ("ZZ:urban", 50), ("FR:motorway", 130), ("none", None),
        ("signals", None), ("variable", None), ("0", None), ("RS:whatever", None), ("fast", None),
        ("", None), ("5 0", None), ("-30", None),
    ],
)  # fmt: skip
def test_speed_limits_in_numbers_and_words(value, kmh):
    assert read_limit(value) == (kmh and pytest.approx(kmh))


@pytest.mark.parametrize(
    ("text", "forward", "backward"),
    [
        ("maxspeed=60", 60, 60),
        ("maxspeed=60 maxspeed:backward=30", 60, 30),
        ("maxspeed:forward=RS:urban", 50, CLASS_KMH["residential"]),
        ("maxspeed=50;30", 30, 30),
        ("maxspeed=70|signals|50", 50, 50),
        ("maxspeed=none", CLASS_KMH["residential"], CLASS_KMH["residential"]),
        ("maxspeed:forward=signals maxspeed=40", 40, 40),
    ],
)
def test_each_direction_has_its_own_limit_else_the_ways_else_the_class(text, forward, backward):
    tags = {"highway": "residential", **parse_tags(text)}
    assert [read_speed(tags, one) for one in Direction] == [forward, backward]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("00:05", 300), ("1:15", 4500), ("48:00", 172_800), ("00:04:30", 270), ("12", 720),
        ("7.5", 450), ("10 min", 600), ("PT12M", 720), ("PT1H5M10S", 3910), ("P1DT1H", 90_000),
        ("", None), ("00:00", None), ("soon", None), ("P", None), ("1:75", None), ("-5", None),
    ],
)  # fmt: skip
def test_the_duration_of_a_ferry(value, seconds):
    assert read_duration(value) == seconds

"""Classes of voltage: found as maps draw them, named in the reader's language."""

import pytest

from geodata.names import LANGUAGES
from geodata.voltages import CLASSES, find_voltage, say_voltage
from geodata.wording import load_wording


@pytest.mark.parametrize(
    ("text", "least_v"),
    [
        ("400", 0),
        ("10000", 10_000),
        ("110000;35000", 52_000),
        ("35 kV", 25_000),
        ("380kV; 110000", 310_000),
        ("0", None),
        ("medium", None),
        ("", None),
        ("9" * 400, 550_000),
    ],
)
def test_a_line_has_the_class_of_its_highest_voltage(text, least_v):
    assert find_voltage(text).least_v == least_v


def test_no_class_is_named_from_nothing_on():
    said = [say_voltage(one, load_wording("en")) for one in CLASSES]
    assert said[:2] == ["less than 10 kV", "10 kV and more"]
    assert said[-1] == "voltage not mapped"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_class_has_a_name_of_its_own_in_each_language(language):
    assert len({say_voltage(one, load_wording(language)) for one in CLASSES}) == len(CLASSES)

"""How crossings are named to readers."""

import pytest

from app.catalogue.crossings import name_crossing
from geodata.wording import load_wording


@pytest.mark.parametrize("language", ["en", "sq", "sr-Cyrl"])
def test_crossings_without_a_name_can_be_told_apart(language):
    crossings = [{"id": f"way-{at}", "kind": "foot", "name": {}} for at in (1, 2)]
    one, other = (name_crossing(crossing, load_wording(language)) for crossing in crossings)
    assert one.endswith(") way-1")
    assert other == one.replace("way-1", "way-2")


@pytest.mark.parametrize(("language", "name"), [("en", "East bridge"), ("sq", "Ura lindore")])
def test_a_crossing_has_its_name_in_the_language_of_the_reader(language, name):
    crossing = {"id": "east", "kind": "road", "name": {"en": "East bridge", "sq": "Ura lindore"}}
    assert name_crossing(crossing, load_wording(language)) == name

"""Where the keys of a city are read from."""

import pytest

from geodata.errors import CityFileError
from geodata.register.keys import load_keys


def test_a_city_without_a_file_of_keys_pins_none(tmp_path):
    assert load_keys(str(tmp_path / "city.toml")) == ()
    assert load_keys("mitrovica") == ()


def test_a_file_that_is_named_has_to_be_there(tmp_path):
    with pytest.raises(CityFileError, match=r"none\.toml"):
        load_keys("mitrovica", tmp_path / "none.toml")

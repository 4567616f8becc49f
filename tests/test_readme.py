"""Tests that the city that the handbook shows is one."""

import re
from pathlib import Path

import geodata.cities.profile

ROOT = Path(__file__).resolve().parent.parent


def test_the_profile_that_the_handbook_shows_is_a_city(tmp_path):
    page = (ROOT / "docs" / "new-city.md").read_text(encoding="utf-8")
    profile = tmp_path / "krems.toml"
    profile.write_text(re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1], encoding="utf-8")

    city = geodata.cities.profile.load_city(str(profile))

    assert [bank.id for bank in city.banks] == ["north", "south"]
    assert city.crs == "EPSG:32633"

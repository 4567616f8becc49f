"""Pages say that their data are old, from a set age on."""

from dataclasses import replace
from datetime import date

import httpx
import pytest

from app.web.sources import tell_age
from geodata.dates import read_today
from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.app.small_city import make_manifest, write_city


def make_aged(*, is_modelled=False, **dates):
    manifest = make_manifest(is_modelled=is_modelled)
    return replace(manifest, origin=replace(manifest.origin, **dates))


def test_every_page_says_that_the_data_are_old(tmp_path, serve):
    write_city(tmp_path, is_modelled=False)
    days = (read_today() - date(2025, 10, 1)).days
    old, new = (serve(tmp_path, old_after_days=most).url for most in (days - 1, days))
    for path in ("/", "/crossings", "/providers", "/review", "/projects", "/data", "/about"):
        assert "These data are old: from 1 October 2025" in httpx.get(f"{old}{path}?lang=en").text
        assert "These data are old" not in httpx.get(f"{new}{path}?lang=en").text


def test_the_age_is_that_of_the_data_and_not_of_the_download():
    known = make_aged(osm_date="2014-04-14T20:00:00+00:00")
    said = tell_age(known, 365, load_wording("en"))
    assert said.startswith("These data are old: from 14 April 2014 (1")
    assert "2025" in tell_age(make_aged(), 1, load_wording("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_each_language_in_whole_years(language):
    said = tell_age(make_aged(osm_date="2014-04-14T20:00:00+00:00"), 365, load_wording(language))
    years = {"sq": "vjet", "sr-Latn": "godina", "sr-Cyrl": "година", "en": "years"}
    assert years[language] in said
    assert "%" not in said


def test_modelled_data_have_no_age():
    assert tell_age(make_aged(is_modelled=True), 1, load_wording("en")) is None

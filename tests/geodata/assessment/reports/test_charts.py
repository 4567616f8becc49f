"""Charts as SVG."""

import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl
import pytest

from geodata.assessment.reports.charts import draw_histogram, draw_profile, draw_reach
from geodata.assessment.words import say
from geodata.names import LANGUAGES
from tests.geodata.assessment.assessments import BANKS, HOSTILE, make_assessment

SVG = "{http://www.w3.org/2000/svg}"


def draw_all(assessment, banks=BANKS, language="en"):
    return [
        draw_profile(assessment, BANKS, language),
        draw_reach(assessment, banks, language),
        draw_histogram(assessment, banks, language),
    ]


def read_texts(svg):
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def charts():
    return draw_all(make_assessment())


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_svg_whose_texts_are_text_in_the_language(language):
    for svg in draw_all(make_assessment(), language=language):
        texts = read_texts(svg)
        assert say("before", language) in texts
        assert say("after", language) in texts
        assert say("modelled", language) in texts


def test_the_same_assessment_gives_the_same_bytes(charts):
    assert draw_all(make_assessment()) == charts
    assert not any("<dc:date>" in svg for svg in charts)


def test_hostile_names_stay_text():
    banks = {bank: {"en": HOSTILE} for bank in BANKS}
    for svg in draw_all(make_assessment(city=HOSTILE), banks):
        assert not list(ET.fromstring(svg).iter(f"{SVG}script"))
        assert any('</text><script>alert(1)</script> & "$x^2$' in text for text in read_texts(svg))
        assert "\u202e" not in svg


def test_a_scenario_that_nobody_can_cross_in_still_has_charts():
    profile = make_assessment().profile
    nothing = (None,) * 3
    closed = type(profile)(
        profile.station_m, profile.lon, profile.lat, nothing, nothing, nothing, nothing, nothing
    )
    assert ET.fromstring(draw_profile(make_assessment(profile=closed), BANKS, "en")) is not None


def test_charts_drawn_at_the_same_time_do_not_disturb_each_other(charts):
    before = dict(mpl.rcParams)
    with ThreadPoolExecutor(3) as threads:
        drawn = list(threads.map(lambda _: draw_all(make_assessment()), range(3)))
    assert drawn == [charts] * 3
    assert dict(mpl.rcParams) == before

"""A comparison as files: what is missing stays empty, and says why in the column beside it."""

from datetime import date
from io import BytesIO

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.comparison.compare import compare_cities
from geodata.comparison.files import draw_chart, write_csv_file, write_parquet_file
from geodata.comparison.indicators import Indicator, IndicatorValue, Lack
from geodata.names import LANGUAGES
from tests.geodata.comparison.compared import make_city, make_old_city

TODAY = date(2026, 11, 29)
OUTLINE = shapely.Polygon([(20.8, 42.8), (20.9, 42.8), (20.85, 42.9)])
MISSING = IndicatorValue(Indicator.CUT_OFF, None, lack=Lack.NO_HOMES, lack_bank="south")


@pytest.fixture
def comparison():
    cities = [make_city("Aba", cut_off=MISSING), make_city("=1+1"), make_old_city("Cet")]
    return compare_cities(cities, TODAY)


def test_csv_has_a_row_a_city_and_no_zero_for_what_is_missing(comparison):
    file = BytesIO()
    write_csv_file(comparison, file)
    table = pd.read_csv(BytesIO(file.getvalue()), encoding="utf-8-sig")
    assert table["cut_off"].isna().tolist() == [True, False, True]
    assert table["cut_off_note"][0] == "no homes in this data: South"
    assert table["cut_off_note"][2].startswith("built before")
    assert table["data_age"].tolist() == [323, 323, 323]
    assert table["name"][1] == "'=1+1"
    assert "geometry" not in table


def test_geoparquet_has_the_study_areas_in_degrees_and_whose_data_they_are(comparison):
    file = BytesIO()
    write_parquet_file(comparison, [OUTLINE, None, None], file)
    table = gpd.read_parquet(BytesIO(file.getvalue()))
    assert table.crs == "EPSG:4326"
    assert table.geometry[0].equals(OUTLINE)
    assert table.geometry[1].equals(shapely.box(20.8, 42.8, 20.9, 42.9))
    assert table["cut_off"].isna().tolist() == [True, False, True]
    assert table["cut_off_note"].notna().tolist() == [True, False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_says_what_is_missing_in_every_language(comparison, language):
    drawn = draw_chart(comparison, language)
    assert drawn.count('id="axes_') == len(Indicator)
    assert "=1+1" in drawn
    assert "OpenStreetMap" in drawn


def test_the_same_comparison_makes_the_same_chart(comparison):
    assert draw_chart(comparison, "en") == draw_chart(comparison, "en")

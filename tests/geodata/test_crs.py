"""Reference systems: metres for measuring, degrees for exchange, never one for the other."""

import geopandas as gpd
import pytest
import shapely

from geodata.crs import (
    GEOGRAPHIC,
    check_metric_crs,
    choose_metric_crs,
    densify,
    project,
    require_crs,
)
from geodata.errors import CrsError

TOWN = shapely.box(20.8, 42.85, 20.95, 42.95)


@pytest.mark.parametrize(
    ("left", "bottom", "expected"),
    [(20.8, 42.9, "EPSG:32634"), (-58.4, -34.6, "EPSG:32721"), (5.3, 60.4, "EPSG:32631")],
)
def test_the_utm_zone_of_the_area_is_chosen(left, bottom, expected):
    assert choose_metric_crs(shapely.box(left, bottom, left + 0.1, bottom + 0.1)) == expected


def test_a_metric_crs_passes_as_it_was_given():
    assert check_metric_crs("EPSG:32634") == "EPSG:32634"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2263", "EPSG:999999", "metres please", ""])
def test_other_reference_systems_are_refused(crs):
    with pytest.raises(CrsError):
        check_metric_crs(crs)


def test_a_frame_in_another_crs_or_in_none_is_refused():
    frame = gpd.GeoDataFrame(geometry=[TOWN], crs=GEOGRAPHIC)
    require_crs(frame, "epsg:4326")
    require_crs(frame.geometry, GEOGRAPHIC)
    with pytest.raises(CrsError, match="expected coordinates in EPSG:32634, got EPSG:4326"):
        require_crs(frame, "EPSG:32634")
    with pytest.raises(CrsError, match="got none"):
        require_crs(gpd.GeoDataFrame(geometry=[TOWN]), GEOGRAPHIC)


def test_positions_are_lon_lat_on_both_ways():
    there = project(shapely.Point(20.8661, 42.8917), GEOGRAPHIC, "EPSG:32634")
    back = project(there, "EPSG:32634", GEOGRAPHIC)
    assert 480_000 < there.x < 500_000
    assert 4_740_000 < there.y < 4_760_000
    assert (back.x, back.y) == pytest.approx((20.8661, 42.8917), abs=1e-9)


def test_straight_edges_stay_true_once_projected():
    straight, dense = (project(one, GEOGRAPHIC, "EPSG:32634") for one in (TOWN, densify(TOWN)))
    assert densify(TOWN).equals(TOWN)
    northern = shapely.LineString([(20.8, 42.95), (20.95, 42.95)])
    parallel = project(densify(northern), GEOGRAPHIC, "EPSG:32634")
    assert parallel.hausdorff_distance(dense.exterior) > 0
    assert shapely.Point(parallel.coords[37]).distance(dense.exterior) < 0.01
    assert shapely.Point(parallel.coords[37]).distance(straight.exterior) > 1

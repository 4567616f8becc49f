"""The sample and the little city as OpenStreetMap and as Overture have them."""

import dataclasses
import shutil

import pytest

from geodata.cities.profile import load_city
from pipelines.build import build
from pipelines.pull import pull
from tests.overture.maker import RELEASE, make_overture
from tests.pipelines.little_city import draw_city, write_profile


@pytest.fixture(scope="session")
def sample_pull(tmp_path_factory):
    """The sample's own pull, whose area is what it covers."""
    return pull(load_city("mitrovica"), "sample", tmp_path_factory.mktemp("pull"))


@pytest.fixture(scope="session")
def sample_city(sample_pull):
    """Mitrovica, as far as the sample covers it."""
    return dataclasses.replace(load_city("mitrovica"), study_area=sample_pull.study_area)


@pytest.fixture(scope="session")
def sample_overture(make_once, sample_pull, sample_city):
    """The release folder of the sample's Overture files."""
    osm = sample_city.sample
    return make_once("overture", lambda folder: make_overture(osm, sample_pull, folder)) / RELEASE


@pytest.fixture(scope="session")
def sample_overture_data(make_once, sample_city, sample_overture, serve_nothing_to_check):
    """A data folder built from the sample's Overture files, which no test may change."""
    source = f"overture:{sample_overture}"
    return make_once("overture-data", lambda folder: build(sample_city, source, folder))


@pytest.fixture(scope="session")
def little(tmp_path_factory):
    """The little city: its profile, and the release folder of its Overture files."""
    folder = tmp_path_factory.mktemp("little")
    profile = write_profile(folder)
    osm = draw_city(folder / "little.osm")
    raw = pull(load_city(str(profile)), str(osm), folder / "work")
    return profile, make_overture(osm, raw, folder)


@pytest.fixture(scope="session")
def little_overture_data(little, tmp_path_factory, serve_nothing_to_check):
    """A data folder of the little city, built from Overture's files."""
    profile, release = little
    folder = tmp_path_factory.mktemp("little-data")
    build(load_city(str(profile)), f"overture:{release}", folder)
    return folder


@pytest.fixture
def town(little, tmp_path):
    """The little city, and a copy of its Overture files that may be broken."""
    profile, release = little
    return load_city(str(profile)), shutil.copytree(release, tmp_path / release.name)

"""The bundled sample as assessments hold it, built once."""

import pytest

from geodata.assessment.model import CityModel
from geodata.cities.profile import load_city
from pipelines.build import build


@pytest.fixture(scope="session")
def sample_model(tmp_path_factory):
    return CityModel(build(load_city("mitrovica"), "sample", tmp_path_factory.mktemp("sample")))

"""The bundled sample as assessments hold it, loaded once."""

import pytest

from geodata.assessment.model import CityModel
<<<<<<< HEAD
from geodata.cities.profile import load_city
from pipelines.build import build
=======
from geodata.snapshot import open_snapshot
>>>>>>> suite-app


@pytest.fixture(scope="session")
def sample_model(sample_data):
    return CityModel(open_snapshot(sample_data))

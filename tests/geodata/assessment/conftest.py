"""The bundled sample as assessments hold it, loaded once."""

import pytest

from geodata.assessment.model import CityModel
from geodata.snapshot.store import open_snapshot


@pytest.fixture(scope="session")
def sample_model(sample_data):
    return CityModel(open_snapshot(sample_data))

"""Settings that do not go together."""

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_what_hangs_on_a_line_is_not_told_by_a_public_server(monkeypatch):
    assert not Settings().service_criticality
    monkeypatch.setenv("URAMOST_SERVICE_CRITICALITY", "true")
    assert Settings().service_criticality
    monkeypatch.setenv("URAMOST_PUBLIC_URL", "https://example.org/map")
    with pytest.raises(ValidationError, match="not public"):
        Settings()

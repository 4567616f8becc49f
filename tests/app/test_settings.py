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


def test_a_base_map_may_have_its_places_in_a_query():
    url = "https://Tiles.example/wmts?z={z}&x={x}&y={y}"
    assert Settings(base_maps=f"Photos={url}").base_maps == (("Photos", url),)


def test_base_maps_are_read_from_one_line(monkeypatch):
    photos = "https://tiles.example.org/{z}/{x}/{y}.png?key=a=b"
    monkeypatch.setenv(
        "URAMOST_BASE_MAPS", f"Photos 2024={photos}; Relief=https://a.example/{{z}}/{{y}}/{{x}}"
    )
    assert Settings().base_maps == (
        ("Photos 2024", photos),
        ("Relief", "https://a.example/{z}/{y}/{x}"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "https://tiles.example.org/{z}/{x}/{y}.png",
        "Photos=http://tiles.example.org/{z}/{x}/{y}.png",
        "Photos=https://tiles.example.org/{z}/{x}.png",
        "Photos=https://tiles.example.org; script-src *",
        "Photos=https://*/{z}/{x}/{y}.png",
        "Photos=https://tiles.example.org/{layer}/{z}/{x}/{y}.png",
        'Photos=https://tiles.example.org/{z}/{x}/{y}".png<script>',
        "Photos=https://user@tiles.example.org/{z}/{x}/{y}.png",
    ],
)
def test_a_base_map_that_is_none_is_refused_at_the_start(text):
    with pytest.raises(ValidationError, match="should be"):
        Settings(base_maps=text)

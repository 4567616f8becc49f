"""Cities with made indicators, for tests of what is said of them side by side."""

from dataclasses import replace

from geodata.comparison.indicators import OF_RESIDENTS, CityIndicators, Indicator, IndicatorValue
from geodata.comparison.stored import ComparedCity
from geodata.snapshot.origin import SourceKind
from tests.geodata.snapshot.snapshots import make_manifest

KEPT = [one for one in Indicator if one is not Indicator.DATA_AGE]


def make_city(
    name,
    *,
    osm_date="2026-01-10T00:00:00Z",
    kind=SourceKind.FILE,
    is_modelled=False,
    weights_unit="people",
    counts=("people counted",),
    certainty="H",
    **values,
):
    """Make a city, mapped alike, of which every other indicator is 0.5.

    `values`: name of an indicator → its value, or a whole IndicatorValue.
    """
    values = {"mapping_parity": 1.0} | values
    manifest = make_manifest()
    origin = replace(manifest.origin, kind=kind, osm_date=osm_date, is_modelled=is_modelled)
    city = replace(manifest.city, id=name.lower(), name={"en": name})
    measured = tuple(
        _make_value(one, values.get(one, 0.5), certainty if one in OF_RESIDENTS else None)
        for one in KEPT
    )
    found = CityIndicators("2026-11-29", weights_unit, counts, measured)
    return ComparedCity(replace(manifest, id=name, city=city, origin=origin), found)


def _make_value(indicator, value, certainty):
    if isinstance(value, IndicatorValue):
        return value
    return IndicatorValue(indicator, value, certainty=certainty)


def make_old_city(name):
    """Make a city whose snapshot was built before indicators were kept."""
    return replace(make_city(name), indicators=None)

"""Says where the data of a page come from, and that they are old."""

from __future__ import annotations

from geodata.dates import read_today
from geodata.snapshot.manifest import Manifest
from geodata.snapshot.origin import SourceKind
from geodata.wording import Wording


def describe_source(manifest: Manifest, wording: Wording) -> str:
    """Say where a snapshot's data came from and of when it is."""
    origin, _ = manifest.origin, wording.gettext
    sources = {
        SourceKind.SAMPLE: _("Sample data %(name)s"),
        SourceKind.OVERPASS: _("OpenStreetMap, by the Overpass server %(name)s"),
        SourceKind.FILE: _("OpenStreetMap, from the file %(name)s"),
        SourceKind.OVERTURE: _("Overture Maps, from the folder %(name)s"),
    }
    source = sources[origin.kind] % {"name": origin.name}
    day = wording.write_day(origin.data_date)
    state = (
        _("%(source)s, as of %(day)s") if origin.osm_date else _("%(source)s, downloaded %(day)s")
    )
    return state % {"source": source, "day": day}


def tell_age(manifest: Manifest, old_after_days: int, wording: Wording) -> str | None:
    """Say how old the data of a snapshot are, where that is more than a number of days.

    Modelled data have no age: nothing of them was ever so.
    """
    origin = manifest.origin
    day = origin.data_date
    age = read_today() - day
    if origin.is_modelled or age.days <= old_after_days:
        return None
    said = wording.gettext(
        "These data are old: from %(day)s (%(age)s). "
        "What has changed since then is not on this map."
    )
    return said % {"day": wording.write_day(day), "age": wording.write_age(age)}

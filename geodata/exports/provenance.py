"""What every file says of its data: source, date, licence, and whether they are modelled."""

from __future__ import annotations

from geodata.names import join_names
from geodata.snapshot.manifest import Manifest


def describe_provenance(manifest: Manifest) -> dict[str, str]:
    """Describe a snapshot as plain texts that any format can hold; what is unknown is left out."""
    origin = manifest.origin
    facts = {
        "city": join_names(manifest.city.name),
        "attribution": manifest.attribution,
        "licence": manifest.licence,
        "snapshot": manifest.id,
        "created_at": manifest.created_at,
        "source": f"{origin.kind.value}: {origin.name}",
        "osm_date": origin.osm_date,
        "pulled_at": origin.pulled_at,
        "is_modelled": "true" if origin.is_modelled else "false",
        "notes": " ".join(manifest.notes),
        "software": manifest.software,
    }
    return {key: value for key, value in facts.items() if value}

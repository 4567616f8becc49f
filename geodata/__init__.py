"""What things are: the river, its banks, providers and crossings; pure, without network or web."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL"
"""The attribution line of data from OpenStreetMap; a snapshot's manifest has its own."""

OVERTURE_ATTRIBUTION = "© OpenStreetMap contributors, Overture Maps Foundation, ODbL"
"""Of data from Overture Maps. https://docs.overturemaps.org/attribution/"""

OVERTURE_WITH_PLACES = f"{OVERTURE_ATTRIBUTION}; places: CDLA-Permissive-2.0"
"""The same with its theme of places, most of which has a licence of its own; all of them stand on
that page, to which readers are led."""

LICENCE_URL = "https://opendatacommons.org/licenses/odbl/1-0/"

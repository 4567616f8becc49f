"""What things are: the river, its banks, providers and crossings; pure, without network or web."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL"
"""The attribution line of data from OpenStreetMap; a snapshot's manifest has its own."""

OVERTURE_ATTRIBUTION = "© OpenStreetMap contributors, Overture Maps Foundation, ODbL"
"""Of data from Overture Maps. https://docs.overturemaps.org/attribution/"""

OVERTURE_WITH_PLACES = f"{OVERTURE_ATTRIBUTION}; places: CDLA-Permissive-2.0, Apache-2.0, CC0-1.0"
"""The same with its theme of places, which has licences of its own."""

LICENCE_URL = "https://opendatacommons.org/licenses/odbl/1-0/"

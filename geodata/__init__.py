"""What things are: the river, its banks, providers and crossings; pure, without network or web."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL"
"""The one attribution line of maps, API, exports and documents."""

LICENCE_URL = "https://opendatacommons.org/licenses/odbl/1-0/"

"""Colours of sectors, banks, providers and statuses, once for maps, legends and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geodata.cities.crossings import CrossingKind, Status
from geodata.layers import Sector

# Paul Tol's colour-blind-safe schemes (bright, muted, light): https://personal.sron.nl/~pault/
SECTOR_COLOURS: Final[Mapping[Sector, str]] = {
    Sector.TRANSPORT: "#6d7683",
    Sector.POWER: "#aa3377",
    Sector.TELECOM: "#332288",
    Sector.WATER: "#0077bb",
    Sector.SEWAGE: "#7a5c2e",
    Sector.HEATING: "#cc3311",
    Sector.GAS: "#999933",
    Sector.WASTE: "#117733",
    Sector.LIGHTING: "#b8860b",
    Sector.POST_AND_MONEY: "#44aa99",
    Sector.INSTITUTIONS: "#222255",
    Sector.HEALTH: "#cc6677",
    Sector.EDUCATION: "#882255",
    Sector.PLACES: "#333333",
    Sector.BUILDINGS: "#a39a8c",
    Sector.GREEN: "#7fa86f",
    Sector.RIVER: "#5a9fc4",
    Sector.BOUNDARIES: "#5c5c5c",
}

PROVIDER_COLOURS: Final = ("#0077bb", "#994f00", "#aa3377", "#007a6c", "#332288", "#8a6d00")
"""Those of the same schemes that stand out on pale ground and are no party's."""

LEFT_BANK: Final = "#4477aa"
RIGHT_BANK: Final = "#ccbb44"
"""Blue and sand, on no flag; the same as in ``static/js/style.js``."""

WATER: Final = "#9fcbe6"
DIVIDE: Final = "#1f4e79"
PROJECT: Final = "#882255"
NEUTRAL: Final = "#5c5c5c"

STATUS_COLOURS: Final[Mapping[Status, str]] = {
    Status.OPEN: "#225522",
    Status.RESTRICTED: "#b35900",
    Status.DISUSED: "#5c5c5c",
    Status.FORMER: "#5c5c5c",
    Status.UNDER_CONSTRUCTION: "#004488",
    Status.PROPOSED: "#5b4a9c",
    Status.CANDIDATE: "#004488",
    Status.UNKNOWN: "#6b4e71",
}
"""Colour is never the only sign: all but open crossings are dashed."""

SERVICE_COLOURS: Final[Mapping[CrossingKind, str]] = {
    CrossingKind.PIPE: SECTOR_COLOURS[Sector.WATER],
    CrossingKind.CABLE: SECTOR_COLOURS[Sector.POWER],
}
"""Of service lines over the divide, which are drawn thinner than what people pass."""

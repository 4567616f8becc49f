"""Where a place is, in words: its bank, the nearest street, how far the river is."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely import Point

from geodata.arrays import Floats
from geodata.assessment.model import CityModel
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.streets.network import TravelMode
from geodata.streets.snapping import LARGEST_SNAP_M
from geodata.wording import Wording


def say_place(model: CityModel, lon: float, lat: float, wording: Wording) -> str:
    """Say where a place is, (lon, lat) in EPSG:4326.

    Without a named street near it, coordinates tell the place.
    """
    _, divide = wording.gettext, model.divide
    at = np.array(get_transformer(GEOGRAPHIC, model.crs).transform(lon, lat))
    if not np.isfinite(at).all() or not shapely.intersects_xy(divide.area, *at):
        return _("Beyond the study area")
    if shapely.intersects_xy(divide.wetted, *at) or shapely.intersects_xy(divide.strip, *at):
        return _("In the river")
    is_left = bool(shapely.intersects_xy(divide.left, *at))
    if not is_left and not shapely.intersects_xy(divide.right, *at):
        return _("Past the river’s end")
    bank = model.city.left if is_left else model.city.right
    said = {
        "bank": wording.name_banks(model.city)[bank.id],
        "metres": wording.write_number(_measure_to_river(model, at)),
        "place": f"{lat:.5f}, {lon:.5f}",
    }
    street = _find_street(model, at, is_left=is_left)
    if street is None:
        return _("%(bank)s, %(metres)s m from the river, at %(place)s") % said
    return _("%(bank)s, near %(street)s, %(metres)s m from the river") % {**said, "street": street}


def _measure_to_river(model: CityModel, at: Floats) -> float:
    """Measure how far the water is, or its line where no water is mapped, in m."""
    parts = (model.divide.water, model.divide.line)
    gaps_m = (shapely.distance(part, Point(at)) for part in parts)
    return float(min(gap_m for gap_m in gaps_m if math.isfinite(gap_m)))


def _find_street(model: CityModel, at: Floats, *, is_left: bool) -> str | None:
    """Find the name of the nearest street of a bank that has one; None where none is near."""
    network = model.get_mode(TravelMode.WALK).network
    nodes, gaps_m = network.bank_trees[0 if is_left else 1].find_nearest(at[None])
    return model.street_names.find(int(nodes[0])) if gaps_m[0] <= LARGEST_SNAP_M else None

"""Ways over a drawn river, as tests of crossings find them."""

import geopandas as gpd
import pandas as pd
import shapely

from geodata.crossings.ways import find_crossings
from geodata.divide.banks import build_divide
from tests.geodata.pictures import Picture

CRS = "EPSG:32634"


EAST, NORTH = 490_000.0, 4_750_000.0


ROAD, FOOT = {"highway": "residential"}, {"highway": "footway"}


RAIL, PIPE, CABLE = {"railway": "rail"}, {"man_made": "pipeline"}, {"power": "line"}


TOWN = Picture(
    """
    . A . . . . . C . . . E .
    . . . . . . . . . . . . .
    1-----------------------2
    . . . . . . . . . . . . .
    . B . . . . . D . . . F .
    """
)


def shift(geometry):
    return shapely.affinity.translate(geometry, EAST, NORTH)


def make_frame(rows, columns):
    frame = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


def make_divide():
    y = TOWN.point("1").y
    river = shapely.LineString([(-500, y), (TOWN.width_m + 500, y)])
    return build_divide(shift(TOWN.frame.buffer(400)), [shift(river)])


DIVIDE = make_divide()


COLUMNS = ["element", "id", "tags", "geometry"]


def find(*ways, outlines=(), facts=(), divide=DIVIDE):
    """Find the crossings of (tags, line) or (tags, x of a bridge that runs north) pairs."""
    rows = [
        ("way", at, tags, shift(bridge(line) if isinstance(line, int | float) else line))
        for at, (tags, line) in enumerate(ways, 1)
    ]
    bridges = [({"man_made": "bridge"}, shift(outline)) for outline in outlines]
    return find_crossings(
        make_frame(rows, COLUMNS),
        make_frame(bridges, ["tags", "geometry"]),
        divide,
        CRS,
        facts,
    )


def bridge(x):
    y = TOWN.point("1").y
    return shapely.LineString([(x, y - 30), (x, y + 30)])


def ways_of(crossings):
    return [one.osm_ids for one in crossings]

"""A city of 20,050 buildings on both banks, drawn in a second, with what clients may trip over."""

import json

import geopandas as gpd
import numpy as np
import shapely

from geodata.crs import COORDINATE_DECIMALS, GEOGRAPHIC
from geodata.fields import FEATURE_FIELDS
from tests.app.small_city import write_city

COUNT = 20_050
UNKNOWN = 100
"""The first ones, whose operators nobody knows, as is usual for buildings."""

CENTRE = (20.87, 42.90)
DEGREES_PER_M = (1 / 81_600, 1 / 111_200)
CORNERS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) / 2
DTYPES = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}

NAMES = (
    *(None, None, None, "Основна школа „Свети Сава“", "Shkolla “Ismail Qemali” — ç, ë, Ç, Ë"),
    *("Dom zdravlja Čačak, Šđžć", 'O\'Neill & <b>Sons</b> \\"1\\"; a=b, c', "  spaces  ", "NULL"),
    *("0042", "true", "-1.50", "بيت", "🏠 e\u0301 = é", "Ш" * 300, "%s {x} $1"),
)
"""Scripts, accents composed and not, quotes, and text that looks like something else."""

PROVIDED = {
    "operator": ("ЈКП „Водовод Ибар“", "K.R.U. “Mitrovica” Sh.A.", None, None, None),
    "provider": ("keds", None, None, None, None),
    "provider_role": ("distributor", None, None, None, None),
    "provider_basis": ("operator", "unlisted", "none", None, None),
    "provider_confidence": (0.9, np.nan, np.nan, np.nan, np.nan),
    "provider_claims": (2, 1, 0, 0, 0),
}


def write_large_city(data):
    """Write a snapshot that has them for its only layer, with the tables of the small city."""
    return write_city(data, layers={"buildings": draw_buildings()})


def draw_buildings():
    """Draw them, every second one on the north bank, with the columns of every layer."""
    rng = np.random.default_rng(7)
    turn = np.arange(COUNT)
    is_north = turn % 2 == 0
    places_m = rng.uniform((-2_400, 40), (2_400, 2_150), (COUNT, 2))
    places_m[~is_north, 1] *= -1
    shapes, is_relation = draw_shapes(places_m, rng)
    columns = {
        "element": np.where(is_relation, "relation", "way"),
        "id": number_elements(is_relation),
        "layer": "buildings",
        "name": repeat(NAMES),
        "name_sr": repeat(NAMES[3:]),
        "side": np.where(is_north, "north", "south"),
        "left_share": np.where(turn % 1_000 == 999, rng.random(COUNT).round(4), is_north * 1.0),
        "bank_distance_m": np.abs(places_m[:, 1]).round(1),
        "municipality": repeat(("north-mitrovica", "south-mitrovica", None)),
        **{name: repeat(values) for name, values in PROVIDED.items()},
        "is_modelled": turn % 7 == 0,
        "tags": [write_tags(number, NAMES[number % len(NAMES)]) for number in turn.tolist()],
    }
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=GEOGRAPHIC)
    frame.loc[: UNKNOWN - 1, list(PROVIDED)] = (*[None] * 4, np.nan, 0)
    for field in FEATURE_FIELDS:
        frame[field.name] = frame.get(field.name, None)
        frame[field.name] = frame[field.name].astype(DTYPES[field.type])
    return frame[[*(field.name for field in FEATURE_FIELDS), "geometry"]]


def draw_shapes(places_m, rng):
    """Draw houses, at places of seven decimals as OSM's are; tell which ones OSM has as relations.

    Every 40th has a courtyard, and every 100th is a pair of houses; half of all turn the wrong way.
    """
    angles = rng.uniform(0, np.pi, len(places_m))
    turns = np.array([(np.cos(angles), np.sin(angles)), (-np.sin(angles), np.cos(angles))])
    corners_m = np.einsum("kc,nc,cdn->nkd", CORNERS, rng.uniform(8, 30, (len(places_m), 2)), turns)

    def place(part, shift_m=0.0):
        at = CENTRE + (places_m[:, None] + shift_m + part * corners_m) * DEGREES_PER_M
        return np.round(at, COORDINATE_DECIMALS)

    number = np.arange(len(places_m))
    shapes = shapely.polygons(place(1.0))
    has_court, is_pair = number % 40 == 39, number % 100 == 77
    courts = shapely.linearrings(place(0.4)[has_court])
    shapes[has_court] = shapely.polygons(place(1.0)[has_court], courts[:, None])
    second = shapely.polygons(place(0.5, 60.0)[is_pair])
    shapes[is_pair] = [
        shapely.multipolygons(pair) for pair in zip(shapes[is_pair], second, strict=True)
    ]
    turned = number % 4 >= 2
    shapes[turned] = shapely.reverse(shapes[turned])
    return shapes, has_court | is_pair


def number_elements(is_relation):
    """Number ways and relations each from 1, and the later half of both beyond 32 bits."""
    ids = np.where(is_relation, np.cumsum(is_relation), np.cumsum(~is_relation))
    return ids + np.where(np.arange(COUNT) < COUNT // 2, 0, 13_000_000_000)


def repeat(values):
    return [values[number % len(values)] for number in range(COUNT)]


def write_tags(number, name):
    tags = {"building": ("yes", "house", "apartments")[number % 3], "building:levels": str(number)}
    if name:
        tags |= {"name": name, f"note:{name[:20]}": 'a\nb\t"c"'}
    return json.dumps(tags, ensure_ascii=False, sort_keys=True)

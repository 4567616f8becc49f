"""Makes Overture Maps' GeoParquet of an OSM file, columns and types as schema v1.18.0 publishes them.

The other way round than `pipelines.overture`: OSM's tags become Overture's columns. As in Overture,
ways in a row that only touch each other become one segment, with `between`; long ways become two.

::

    OSM:       ──── way/1 ────┬──── way/2 (bridge) ────┬──── way/3 ────
    Overture:  ●────────────────── segment ───────────────────────────●     connectors only at ends
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import Geod

from pipelines.osm.clip import clip_file
from pipelines.osm.elements import Elements
from pipelines.osm.raw_pull import RawPull

RELEASE = "2026-08-19.0"
_WGS84 = Geod(ellps="WGS84")
_TEXT = pa.string()
_BETWEEN = pa.list_(pa.float64())


def _struct(**fields: pa.DataType) -> pa.DataType:
    return pa.struct(list(fields.items()))


_VEHICLE = _struct(dimension=_TEXT, comparison=_TEXT, value=pa.float64(), unit=_TEXT)
_WHEN = _struct(
    heading=_TEXT,
    during=_TEXT,
    mode=pa.list_(_TEXT),
    using=pa.list_(_TEXT),
    recognized=pa.list_(_TEXT),
    vehicle=pa.list_(_VEHICLE),
)
_PERSPECTIVES = _struct(mode=_TEXT, countries=pa.list_(_TEXT))
_NAMES = _struct(
    primary=_TEXT,
    common=pa.map_(_TEXT, _TEXT),
    rules=pa.list_(
        _struct(
            variant=_TEXT,
            language=_TEXT,
            perspectives=_PERSPECTIVES,
            value=_TEXT,
            between=_BETWEEN,
            side=_TEXT,
        )
    ),
)
_SOURCES = pa.list_(
    _struct(
        property=_TEXT,
        dataset=_TEXT,
        license=_TEXT,
        record_id=_TEXT,
        update_time=_TEXT,
        confidence=pa.float64(),
        provider=_TEXT,
        resource=_TEXT,
        version=_TEXT,
        between=_BETWEEN,
    )
)
_BBOX = _struct(xmin=pa.float32(), xmax=pa.float32(), ymin=pa.float32(), ymax=pa.float32())
_SPEED = _struct(value=pa.int32(), unit=_TEXT)
_COMMON = {
    "id": _TEXT, "geometry": pa.binary(), "bbox": _BBOX, "version": pa.int32(),
    "sources": _SOURCES, "names": _NAMES,
}  # fmt: skip
_BASE = _COMMON | {
    "subtype": _TEXT, "class": _TEXT, "level": pa.int32(), "wikidata": _TEXT,
    "source_tags": pa.map_(_TEXT, _TEXT),
}  # fmt: skip


def _rule(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(_struct(**fields, between=_BETWEEN))


COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "segment": _COMMON
    | {
        "subtype": _TEXT,
        "class": _TEXT,
        "subclass": _TEXT,
        "connectors": pa.list_(_struct(connector_id=_TEXT, at=pa.float64())),
        "access_restrictions": _rule(access_type=_TEXT, when=_WHEN),
        "speed_limits": _rule(
            min_speed=_SPEED, max_speed=_SPEED, is_max_speed_variable=pa.bool_(), when=_WHEN
        ),
        "road_flags": _rule(values=pa.list_(_TEXT)),
        "rail_flags": _rule(values=pa.list_(_TEXT)),
        "level_rules": _rule(value=pa.int32()),
        "road_surface": _rule(value=_TEXT),
        "subclass_rules": _rule(value=_TEXT),
        "width_rules": _rule(value=pa.float64()),
        "routes": _rule(name=_TEXT, network=_TEXT, ref=_TEXT, symbol=_TEXT, wikidata=_TEXT),
    },
    "connector": {name: kind for name, kind in _COMMON.items() if name != "names"},
    "building": _COMMON
    | {
        "subtype": _TEXT,
        "class": _TEXT,
        "has_parts": pa.bool_(),
        "level": pa.int32(),
        "height": pa.float64(),
        "is_underground": pa.bool_(),
        "num_floors": pa.int32(),
        "num_floors_underground": pa.int32(),
        "min_height": pa.float64(),
        "min_floor": pa.int32(),
        "roof_shape": _TEXT,
    },
    "place": _COMMON
    | {
        "operating_status": _TEXT,
        "categories": _struct(primary=_TEXT, alternate=pa.list_(_TEXT)),
        "basic_category": _TEXT,
        "taxonomy": _struct(
            primary=_TEXT, hierarchy=pa.list_(_TEXT), alternates=pa.list_(_TEXT)
        ),
        "confidence": pa.float64(),
        "phones": pa.list_(_TEXT),
        "emails": pa.list_(_TEXT),
        "brand": _struct(wikidata=_TEXT, names=_NAMES),
        "addresses": pa.list_(
            _struct(freeform=_TEXT, locality=_TEXT, postcode=_TEXT, region=_TEXT, country=_TEXT)
        ),
    },
    "division": _COMMON
    | {
        "subtype": _TEXT, "class": _TEXT, "country": _TEXT, "admin_level": pa.int32(),
        "population": pa.int32(), "wikidata": _TEXT,
    },
    "division_area": _COMMON
    | {
        "subtype": _TEXT, "class": _TEXT, "is_land": pa.bool_(), "is_territorial": pa.bool_(),
        "division_id": _TEXT, "country": _TEXT, "admin_level": pa.int32(),
    },
    "water": _BASE | {"is_salt": pa.bool_(), "is_intermittent": pa.bool_()},
    "land": _BASE | {"elevation": pa.int32(), "surface": _TEXT},
    "land_use": _BASE | {"elevation": pa.int32(), "surface": _TEXT},
    "infrastructure": _BASE | {"height": pa.float64(), "surface": _TEXT},
}  # fmt: skip
"""Type → column → its type in the published files."""

THEMES = {
    "segment": "transportation", "connector": "transportation", "building": "buildings",
    "place": "places", "division": "divisions", "division_area": "divisions", "water": "base",
    "land": "base", "land_use": "base", "infrastructure": "base",
}  # fmt: skip

_CLASSES = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "residential", "living_street",
    "unclassified", "service", "pedestrian", "footway", "steps", "path", "track", "cycleway",
    "bridleway",
)  # fmt: skip
_FLAGS = {
    "bridge": "is_bridge",
    "tunnel": "is_tunnel",
    "covered": "is_covered",
    "indoor": "is_indoor",
}
_RAILS = {"rail": "standard_gauge"} | {
    one: one for one in ("light_rail", "narrow_gauge", "tram", "subway", "funicular", "monorail")
}
_OFF = {"no", "none"}
_MODES = {"access": None} | {one: [one] for one in ("vehicle", "motor_vehicle", "foot", "bicycle")}
_RECOGNIZED = {"private": "as_private", "permit": "as_permitted"}
_USING = {"destination": "at_destination", "customers": "as_customer", "delivery": "to_deliver"}
_SURFACES = {"paved", "unpaved", "gravel", "dirt", "paving_stones", "metal"}
_PLACES = {
    "hospital": ["health_care", "hospital"],
    "bank": ["services_and_business", "financial_service", "bank_or_credit_union", "bank"],
    "school": ["education", "place_of_learning", "school"],
    "pharmacy": ["shopping", "specialty_store", "pharmacy_and_drug_store", "pharmacy"],
}
_USES = ("landuse", "leisure", "amenity", "natural")
_WATERS = ("waterway", "natural", "landuse")
_NAME_KEYS = ("name", "official_name", "alt_name", "short_name")


def make_overture(osm: Path, raw: RawPull, folder: Path) -> Path:
    """Write Overture's files of an OSM file as ``aws s3 sync`` leaves them; return the release.

    Parameters
    ----------
    raw
        The pull of the same file: its features are drawn already.
    """
    release = folder / RELEASE
    rows = make_sites(raw) | make_streets(clip_file(osm, raw.study_area, _stay_silent).elements)
    for kind, found in rows.items():
        if found:
            write_rows(release, kind, found)
    return release


def _stay_silent(*_: object) -> None:
    pass


def write_rows(release: Path, kind: str, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write rows of a type as one file of a release; columns that a row lacks are empty."""
    columns = COLUMNS[kind]
    names = list(columns)
    table = pa.Table.from_pylist(
        [{name: row.get(name) for name in names} for row in rows],
        schema=pa.schema(list(columns.items())),
    )
    return write_table(release, kind, table)


def write_table(release: Path, kind: str, table: pa.Table, crs: object = None) -> Path:
    """Write a table as GeoParquet, where a release has it."""
    geometry = {"encoding": "WKB", "geometry_types": []} | ({"crs": crs} if crs else {})
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    path = release / f"theme={THEMES[kind]}" / f"type={kind}" / "part-00000-c000.zstd.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), path, compression="zstd"
    )
    return path


def make_row(
    record: str | None, shape: shapely.Geometry, tags: Mapping[str, str], gers: str = ""
) -> dict[str, object]:
    """Make what every row has of an element such as ``w123``."""
    left, bottom, right, top = shape.bounds
    source = {
        "property": "",
        "dataset": "OpenStreetMap" if record else "meta",
        "record_id": f"{record}@3" if record else "1234567",
        "update_time": "2026-08-01T10:00:00Z",
    }
    return {
        "id": make_gers(gers or record or shape.wkt),
        "geometry": shape.wkb,
        "bbox": {
            "xmin": left - 1e-4,
            "xmax": right + 1e-4,
            "ymin": bottom - 1e-4,
            "ymax": top + 1e-4,
        },
        "version": 1,
        "sources": [source],
        "names": make_names(tags),
    }


def make_gers(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def make_names(tags: Mapping[str, str]) -> dict[str, object] | None:
    if "name" not in tags:
        return None
    common = {key[5:]: value for key, value in tags.items() if key.startswith("name:")}
    rules = [
        {"variant": variant, "value": tags[key]}
        for key, variant in (("official_name", "official"), ("alt_name", "alternate"))
        if key in tags
    ]
    return {"primary": tags["name"], "common": list(common.items()) or None, "rules": rules or None}


def make_sites(raw: RawPull) -> dict[str, list[dict[str, object]]]:
    """Make what is no street, of drawn features."""
    found: dict[str, list[dict[str, object]]] = {kind: [] for kind in COLUMNS}
    features = raw.features
    columns = zip(
        features["element"], features["id"], features["tags"], features.geometry, strict=True
    )
    for element, number, tags, shape in columns:
        kind = _choose_type(element, tags, shape)
        if kind is not None:
            row = make_row(f"{element[0]}{number}", shape, tags)
            found[kind].append(row | _describe_site(kind, tags))
            if kind == "place":
                found[kind][-1] |= {"sources": make_row(None, shape, tags)["sources"]}
    return found


def _choose_type(element: str, tags: Mapping[str, str], shape: shapely.Geometry) -> str | None:
    if "building" in tags:
        return "building" if shape.area else None
    if "waterway" in tags or tags.get("natural") == "water":
        return "water" if shape.geom_type != "MultiLineString" else None
    if tags.get("boundary") == "administrative":
        return "division_area" if element == "relation" and shape.area else None
    if "place" in tags:
        return "division" if shape.geom_type == "Point" else None
    if "amenity" in tags and shape.geom_type == "Point":
        return "place" if tags["amenity"] in _PLACES else "infrastructure"
    if any(key in tags for key in _USES) and shape.area:
        return "land_use"
    is_street = tags.get("highway") and shape.geom_type != "Point"
    is_way = tags.get("railway") and shape.geom_type == "LineString"
    return None if is_street or is_way or tags.get("route") == "ferry" else "infrastructure"


def _describe_site(kind: str, tags: Mapping[str, str]) -> dict[str, object]:
    if kind == "building":
        levels = tags.get("building:levels", "")
        value = tags["building"]
        return {
            "class": None if value == "yes" else value,
            "num_floors": int(levels) if levels.isdecimal() else None,
            "level": 0,
        }
    if kind == "place":
        hierarchy = _PLACES[tags["amenity"]]
        return {
            "taxonomy": {"primary": hierarchy[-1], "hierarchy": hierarchy},
            "confidence": 0.9,
            "operating_status": "open",
        }
    if kind == "division_area":
        return {"subtype": "county", "class": "land", "is_land": True, "country": "XX"}
    if kind == "division":
        return {"subtype": "locality", "class": tags["place"], "country": "XX"}
    value = next((tags[key] for key in _WATERS if key in tags), "unknown")
    others = {key: text for key, text in tags.items() if key.partition(":")[0] not in _NAME_KEYS}
    return {
        "subtype": value,
        "class": value,
        "wikidata": others.pop("wikidata", None),
        "source_tags": list(others.items()),
    }


# Streets


def make_streets(elements: Elements) -> dict[str, list[dict[str, object]]]:
    """Make segments and connectors of the ways that carry anybody."""
    ways = {
        number: nodes
        for number, nodes in elements.ways.items()
        if _tell_class(elements.get_tags("way", number)) and len(nodes) > 1
    }
    ends = Counter(node for nodes in ways.values() for node in (nodes[0], nodes[-1]))
    used = Counter(node for nodes in ways.values() for node in nodes)
    segments = [
        part
        for chain in _chain_ways(ways, elements, ends, used)
        for part in _cut(chain, ways, used)
    ]
    rows = [_make_segment(parts, elements, used) for parts in segments]
    connectors = {
        one["connector_id"]: node
        for row in rows
        for one, node in zip(row["connectors"], row.pop("_nodes"), strict=True)
    }
    points = [
        make_row(None, shapely.Point(elements.nodes[node]), {}) | {"id": gers, "names": None}
        for gers, node in connectors.items()
    ]
    return {"segment": rows, "connector": points}


def _tell_class(tags: Mapping[str, str]) -> tuple[str, str | None, str | None] | None:
    """Tell subtype, class and subclass of a way; None where Overture has no segment of it."""
    highway = tags.get("highway", "")
    if highway == "construction":
        highway = tags.get("construction", "")
    stem = highway.removesuffix("_link")
    if stem in _CLASSES and tags.get("area") != "yes":
        return "road", stem, "link" if stem != highway else None
    if highway == "road":
        return "road", "unknown", None
    railway = tags.get("railway", "")
    if railway in {"disused", "abandoned", "construction"}:
        railway = tags.get(railway, "rail")
    if railway in _RAILS:
        return "rail", _RAILS[railway], None
    return ("water", None, None) if tags.get("route") == "ferry" else None


def _chain_ways(ways, elements, ends, used):
    """Chain ways that meet nothing else but each other end to end, and are of one class."""
    starts = {nodes[0]: number for number, nodes in ways.items()}
    done = set()
    for number in sorted(ways):
        if number in done:
            continue
        chain = [number]
        done.add(number)
        while (after := starts.get(ways[chain[-1]][-1])) is not None and after not in done:
            joint = ways[after][0]
            kinds = {_tell_class(elements.get_tags("way", one)) for one in (chain[-1], after)}
            if used[joint] != 2 or ends[joint] != 2 or len(kinds) > 1 or len(chain) == 5:
                break
            chain.append(after)
            done.add(after)
        yield chain


def _cut(chain, ways, used):
    """Cut a chain of one long way in two at a junction in its middle; others stay whole."""
    parts = [(number, ways[number]) for number in chain]
    if len(parts) == 1:
        number, nodes = parts[0]
        inner = [at for at in range(1, len(nodes) - 1) if used[nodes[at]] > 1]
        if len(inner) > 2:
            at = inner[len(inner) // 2]
            return [[(number, nodes[: at + 1])], [(number, nodes[at:])]]
    return [parts]


def _make_segment(parts, elements, used):
    nodes = [*parts[0][1], *(node for _, more in parts[1:] for node in more[1:])]
    places = np.array([elements.nodes[node] for node in nodes])
    steps = _WGS84.line_lengths(places[:, 0], places[:, 1])
    along = np.r_[0, np.cumsum(steps)]
    shares = (along / (along[-1] or 1)).round(9)
    tags = elements.get_tags("way", parts[0][0])
    subtype, kind, subclass = _tell_class(tags)
    gers = f"segment {parts[0][0]} {nodes[0]}"
    row = make_row(f"w{parts[0][0]}", shapely.LineString(places), tags, gers)
    row |= {"subtype": subtype, "class": kind, "subclass": subclass, "sources": [], "names": None}
    at = 0
    for number, stretch in parts:
        bounds = [shares[at], shares[at := at + len(stretch) - 1]]
        _add_stretch(row, number, elements.get_tags("way", number), bounds, len(parts) == 1)
    meets = [i for i, node in enumerate(nodes) if used[node] > 1 or i in {0, len(nodes) - 1}]
    row["connectors"] = [
        {"connector_id": make_gers(f"connector {nodes[i]}"), "at": shares[i]} for i in meets
    ]
    return row | {"_nodes": [nodes[i] for i in meets]}


def _add_stretch(row, number, tags, bounds, is_whole):
    between = {"between": None if is_whole else bounds}
    source = make_row(f"w{number}", shapely.Point(0, 0), {})["sources"][0]
    row["sources"].append(source | between)
    names = make_names(tags)
    if names:
        known = row["names"] or names | {"rules": []}
        rules = [rule | between for rule in names["rules"] or ()]
        if not is_whole:
            rules.append({"variant": "common", "value": names["primary"], **between})
        row["names"] = known | {"rules": [*(known["rules"] or ()), *rules]}
    for column, rules in _describe_stretch(row["subtype"], tags).items():
        row[column] = [*(row.get(column) or ()), *(rule | between for rule in rules)]


def _describe_stretch(subtype: str, tags: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    flags = [flag for key, flag in _FLAGS.items() if tags.get(key, "no") not in _OFF]
    if "construction" in {tags.get("highway"), tags.get("railway")}:
        flags.append("is_under_construction")
    if tags.get("railway") in {"disused", "abandoned"}:
        flags.append(f"is_{tags['railway']}")
    rules: dict[str, list[dict[str, object]]] = {}
    if flags and subtype != "water":
        rules[f"{subtype}_flags"] = [{"values": flags}]
    if tags.get("layer", "0").lstrip("-").isdecimal() and int(tags.get("layer", 0)):
        rules["level_rules"] = [{"value": int(tags["layer"])}]
    if tags.get("surface") in _SURFACES:
        rules["road_surface"] = [{"value": tags["surface"]}]
    if tags.get("maxspeed", "").isdecimal():
        speed = {"value": int(tags["maxspeed"]), "unit": "km/h"}
        rules["speed_limits"] = [{"max_speed": speed}]
    access = [*_describe_oneway(tags), *_describe_access(tags)]
    return rules | ({"access_restrictions": access} if access else {})


def _describe_oneway(tags: Mapping[str, str]) -> Iterable[dict[str, object]]:
    is_implied = tags.get("junction") == "roundabout" or tags.get("highway") == "motorway"
    value = tags.get("oneway", "yes" if is_implied else "no")
    headings = {"yes": "backward", "-1": "forward"}
    if value in headings:
        yield {"access_type": "denied", "when": {"heading": headings[value]}}
        if tags.get("oneway:bicycle") == "no":
            when = {"heading": headings[value], "mode": ["bicycle"]}
            yield {"access_type": "allowed", "when": when}


def _describe_access(tags: Mapping[str, str]) -> Iterable[dict[str, object]]:
    for key, mode in _MODES.items():
        value = tags.get(key, "")
        if value in {"yes", "designated", "no"}:
            kind = {"yes": "allowed", "no": "denied"}.get(value, value)
            yield {"access_type": kind, "when": {"mode": mode} if mode else None}
        elif value in _RECOGNIZED | _USING:
            yield {"access_type": "denied", "when": {"mode": mode} if mode else None}
            who = {"recognized": [_RECOGNIZED[value]]} if value in _RECOGNIZED else {}
            why = {"using": [_USING[value]]} if value in _USING else {}
            yield {"access_type": "allowed", "when": {"mode": mode, **who, **why}}

"""Columns and types of Overture Maps' files, as schema v1.18.0 publishes them."""

from __future__ import annotations

import pyarrow as pa

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

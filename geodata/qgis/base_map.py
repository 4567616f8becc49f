"""The base map in QGIS, by the same table as on pages: streets, railways, water, green, power."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from geodata.base_style import (
    BUILDING,
    GREENS,
    HIGH_VOLTAGE,
    OTHER_WATER_M,
    PATH,
    RAIL,
    STREETS,
    VOLTAGES,
    WATER_WIDTHS_M,
    GreenLook,
    StreetLook,
)
from geodata.colours import WATER
from geodata.layers import Shape, get_layer
from geodata.qgis.symbols import Category, Look, draw_alike, draw_by
from geodata.voltages import CABLES, CLASSES, say_voltage
from geodata.wording import Wording

BY_TAGS = frozenset({"roads", "waterways", "power_lines", "power_cables", "green_areas"})
"""Layers that are drawn by their tags. They are read from files: QGIS 3.22 keeps what it has read
of a live layer, without tags, and draws from that the second time."""

_PX_MM = 25.4 / 96
_PLAIN = {
    "paths": Look(PATH, width_mm=0.3, is_dashed=True),
    "rail": Look("#ffffff", width_mm=0.4, is_dashed=True, edge=RAIL),
    "water_areas": Look(WATER, 0.9, 0),
    "buildings": Look(BUILDING, 0.7, 0.1),
}


def draw_base(name: str, shape: Shape, wording: Wording) -> Element | None:
    """Build the renderer of a layer of the base map; None for other layers and shapes.

    Parameters
    ----------
    wording
        Names the classes of voltage.
    """
    if shape not in get_layer(name).shapes:
        return None
    match name:
        case "roads":
            return draw_by(f"regexp_replace({_read('highway')}, '_link$', '')", shape, _STREETS)
        case "green_areas":
            keys = ", ".join(_read(key) for key in get_layer(name).query_tags)
            return draw_by(f"coalesce({keys})", shape, _GREENS)
        case "waterways":
            return draw_by(_read("waterway"), shape, _list_waters())
        case "power_lines" | "power_cables":
            return draw_by(_VOLTAGE, shape, _list_voltages(wording, is_dashed=name == CABLES))
    return draw_alike(shape, _PLAIN[name]) if name in _PLAIN else None


def _read(tag: str) -> str:
    """Write an expression that reads a tag: a GeoPackage's are a map in QGIS, others text."""
    return f"try(map_get(\"tags\", '{tag}'), map_get(from_json(\"tags\"), '{tag}'))"


def _draw_street(look: StreetLook) -> Look:
    least_mm = round(look.least_px * _PX_MM, 2)
    return Look(look.fill, width_mm=least_mm, width_m=look.width_m, edge=look.casing)


def _draw_green(look: GreenLook) -> Look:
    return Look(look.fill, look.opacity, 0)


_STREETS = (
    *(Category(kind, kind, _draw_street(look)) for look in STREETS for kind in look.highways),
    Category(None, "other", _draw_street(STREETS[-1])),
)
_GREENS = (
    *(Category(kind, kind, _draw_green(look)) for look in GREENS for kind in look.kinds),
    Category(None, "other", _draw_green(GREENS[-1])),
)


def _list_waters() -> tuple[Category, ...]:
    told = f"try(to_real({_read('width')}))"
    widths: dict[str | None, float] = dict(WATER_WIDTHS_M.items())
    widths[None] = OTHER_WATER_M
    return tuple(
        Category(
            kind,
            kind or "other",
            Look(WATER, width_mm=0.3, width_m=width, width_by=f"coalesce({told}, {width:g})"),
        )
        for kind, width in widths.items()
    )


_VOLTS = (
    f"array_max(array_foreach(string_to_array({_read('voltage')}, ';'), "
    "to_real(regexp_replace(@element, '[^0-9.]', '')) * if(@element ILIKE '%kv%', 1000, 1)))"
)
_VOLTAGE = (
    f"with_variable('volts', try({_VOLTS}), CASE "
    + " ".join(f"WHEN @volts >= {volts} THEN '{volts}'" for volts, _ in reversed(VOLTAGES))
    + " END)"
)
"""The lower end of a line's class of voltage; nothing where no voltage is mapped."""


def _list_voltages(wording: Wording, *, is_dashed: bool) -> tuple[Category, ...]:
    """List the classes of voltage, the highest on top, lines of unknown voltage last."""
    *known, unknown = CLASSES
    return tuple(
        Category(
            None if one.least_v is None else str(one.least_v),
            say_voltage(one, wording),
            Look(
                one.colour,
                width_mm=0.66 if (one.least_v or 0) >= HIGH_VOLTAGE else 0.42,
                is_dashed=is_dashed,
            ),
        )
        for one in (*reversed(known), unknown)
    )

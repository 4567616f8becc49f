"""Sorts power lines into classes of voltage, and names the classes."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from geodata.base_style import NO_VOLTAGE, VOLTAGES
from geodata.wording import Wording

_NUMBER = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)")
_KILO: Final = 1_000

CABLES: Final = "power_cables"
"""Cables are dashed, lines on supports are not."""

POWER_LAYERS: Final = ("power_lines", CABLES)
"""Layers that are drawn by their voltage."""


class Voltage(NamedTuple):
    """A class of power lines."""

    least_v: int | None
    """None where no voltage is mapped."""
    colour: str


CLASSES: Final = (*(Voltage(*one) for one in VOLTAGES), Voltage(None, NO_VOLTAGE))
"""All of them, from the lowest, then the one of lines whose voltage nobody mapped."""


def find_voltage(text: str) -> Voltage:
    """Find the class of a line by its highest voltage.

    Parameters
    ----------
    text
        A value of https://wiki.openstreetmap.org/wiki/Key:voltage, such as ``110000;35000``.

    Examples
    --------
    >>> find_voltage("35 kV;110000").least_v
    52000
    """
    found = [
        float(number[1]) * (_KILO if "kv" in one.lower() else 1)
        for one in text.split(";")
        if (number := _NUMBER.match(one))
    ]
    volts = max(found, default=0.0)
    if volts <= 0:
        return CLASSES[-1]
    known = [Voltage(*one) for one in VOLTAGES]
    return next(one for one in reversed(known) if volts >= (one.least_v or 0))


def say_voltage(voltage: Voltage, wording: Wording) -> str:
    """Name a class."""
    if voltage.least_v is None:
        return wording.gettext("voltage not mapped")
    if voltage.least_v == 0:
        return wording.gettext("less than %(voltage)s") % {"voltage": _write(VOLTAGES[1][0])}
    return wording.gettext("%(voltage)s and more") % {"voltage": _write(voltage.least_v)}


def _write(volts: int) -> str:
    return f"{volts // _KILO} kV"

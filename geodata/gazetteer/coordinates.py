"""Reads a place that somebody typed as coordinates, in the ways in which people write them."""

from __future__ import annotations

import re

from geodata.crs import COORDINATE_DECIMALS

Place = tuple[float, float]
"""lon, lat in degrees, EPSG:4326."""

Bounds = tuple[float, float, float, float]
"""left, bottom, right, top in degrees."""

_LETTER = "[NSEWСЈИЗ]"
_ANGLE = (
    r"(?P<sign{n}>[-−])?(?P<degrees{n}>\d{{1,3}}(?:[.,]\d+)?)\s*(?P<mark{n}>[°˚])?"
    r"(?:\s*(?P<minutes{n}>[0-5]?\d(?:[.,]\d+)?)\s*'\s*"
    r"(?:(?P<seconds{n}>[0-5]?\d(?:[.,]\d+)?)\s*\")?)?"
)
_BEGIN, _END = r"(?<![\w.,])", r"(?![\w°]|[.,]\d)"
_FIRST, _SECOND = (_ANGLE.format(n=n) for n in (1, 2))
_LETTERS = (rf"(?P<letter1>{_LETTER})", rf"(?P<letter2>{_LETTER})")
_BEFORE = re.compile(
    _BEGIN + rf"{_LETTERS[0]}\s*{_FIRST}\s*[,;/]?\s*{_LETTERS[1]}\s*{_SECOND}" + _END,
    re.IGNORECASE,
)
_AFTER = re.compile(
    _BEGIN
    + rf"{_FIRST}(?:\s*{_LETTERS[0]}\b)?\s*[,;/\s]\s*{_SECOND}(?:\s*{_LETTERS[1]}\b)?"
    + _END,
    re.IGNORECASE,
)
_MARKS = (("″", '"'), ("”", '"'), ("′", "'"), ("’", "'"), ("''", '"'))
"""Marks of minutes and seconds, each as it is read; Unicode's NFKC makes two primes of a double."""
_COMPASS = {"С": "N", "Ј": "S", "И": "E", "З": "W"}
"""Serbian letters of the compass: север, југ, исток, запад."""

_FEWEST_DECIMALS = 3
"""Two plain numbers are a place only with as many decimals together: "Street 12 14" is none."""


def read_place(text: str, bounds: Bounds) -> tuple[Place, str] | None:
    """Read the first pair of coordinates in a text, and the text without it.

    Latitude comes first, as people write it, unless letters of the compass say otherwise, or unless
    only the other order lies within the bounds.

    Parameters
    ----------
    bounds
        left, bottom, right, top in degrees, of the city.

    Examples
    --------
    >>> read_place("20.866 42.89", (20.8, 42.8, 20.9, 42.9))
    ((20.866, 42.89), '')
    >>> read_place("hospital 42°53.4'N 20°52'E", (20.8, 42.8, 20.9, 42.9))
    ((20.8666667, 42.89), 'hospital')
    """
    for written, read in _MARKS:
        text = text.replace(written, read)
    found = _BEFORE.search(text) or _AFTER.search(text)
    if found is None or not _is_meant(found):
        return None
    place = _choose_order(found, bounds)
    rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
    if place is None or (rest and not _is_sure(found) and not is_within(place, bounds)):
        return None  # "Parcel 1,25 3,50" is no place in the Gulf of Guinea
    return place, rest


def _is_meant(found: re.Match[str]) -> bool:
    """Tell whether two numbers are coordinates: both have degrees or letters, or are exact."""
    if _is_sure(found):
        return True
    decimals = [_count_decimals(found[f"degrees{n}"]) for n in (1, 2)]
    return min(decimals) > 0 and sum(decimals) >= _FEWEST_DECIMALS


def _is_sure(found: re.Match[str]) -> bool:
    return all(found[f"mark{n}"] or found[f"letter{n}"] for n in (1, 2))


def _count_decimals(number: str) -> int:
    return len(re.split("[.,]", number)[1]) if re.search("[.,]", number) else 0


def _choose_order(found: re.Match[str], bounds: Bounds) -> Place | None:
    first, second = (_read_angle(found, n) for n in (1, 2))
    letters = "".join(_read_letter(found, n) for n in (1, 2))
    as_written, turned = (second, first), (first, second)
    if letters:
        orders = {"NE": as_written, "EN": turned}
        place = orders.get(letters.translate(str.maketrans("SW", "NE")))
        return place if place and is_on_earth(place) else None
    likely = [as_written, turned] if is_within(as_written, bounds) else [turned, as_written]
    if not is_within(likely[0], bounds):
        likely = [as_written, turned]
    return next(filter(is_on_earth, likely), None)


def _read_letter(found: re.Match[str], n: int) -> str:
    letter = (found[f"letter{n}"] or "").upper()
    return _COMPASS.get(letter, letter)


def _read_angle(found: re.Match[str], n: int) -> float:
    degrees, minutes, seconds = (
        float((found[f"{part}{n}"] or "0").replace(",", "."))
        for part in ("degrees", "minutes", "seconds")
    )
    is_negative = bool(found[f"sign{n}"]) or _read_letter(found, n) in {"S", "W"}
    angle = degrees + minutes / 60 + seconds / 3600
    return round(-angle if is_negative else angle, COORDINATE_DECIMALS)


def is_within(place: Place, bounds: Bounds) -> bool:
    """Tell whether a place lies in a box of left, bottom, right, top."""
    left, bottom, right, top = bounds
    return left <= place[0] <= right and bottom <= place[1] <= top


def is_on_earth(place: Place) -> bool:
    """Tell whether a place can be: infinite and missing numbers are none."""
    return is_within(place, (-180, -90, 180, 90))

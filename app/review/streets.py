"""A bridge by two streets, one on either bank, each by its name or a place on it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

import numpy as np
import shapely

from app.language.refusals import say_sentence
from geodata.arrays import Nodes
from geodata.assessment.between_streets import Between, join_streets
from geodata.assessment.model import CityModel
from geodata.assessment.named_streets import NamedStreet
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.gazetteer.coordinates import Bounds, read_place
from geodata.gazetteer.folding import fold_name
from geodata.sentences import get_sentence
from geodata.streets.network import TravelMode
from geodata.streets.snapping import LARGEST_SNAP_M
from geodata.wording import Wording

FIELDS = ("left_street", "right_street")
"""Parameters that name the streets of the left and of the right bank."""

LONGEST_NAME = 100
SUGGESTED = 12
_LISTED = 6


class StreetRefusalError(Exception):
    """Why no bridge is drawn between two streets.

    Attributes
    ----------
    said
        A sentence for the reader.
    status
        Of the page that says so.
    """

    def __init__(self, said: str, status: int = HTTPStatus.CONFLICT) -> None:
        super().__init__(said)
        self.said, self.status = said, status


@dataclass(frozen=True, slots=True)
class DrawnBridge:
    """A bridge between two streets."""

    line: str
    """As an address has it."""
    said: str
    """How it was drawn, in the reader's language."""


@dataclass(frozen=True, slots=True)
class StreetReader:
    """Reads what somebody typed for streets, and answers in the reader's language."""

    model: CityModel
    bounds: Bounds
    """left, bottom, right, top in degrees, of the city."""
    wording: Wording

    def draw(self, texts: Sequence[str], mode: str) -> DrawnBridge:
        """Draw the shortest bridge between two streets, the left bank's first.

        Raises
        ------
        StreetRefusalError
            When there is none, or not two streets; says what to do.
        """
        (one, left), (other, right) = (self._read(text, at) for at, text in enumerate(texts))
        _, number = self.wording.gettext, self.wording.write_number
        try:
            found = join_streets(self.model, _read_mode(mode), left, right)
        except ValueError as error:
            why = say_sentence(get_sentence(error), self.wording)
            way_out = _("Choose streets nearer to the river, or draw the bridge on the map.")
            names = _("No bridge between %(one)s and %(other)s.") % {"one": one, "other": other}
            raise StreetRefusalError(f"{names} {why} {way_out}") from None
        said = _(
            "Drawn between %(one)s and %(other)s: the shortest line over the river, from a "
            "corner or end of one to a corner or end of the other, %(length)s m."
        ) % {"one": one, "other": other, "length": number(found.length_m)}
        return DrawnBridge(_write_line(found), said)

    def suggest(self, text: str, bank: str, limit: int = SUGGESTED) -> list[tuple[str, str]]:
        """Suggest streets of a bank: what each is called, and its names in other languages."""
        order = self.wording.names_order
        found = self.model.named_streets.suggest(text[:LONGEST_NAME], bank, limit)
        labels = [(one.write_label(order), one) for one in found]
        return [(label, self._list_others(label, one)) for label, one in labels]

    def _list_others(self, label: str, street: NamedStreet) -> str:
        return " · ".join(
            name for name in dict.fromkeys(street.names.values()) if name not in label
        )

    def _read(self, text: str, at: int) -> tuple[str, Nodes]:
        """Read a street of the left bank, 0, or the right one, 1: its name and its nodes."""
        _ = self.wording.gettext
        text = " ".join(text.split())
        if not text:
            self._refuse(at, _("name a street, or give a place on one."), HTTPStatus.BAD_REQUEST)
        if len(text) > LONGEST_NAME:
            said = _("the name of a street has at most %(n)s characters.")
            self._refuse(at, said % {"n": LONGEST_NAME}, HTTPStatus.BAD_REQUEST)
        placed = read_place(text, self.bounds)
        if placed and not placed[1]:
            return text, self._find_at(placed[0], at)
        street = self._choose(text, at)
        return street.write_label(self.wording.names_order), street.nodes

    def _choose(self, text: str, at: int) -> NamedStreet:
        """Choose the street that is meant."""
        _, order = self.wording.gettext, self.wording.names_order
        for tier in self.model.named_streets.find_tiers(text, self._banks[at]):
            exact = [one for one in tier if fold_name(one.write_label(order)) == fold_name(text)]
            fitting = exact if len(exact) == 1 else tier
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                names = "; ".join(one.write_label(order) for one in fitting[:_LISTED])
                said = _("several streets fit “%(text)s”. Choose one of them: %(names)s.")
                self._refuse(at, said % {"text": text, "names": names})
        return self._refuse(at, self._explain_missing(text, at))

    def _explain_missing(self, text: str, at: int) -> str:
        """Explain why there is no such street on a bank."""
        _ = self.wording.gettext
        others = self.model.named_streets.find_tiers(text, self._banks[1 - at])
        if next(others, None):
            return _("“%(text)s” lies on the other bank.") % {"text": text}
        said = _(
            "no street is called “%(text)s”. Choose one of those suggested; for one without a "
            "name, name a street that it meets, give a place on it, or draw on the map."
        )
        return said % {"text": text}

    def _find_at(self, place: tuple[float, float], at: int) -> Nodes:
        """Find the node of a bank's streets that is nearest to a place, (lon, lat)."""
        _ = self.wording.gettext
        divide, network = self.model.divide, self.model.get_mode(TravelMode.WALK).network
        point = np.array(get_transformer(GEOGRAPHIC, self.model.crs).transform(*place))
        banks = (divide.left, divide.right)
        if not np.isfinite(point).all() or not shapely.intersects_xy(divide.area, *point):
            self._refuse(at, _("this place lies beyond the study area."))
        if shapely.intersects_xy(banks[1 - at], *point):
            self._refuse(at, _("this place lies on the other bank."))
        nodes, gaps_m = network.bank_trees[at].find_nearest(point[None])
        if gaps_m[0] > LARGEST_SNAP_M:
            said = _("no street lies within %(metres)s m of this place.")
            self._refuse(at, said % {"metres": self.wording.write_number(LARGEST_SNAP_M)})
        return nodes

    @property
    def _banks(self) -> tuple[str, str]:
        return self.model.city.left.id, self.model.city.right.id

    def _refuse(self, at: int, said: str, status: int = HTTPStatus.CONFLICT) -> NoReturn:
        bank = self.wording.name_banks(self.model.city)[self._banks[at]]
        raise StreetRefusalError(f"{bank}: {said}", status)


def _read_mode(text: str) -> TravelMode:
    try:
        return TravelMode(text).passing
    except ValueError:
        return TravelMode.WALK


def _write_line(found: Between) -> str:
    return ",".join(str(degrees) for at in found.line for degrees in at)

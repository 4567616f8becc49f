"""What is true, what is false and what nobody knows, of every feature at once (Kleene's logic)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geodata.arrays import Floats, Mask


@dataclass(frozen=True, slots=True)
class Truth:
    """Two masks of shape (n,): where something is true, and where it is false.

    Where neither is set it is unknown, as a comparison with a missing value is.
    """

    yes: Mask
    no: Mask

    @classmethod
    def of(cls, mask: Mask, known: Mask) -> Truth:
        """Make a truth of a mask that says nothing where it is not known."""
        return cls(mask & known, ~mask & known)

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)

    @property
    def numbers(self) -> Floats:
        """One where it is true, nought where it is false, NaN where nobody knows, shape (n,)."""
        return np.where(self.yes, 1.0, np.where(self.no, 0.0, math.nan))

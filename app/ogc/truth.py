"""What is true, what is false and what nobody knows, of every feature at once (Kleene's logic)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]


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

    def equals(self, other: Truth) -> Truth:
        """Tell where both are the same."""
        return (self & other) | (~self & ~other)

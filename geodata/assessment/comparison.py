"""A stored assessment beside the same question answered by other data."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.assessment.stored import StoredAssessment, StoredFigure


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure as it was stored, and as it is by other data."""

    before: StoredFigure
    now: StoredFigure | None
    """None where these data give no such figure."""

    @property
    def difference(self) -> float | None:
        """How much more it is now, in its unit."""
        return None if self.now is None else self.now.value - self.before.value

    @property
    def is_same(self) -> bool:
        """Whether value and range are those that were stored."""
        return self.now == self.before


@dataclass(frozen=True, slots=True)
class AssessmentComparison:
    """A stored assessment beside the same question answered by other data."""

    before: StoredAssessment
    now: StoredAssessment

    @property
    def changes(self) -> tuple[FigureChange, ...]:
        """Each figure that was stored."""
        known = {one.figure: one for one in self.now.figures}
        return tuple(FigureChange(one, known.get(one.figure)) for one in self.before.figures)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return all(one.is_same for one in self.changes)

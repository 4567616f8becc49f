"""Takes up the assessments that people attached to projects of the register."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from geodata.assessment.stored import read_stored, write_stored
from geodata.assessment.stored_question import tell_place
from geodata.errors import RegisterError
from geodata.register.attached import AttachedAssessment, list_attached
from geodata.register.export import Export

MOST_TAKEN = 3
"""Of a project, the newest ones: its page answers each of them by its own data."""


def read_attached(
    export: Export, projects: Collection[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read the assessments of an export that is valid.

    Parameters
    ----------
    projects
        Those that are taken up.

    Returns
    -------
    Project → JSON of its newest assessments, and notes on those that cannot be read.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    notes = []
    for one in list_attached(export):
        taken = found.get(one.project, [])
        if one.project not in projects or len(taken) >= MOST_TAKEN:
            continue
        try:
            found[one.project] = [*taken, _read(one, export)]
        except RegisterError as error:
            notes.append(f"Assessment {one.id} of the register was left out: {error}.")
    return {name: json.dumps(listed) for name, listed in found.items()}, tuple(notes)


def _read(one: AttachedAssessment, export: Export) -> dict[str, Any]:
    stored = read_stored(one.assessment)
    if stored.city != export.city:
        raise RegisterError(f"it is of another city: {stored.city}")
    return {
        "id": one.id,
        "entry": one.entry,
        "time": one.time,
        "register": export.register,
        "is_of_place": tell_place(stored.question, one.geometry),
        "assessment": write_stored(stored),
    }

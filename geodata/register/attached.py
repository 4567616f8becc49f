"""The assessments in an export that somebody attached to a project, and that nobody removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from geodata.register.accepted import follow_projects
from geodata.register.export import Export
from geodata.register.hidden import list_hidden
from geodata.register.log import EntryKind


@dataclass(frozen=True, slots=True)
class AttachedAssessment:
    """An assessment of a project, as somebody attached it."""

    id: str
    project: str
    entry: int
    time: str
    account: str
    """A number that stands for who attached it."""
    assessment: dict[str, Any]
    """As `geodata.assessment.stored.read_stored` reads it."""
    geometry: Any
    """Of the project's version of now, as GeoJSON; None where it has none, or was erased."""


def list_attached(export: Export) -> Iterator[AttachedAssessment]:
    """List the assessments of an export, the newest first; those that were erased are left out."""
    hidden, states = list_hidden(export.log), follow_projects(export.log)
    for entry in reversed(export.log):
        if entry.kind is not EntryKind.ASSESSMENT_ATTACHED or entry.details in hidden:
            continue
        kind, _, project = str(entry.content.get("subject")).partition("/")
        assessment = export.details.get(entry.details or "", {}).get("assessment")
        if kind == "project" and project in states and isinstance(assessment, dict):
            record = export.details.get(states[project].revision, {}).get("record")
            yield AttachedAssessment(
                id=str(entry.content.get("id")),
                project=project,
                entry=entry.number,
                time=entry.time,
                account=entry.account,
                assessment=assessment,
                geometry=record.get("geometry") if isinstance(record, dict) else None,
            )

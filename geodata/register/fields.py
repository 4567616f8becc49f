"""Columns of what a register gives to GIS programs: projects, needs and comments."""

from __future__ import annotations

from geodata.fields import PROJECT_FIELDS, Field

_OF_MAP = {one.name: one for one in PROJECT_FIELDS}
_LEFT_OUT = frozenset({"keys", "crossing"})
"""What sources report, and a map makes of it, stays on the map."""

_DATE = Field("date", "string", "Date", "day, month, year or interval", format="date")
_TEXT = Field("text", "string", "Text", "what somebody wrote, as it was written")
_LANGUAGE = Field("language", "string", "Language", "what the text is in; und where nobody said")
_ENTRY = Field("entry", "integer", "Entry of the log", "number of the entry that it began with")

REGISTER_FIELDS = {
    "projects": (
        *(one for name, one in _OF_MAP.items() if name not in _LEFT_OUT),
        Field("state", "string", "Moderation", "accepted by both banks, or proposed"),
        Field("version", "integer", "Version", "how many versions it has had"),
        Field("revision", "string", "Check number", "SHA-256 of its version, which offices sign"),
    ),
    "needs": (
        Field("id", "string", "Id", "id of the need"),
        _DATE,
        Field("title", "string", "Title", "the need in a few words"),
        _TEXT,
        _LANGUAGE,
        _ENTRY,
    ),
    "comments": (
        Field("id", "string", "Id", "id of the comment"),
        _DATE,
        Field("subject", "string", "About", "project, need, feature or place that it is about"),
        _TEXT,
        _LANGUAGE,
        _ENTRY,
    ),
}
"""Collection → its fields, in their order."""

#!/usr/bin/env python3
"""Gathers what pages say and brings the catalogues of geodata/locales up to date; says what lacks.

With ``--check`` nothing is written, and a catalogue that lacks something or is not up to date ends
it with code 1.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.language.terms import list_terms  # noqa: E402
from geodata.names import SPOKEN  # noqa: E402
from geodata.wording import LOCALES  # noqa: E402

METHODS = [
    ("app/**.py", "python"),
    ("geodata/**.py", "python"),
    ("app/templates/**.html", "jinja2"),
    ("app/templates/**.typ", "ignore"),
]
SCRIPTS = [("static/js/**.js", "javascript")]
WORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "sentence": None,
    "t": None,
    "tn": (1, 2),
}
FIRST_DAY = datetime(2026, 11, 21, tzinfo=UTC)
HINT = "TRANSLATORS:"


def gather() -> Catalog:
    """Gather every message of templates, Python, scripts and the data's terms."""
    catalogue = Catalog(project="UraMost", charset="utf-8")
    for methods in (METHODS, SCRIPTS):
        found = extract_from_dir(
            ROOT,
            methods,
            {
                "app/templates/**.html": {"trimmed": "true"},
                "static/js/**.js": {"parse_template_string": "true"},
            },
            keywords=WORDS,
            comment_tags=[HINT],
            directory_filter=_is_own,
        )
        for name, _line, message, comments, context in found:
            catalogue.add(message, None, [(name, None)], context=context, auto_comments=comments)
    for context, term in list_terms():
        catalogue.add(term, None, [("app/language/terms.py", None)], context=context)
    return catalogue


def update(path: Path, locale: str, gathered: Catalog) -> Catalog:
    """Read a catalogue and bring it up to date; what nobody says any more is dropped."""
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
    else:
        catalogue = Catalog(locale=locale, project="UraMost", charset="utf-8", fuzzy=False)
    catalogue.update(gathered, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# What UraMost says; scripts/messages.py keeps the list."
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.creation_date = catalogue.revision_date = FIRST_DAY  # git knows better
    return catalogue


def list_gaps(catalogue: Catalog) -> list[str]:
    """List the messages that are not translated, or only fuzzily."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_list_strings(message.string)))
    ]


def list_bare_signs(gathered: Catalog) -> list[str]:
    """List the messages of templates with a % of their own, which a template cannot format."""
    return [
        str(message.id)
        for message in gathered
        if any(str(path).endswith(".html") for path, _ in message.locations)
        and re.search(r"%(?![%(])", str(message.id).replace("%%", ""))
    ]


def main(arguments: list[str]) -> int:
    """Update or check every catalogue."""
    gathered = gather()
    bare = list_bare_signs(gathered)
    for message in bare:
        print(f"{message!r}: write %% in a template, or say percent")
    faults = len(bare)
    for locale in sorted({one.catalogue for one in SPOKEN.values()}):
        path = LOCALES / locale / "LC_MESSAGES" / "uramost.po"
        catalogue = update(path, locale, gathered)
        lacking = [] if locale == "en" else list_gaps(catalogue)
        print(f"{locale}: {len(catalogue)} messages, {len(lacking)} without a translation")
        for message in lacking[:20]:
            print(f"  {message}")
        text = BytesIO()
        write_po(
            text, catalogue, width=100, omit_header=False, sort_output=True, ignore_obsolete=True
        )
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.getvalue())
            continue
        is_stale = not path.exists() or path.read_bytes() != text.getvalue()
        if is_stale:
            print(f"  {path.name} is not up to date: run scripts/messages.py")
        faults += len(lacking) + is_stale
    return 1 if faults else 0


def _is_own(folder: str) -> bool:
    return Path(folder).name not in {"vendor", "locales", "__pycache__", "node_modules"}


def _list_strings(string: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How files of projects say things: texts and names in one language, days as sources give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit, urlunsplit

from geodata.cities.projects import Cost, HistoryStep, Project
from geodata.cities.sources import Certainty, Source
from geodata.dates import PartialDate
from geodata.exports.oc4ids_types import check_uri
from geodata.names import Names, clean_text, order_languages
from geodata.wording import Wording, write_latin

LONGEST = 4_000
"""Characters of one text."""

_SERBIAN = ("sr-Latn", "sr-Cyrl")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "!$&'()*+,;=:@/~%"


def say_name(names: Names, wording: Wording, otherwise: str) -> str:
    """Say one name in a language, or in the nearest one that there is.

    Parameters
    ----------
    otherwise
        What is said where no letter of the names can be written.
    """
    language = wording.language
    order = (language, *(_SERBIAN if language in _SERBIAN else ()), *wording.names_order)
    code = order_languages(names, dict.fromkeys(order))[0]
    is_cyrillic = language == "sr-Latn" and code == "sr-Cyrl"
    name = write_latin(names[code]) if is_cyrillic else names[code]
    return clean_text(name, LONGEST) or otherwise


def tell(wording: Wording, *texts: str | None) -> str:
    """Tell what the registry says; where only its English is there, that is said, too."""
    written = [text for text in texts if text]
    said = [wording.say("note", text) for text in written]
    joined = clean_text(": ".join(said), LONGEST)
    is_english = wording.language == "en" or not set(said) & set(written)
    if is_english or not joined:
        return joined
    return wording.gettext("In English: %(text)s") % {"text": joined}


def say_certainty(level: Certainty | None, wording: Wording) -> str:
    """Say how sure a fact is; nothing where nobody says."""
    if level is None:
        return ""
    return wording.gettext("Certainty: %(level)s") % {"level": wording.say("certainty", level)}


def say_step(step: HistoryStep, wording: Wording) -> str:
    """Say a status, and since when as precisely as its source."""
    said = wording.say("project status", step.status)
    return f"{said}, {wording.write_day(step.date)}" if step.date else said


def describe(project: Project, wording: Wording) -> str:
    """Describe a project: what it is, how far, what its sources say."""
    kind = wording.say("project kind", project.kind)
    head = f"{kind[:1].upper()}{kind[1:]} · {say_step(project.history[-1], wording)}"
    summary = say_name(project.summary, wording, "") if project.summary else ""
    certainty = say_certainty(project.certainty, wording)
    return join_sentences([head, summary, tell(wording, project.note), certainty])


def describe_cost(cost: Cost, wording: Wording) -> str:
    """Describe a cost as its sources give it: a sum or a range, of when and of what."""
    ends = dict.fromkeys((cost.low, cost.high))
    amount = f"{'–'.join(wording.write_amount(one) for one in ends)} {cost.currency}"
    dated = f"{amount}, {wording.write_day(cost.date)}" if cost.date else amount
    told = (tell(wording, cost.of), tell(wording, cost.note))
    return join_sentences([dated, *told, say_certainty(cost.certainty, wording)])


def join_sentences(parts: Iterable[str]) -> str:
    """Join what there is of some sentences."""
    ended = (part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts if part)
    return clean_text(" ".join(ended), LONGEST)


def write_moment(day: PartialDate | None) -> str | None:
    """Write a date as a moment if it is known to the day: an hour is never known."""
    return f"{day.first.isoformat()}T00:00:00Z" if day and day.first == day.last else None


def write_address(source: Source) -> str | None:
    """Write the address of a source as RFC 3986 asks; None where it cannot be written so."""
    try:
        parts = urlsplit(source.url or "")
        host = parts.netloc.encode("idna" if not parts.netloc.isascii() else "ascii").decode()
        told = (
            quote(_BARE_PERCENT.sub("%25", part), safe=_SAFE + more)
            for part, more in ((parts.path, ""), (parts.query, "?"), (parts.fragment, "?"))
        )
        address = urlunsplit((parts.scheme, host, *told))
        is_address = bool(re.fullmatch(r"[A-Za-z0-9._~:@-]+", host))
        return check_uri(address) if is_address else None
    except ValueError:
        return None

"""Writes out a brief: its question in words, pictures, numbers, unknowns, keys and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shapely.geometry import LineString

from app.brief.card import place_card
from app.brief.covered import CoveredCrossings
from app.brief.legend import list_legend
from app.brief.map import Shown, draw_map
from app.brief.numbers import list_leads, list_numbers
from app.brief.projects import describe_costs, describe_keys, list_facts
from app.brief.sheet import Pair, Picture, Sheet
from app.brief.subject import Subject
from app.brief.unknowns import list_limits, list_sources
from app.catalogue.catalogue import Catalogue
from app.language.modelled import say_counts
from app.language.refusals import say_sentence
from geodata import ATTRIBUTION
from geodata.assessment.figures import say_weights
from geodata.assessment.remarks import say_briefly
from geodata.assessment.reports.report import say_access
from geodata.assessment.request import Candidate, Question
from geodata.assessment.results import Assessment, CandidateResult
from geodata.assessment.words import say, say_name, write_number
from geodata.crossings.counts import count_crossings
from geodata.names import clean_name, clean_names, clean_text
from geodata.snapshot.manifest import CitySummary
from geodata.wording import Wording

_LONGEST_VALUE = 230
_LONGEST_SUMMARY = 420
_MOST_CLOSED = 6
_MOST_CANDIDATES = 6


def write_sheet(
    subject: Subject,
    catalogue: Catalogue,
    wording: Wording,
    card: Mapping[str, Any] | None = None,
) -> Sheet:
    """Write out everything that stands on a brief.

    Parameters
    ----------
    card
        The decision card, as `/api/assessments/card` gives it.
    """
    _, manifest, result = wording.gettext, catalogue.manifest, subject.result
    language = wording.language
    made = datetime.fromisoformat(manifest.created_at).date()
    return Sheet(
        language=language,
        kicker=_("Brief"),
        title=clean_name(subject.title),
        title_names=clean_names(subject.names),
        city=clean_name(wording.join_names(manifest.city.name)),
        city_names=clean_names(manifest.city.name),
        modelled=say("modelled", language) if manifest.origin.is_modelled else "",
        question=tuple(_list_question(subject, catalogue, wording)),
        card=place_card(card, wording) if card else None,
        leads=tuple(list_leads(result, manifest.city, language)) if result else (),
        map=_draw_map(subject, catalogue, wording),
        numbers=list_numbers(result, manifest.city, language) if result else None,
        population=tuple(_list_weights(result, language)) if result else (),
        chart=_draw_chart(result, language) if result else None,
        unknown=tuple(_list_unknown(subject, manifest.city, wording)),
        projects=tuple(describe_keys(one, catalogue, wording) for one in subject.projects),
        no_project=_(
            "No project is registered for this scenario, so no position of a body is known."
        ),
        sources=list_sources(catalogue, result, subject.projects, wording),
        snapshot=_("Data version %(id)s") % {"id": manifest.id} + f", {wording.write_day(made)}",
        made_at=manifest.created_at,
        attribution=ATTRIBUTION,
        words=_name_parts(wording),
        path=subject.path,
    )


def _name_parts(wording: Wording) -> dict[str, str]:
    _ = wording.gettext
    return {
        "card": _("In short"),
        "unknown": _("What is not known"),
        "keys": _("Consent of each body"),
        "signed": _("Signed in the register"),
        "sources": _("Sources"),
        "link": _("Open this scenario on the map:"),
        "numbers": _("What changes, by bank"),
        "population": _("Population figures used"),
    }


def _list_weights(result: Assessment, language: str) -> Iterator[str]:
    said = say_weights(result.figures, language, is_combination=result.is_combination)
    yield from (clean_text(one, _LONGEST_VALUE) for one in said)


def _list_question(subject: Subject, catalogue: Catalogue, wording: Wording) -> Iterator[Pair]:
    """List what is asked, or what is known of a project: labels and values."""
    language, result, question = wording.language, subject.result, subject.question
    if question and result:
        day = wording.write_day(question.day)
        if subject.is_eve:
            eve = wording.gettext("the day before it opened")
            day += f" ({eve})"
        yield say("mode", language), f"{say(result.mode, language)} · {day}"
        yield say("trips", language), say(result.trips_to, language)
        counts = count_crossings(catalogue.crossings, question.day)
        yield wording.gettext("Crossings in use"), say_counts(counts, wording)
        yield from _list_changes(question, result, catalogue, wording)
        yield from _list_candidates(question, result, catalogue, wording)
    for project in subject.projects[:1]:
        if not question:
            yield from list_facts(project, wording)
            summary = (project["summary"] or {}).get(language) or project["note"]
            if summary:
                yield wording.gettext("About the project"), clean_text(summary, _LONGEST_SUMMARY)


def _list_changes(
    question: Question, result: Assessment, catalogue: Catalogue, wording: Wording
) -> Iterator[Pair]:
    """List what happens to existing crossings."""
    language = wording.language
    if question.closures:
        yield say("closed", language), _name_closed(question.closures, catalogue, wording)
    for key, is_open in (("opened", True), ("restricted", False)):
        if said := say_access(result.access, language, is_open=is_open):
            yield say(key, language), clean_text(said, _LONGEST_VALUE)


def _name_closed(closures: tuple[str, ...], catalogue: Catalogue, wording: Wording) -> str:
    names = {one.id: one.name for one in catalogue.crossings}
    said = [say_name(names[one], wording.language) or one for one in closures[:_MOST_CLOSED]]
    named = ", ".join(map(clean_name, said))
    more = len(closures) - len(said)
    return f"{named}, {_count_more(more, wording)}" if more else named


def _count_more(more: int, wording: Wording) -> str:
    said = wording.ngettext("and %(number)s more", "and %(number)s more", more)
    return said % {"number": wording.write_number(more)}


def _list_candidates(
    question: Question, result: Assessment, catalogue: Catalogue, wording: Wording
) -> Iterator[Pair]:
    language, candidates = wording.language, question.candidates
    covered = CoveredCrossings(catalogue, question.day)
    shown = zip(candidates[:_MOST_CANDIDATES], result.candidates, strict=False)
    for number, (candidate, placed) in enumerate(shown, 1):
        label = f"{say('candidate', language)} {number}"
        told = [*_describe_candidate(candidate, placed, wording)]
        if names := covered.name(candidate, wording):
            told.append(wording.gettext("over an existing crossing: %(names)s") % {"names": names})
        yield label, " · ".join(told)
    more = len(candidates) - _MOST_CANDIDATES
    if more > 0:
        yield "…", _count_more(more, wording)


def _describe_candidate(
    candidate: Candidate, placed: CandidateResult, wording: Wording
) -> Iterator[str]:
    language = wording.language
    yield f"{write_number(placed.length_m, language, 0)} m"
    yield ", ".join(say(mode, language) for mode in sorted(candidate.modes))
    if candidate.is_oneway:
        yield wording.gettext("one way")
    if placed.approach_m:
        metres = " + ".join(write_number(one, language, 0) for one in placed.approach_m)
        yield f"{say('approach', language)}: {metres}"


def _list_unknown(subject: Subject, city: CitySummary, wording: Wording) -> Iterator[str]:
    _ = wording.gettext
    if subject.refusal:
        yield _("What it would change: %(reason)s") % {
            "reason": say_sentence(subject.refusal, wording)
        }
    if subject.result:
        banks = {bank.id: bank.name for bank in (city.left, city.right)}
        yield from say_briefly(subject.result.remarks, banks, wording.language)
        yield from list_limits(subject.result, wording)
    else:
        yield _("Effect on residents of each bank: not calculated.")
        if subject.place is None:
            yield _("Location: not specified in the sources found.")
    costs = [cost for one in subject.projects if (cost := describe_costs(one, wording))]
    if not costs:
        yield _("Cost: no published figure was found.")
    elif subject.result:
        yield _("Cost: only %(cost)s is known") % {"cost": costs[0]}


def _draw_map(subject: Subject, catalogue: Catalogue, wording: Wording) -> Picture | None:
    question = subject.question
    if not question and subject.place is None:
        return None
    candidates = question.candidates if question else ()
    shown = Shown(
        subject.day,
        tuple(LineString(one.line) for one in candidates),
        question.closures if question else (),
        (subject.place,) if subject.place is not None and not question else (),
    )
    svg = draw_map(catalogue, shown, wording)
    alt = wording.gettext("Map of the river, banks, crossings and this scenario")
    return Picture(svg, alt, tuple(list_legend(shown, catalogue, wording)))


def _draw_chart(result: Assessment, language: str) -> Picture:
    from geodata.assessment.reports.charts import draw_strip  # noqa: PLC0415 - matplotlib takes its time

    title = say("profile", language)
    return Picture(draw_strip(result, language), title)

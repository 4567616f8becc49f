"""What a brief is about: a question that was assessed, or a project with or without one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from app.brief.projects import find_projects
from app.catalogue.catalogue import Catalogue
from app.review.assessments import assess_once
from app.review.candidates import Project, is_bridge, list_places, list_positions
from app.review.query import write_address
from geodata.assessment.model import CityModel
from geodata.assessment.request import Candidate, Question, RequestError
from geodata.assessment.results import Assessment
from geodata.assessment.scenarios import settle_population
from geodata.assessment.studies.openings import find_eve, find_opening
from geodata.names import Names
from geodata.streets.network import PASSING_MODES, TravelMode
from geodata.wording import Wording

_FOOT = frozenset({TravelMode.WALK, TravelMode.BICYCLE})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a brief is about."""

    title: str
    path: str
    """Of the page that opens the same on the server, with its query."""
    day: date
    projects: tuple[Project, ...]
    question: Question | None = None
    result: Assessment | None = None
    """`question`, `result`: None where nothing was assessed."""
    place: BaseGeometry | None = None
    """Of a project, (lon, lat) in EPSG:4326."""
    refusal: str = ""
    """Why a project that looks like a bridge could not be assessed."""
    is_eve: bool = False
    """Whether the day is the one before the project opened."""
    names: Names = field(default_factory=dict)
    """Of the project that it is about; none where the title is of a question."""


def take_question(
    catalogue: Catalogue, model: CityModel, question: Question, wording: Wording
) -> Subject:
    """Assess a question.

    Raises
    ------
    RequestError
        When it cannot be answered; names the field.
    """
    return Subject(
        _name_question(question, wording),
        f"/review?{write_address(question)}",
        question.day,
        tuple(find_projects(catalogue, question.candidates)),
        question,
        assess_once(model, question),
    )


@dataclass(frozen=True, slots=True)
class ProjectQuestion:
    """What a project asks: as a candidate, today or, once it has opened, on its eve."""

    question: Question
    is_eve: bool


def ask_about_project(
    catalogue: Catalogue, model: CityModel, project_id: str, today: date, population: str
) -> ProjectQuestion | None:
    """Ask about a project as a candidate; None where it is no bridge whose line is known.

    One that has opened is asked about as on the day before: later it is a crossing itself.

    Raises
    ------
    RequestError
        When there are no totals of people as asked for; names ``population``.
    """
    project, place = _find_project(catalogue, project_id)
    if place is None or not is_bridge(project, place):
        return None
    question, is_eve = _make_question(model, project, place, today)
    asked = settle_population(model, replace(question, population=population))
    return ProjectQuestion(asked, is_eve)


def take_project(
    catalogue: Catalogue,
    model: CityModel | None,
    project_id: str,
    today: date,
    asked: ProjectQuestion | None,
    wording: Wording,
) -> Subject:
    """Take a project, assessed where it asks something."""
    project, place = _find_project(catalogue, project_id)
    title, path = wording.join_names(project["name"]), f"/projects/{project_id}"
    refusal = ""
    if model and asked:
        question, is_eve = asked.question, asked.is_eve
        try:
            result = assess_once(model, question)
        except RequestError as error:
            refusal = error.fault
        else:
            path = f"/review?{write_address(question)}"
            return Subject(
                *(title, path, question.day, (project,), question, result, place),
                is_eve=is_eve,
                names=project["name"],
            )
    return Subject(
        title, path, today, (project,), place=place, refusal=refusal, names=project["name"]
    )


def _find_project(catalogue: Catalogue, project_id: str) -> tuple[Project, BaseGeometry | None]:
    return next(pair for pair in list_places(catalogue) if pair[0]["id"] == project_id)


def _make_question(
    model: CityModel, project: Project, place: BaseGeometry, today: date
) -> tuple[Question, bool]:
    """Make the question that a project asks, and tell whether it is that of its eve."""
    modes = _FOOT if project["kind"] == "footbridge" else frozenset(PASSING_MODES)
    candidate = Candidate(list_positions(shapely.get_coordinates(place).tolist()), modes)
    day, is_eve = today, False
    if project["crossing"] is not None:
        # Where nobody knows when it opened, there is no eve to go back to: today is asked about.
        with suppress(RequestError):
            opened = find_opening(model, project["crossing"])
            is_eve = opened.last <= today
            day = find_eve(opened) if is_eve else today
    return Question(TravelMode.WALK, day, (candidate,)), is_eve


def _name_question(question: Question, wording: Wording) -> str:
    """Name a question by how many bridges it adds, closes and opens to others."""

    def ngettext(singular: str, plural: str, number: int) -> str:
        said = wording.ngettext(singular, plural, number)
        return said % {"number": wording.write_number(number)}

    parts = []
    if question.candidates:
        number = len(question.candidates)
        parts.append(ngettext("%(number)s new bridge", "%(number)s new bridges", number))
    if question.closures:
        number = len(question.closures)
        parts.append(ngettext("%(number)s crossing closed", "%(number)s crossings closed", number))
    if question.access:
        number = len(question.access)
        parts.append(ngettext("%(number)s access change", "%(number)s access changes", number))
    return ", ".join(parts) or wording.gettext("Current crossings (no changes)")

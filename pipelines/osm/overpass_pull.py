"""Pulls a city from an Overpass server, sector by sector, and goes on where it broke off."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import cast

from geodata.cities.profile import City
from geodata.errors import SourceError
from geodata.snapshot.origin import Origin, SourceKind
from pipelines.osm.dividing_layer import list_layers
from pipelines.osm.elements import Elements, gather_answers
from pipelines.osm.osmnx_calls import Tags, ask_elements, set_up_osmnx
from pipelines.osm.overpass import AnswerCheck, OverpassOptions, ask_patiently
from pipelines.osm.questions import plan_questions
from pipelines.osm.raw_pull import Area, RawPull, tell_now
from pipelines.osm.raw_tables import is_empty, make_tables
from pipelines.osm.resume import Piece, PieceStore, temporary_folder
from pipelines.progress import Report, stay_silent


def pull_overpass(
    city: City,
    options: OverpassOptions,
    work: Path,
    report: Report = stay_silent,
    sleep: Callable[[float], None] = time.sleep,
) -> RawPull:
    """Pull a city from an Overpass server, one sector after the other."""
    area = cast("Area", city.study_area)
    layers = list_layers([city.divide.ways])
    questions = plan_questions(layers)
    store = PieceStore.open(work, _make_key(city, options))
    pieces: list[Piece] = []
    answers = 0
    for number, (name, tags) in enumerate(questions.items()):
        say = _make_teller(report, number, len(questions))
        say(f"asking Overpass for {name}")
        piece = store.load(name)
        if piece is None:
            piece = _ask(area, tags, options, say, sleep, is_known_there=answers > 0)
            answers += 1
            store.save(name, piece)
        pieces.append(piece)
    dates = sorted({date for piece in pieces for date in piece.osm_dates})
    with temporary_folder(work / "clip") as folder:
        elements = _gather(pieces, options)
        tables, notes = make_tables(elements, area, folder, report, layers)
    store.discard()
    if is_empty(tables):
        raise SourceError(f"{options.url}: nothing is mapped in the study area")
    origin = Origin(
        kind=SourceKind.OVERPASS,
        name=options.url,
        pulled_at=tell_now(),
        osm_date=min(dates, default=None),
        sha256=_hash([query for piece in pieces for query in piece.queries]),
    )
    return RawPull(*tables, area, origin, elements.edited, (*_note_dates(dates), *notes))


def _note_dates(dates: Sequence[str]) -> list[str]:
    """Say so when a server's answers are not of one state of OpenStreetMap."""
    if len(dates) < 2:
        return []
    states = f"from {dates[0]} to {dates[-1]}"
    return [
        f"The server's answers are of several states of OpenStreetMap, {states}: the newest counts."
    ]


def _gather(pieces: Sequence[Piece], options: OverpassOptions) -> Elements:
    """Gather what a server answered, the newest last."""
    newest_last = sorted(pieces, key=lambda piece: max(piece.osm_dates, default=""))
    try:
        return gather_answers(piece.elements for piece in newest_last)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(
            f"{options.url} answered something that is no OpenStreetMap data ({error!r})"
        ) from error


def _make_teller(report: Report, done: int, total: int) -> Callable[[str], None]:
    return lambda what: report(what, done, total)


def _ask(
    area: Area,
    tags: Tags,
    options: OverpassOptions,
    say: Callable[[str], None],
    sleep: Callable[[float], None],
    *,
    is_known_there: bool,
) -> Piece:
    def ask_once() -> Piece:
        check = AnswerCheck(options.url)
        with set_up_osmnx(options, check):
            ask_elements(area, tags)
        return Piece(check.elements, check.queries, check.osm_dates)

    return ask_patiently(ask_once, options, say, sleep, is_known_there=is_known_there)


def _make_key(city: City, options: OverpassOptions) -> str:
    """Name everything that the answers of a server depend on."""
    questions = json.dumps(plan_questions(list_layers([city.divide.ways])))
    asked = [city.id, city.study_area.wkt, options.url, questions]
    return _hash(asked)[:16]


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()

"""Assessments, each computed once: page, charts, texts, JSON and brief are made from it."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from weakref import WeakKeyDictionary

from app.review.cache import make_key
from geodata.assessment.assess import assess
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question
from geodata.assessment.results import Assessment

MOST_KEPT = 8
"""Assessments of one snapshot that are kept, those asked for last: each is 130 objects that the
garbage collector walks through amid the next questions, and their pages keep answers of their own.
"""

_kept: WeakKeyDictionary[CityModel, OrderedDict[str, Future[Assessment]]] = WeakKeyDictionary()
"""Model of a snapshot → key of a question → its assessment, done or under way."""

_lock = Lock()


def assess_once(model: CityModel, question: Question) -> Assessment:
    """Assess a question, or return what was computed for it; waits where another thread does.

    Raises
    ------
    RequestError
        When the question cannot be answered; names the field.
    """
    key = make_key(question)
    with _lock:
        kept = _kept.setdefault(model, OrderedDict())
        is_new = key not in kept
        found = kept.setdefault(key, Future())
        kept.move_to_end(key)
        if len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    if is_new:
        try:
            found.set_result(assess(model, question))
        except BaseException as error:  # noqa: BLE001 - who waits for it is told the same
            found.set_exception(error)
            with _lock:
                kept.pop(key, None)
    return found.result()

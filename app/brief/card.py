"""Puts the decision card on paper: its sentences, and how sure its first figure is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.brief.sheet import CardOnPaper, Pair
from geodata.assessment.words import say
from geodata.names import clean_text
from geodata.wording import Wording

_LONGEST_SENTENCE = 800
_TRIP = "both.saved_person_min_per_trip"


def place_card(card: Mapping[str, Any], wording: Wording) -> CardOnPaper:
    """Place a card as `/api/assessments/card` gives it, in one language.

    The range is that of the time saved on a trip over the river, where anything moves it.
    """
    told = card["texts"][wording.language]["sentences"]
    sentences = tuple(clean_text(one, _LONGEST_SENTENCE) for one in told)
    trips = [one for one in card["figures_shown"] if one["figure"] == _TRIP]
    if not trips or trips[0]["low"] == trips[0]["high"]:
        return CardOnPaper(sentences, "", ())
    trip = trips[0]
    label = f"{say('range', wording.language)} – {say('saved', wording.language)}"
    moved = [one for one in trip["parts"] if one["low"] != one["high"]]
    return CardOnPaper(
        sentences,
        f"{label}: {_say_range(trip, trip['unit'], wording)}",
        tuple(_pair(one, trip["unit"], wording) for one in moved),
    )


def _pair(part: Mapping[str, Any], unit: str, wording: Wording) -> Pair:
    return say(part["assumption"], wording.language), _say_range(part, unit, wording)


def _say_range(found: Mapping[str, Any], unit: str, wording: Wording) -> str:
    low, high = (
        wording.write_number(found[end] + 0.0).replace("-", "−") for end in ("low", "high")
    )
    return f"{low} – {high} {unit}"

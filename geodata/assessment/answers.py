"""What every answer about a city, a day and a demand says, said once."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from geodata.assessment.figures import list_figures
from geodata.assessment.model import CityModel
from geodata.assessment.request import Demand
from geodata.assessment.results import Figure


class AnswerFields(TypedDict):
    """The fields of `geodata.assessment.results.Answer`, but for its remarks."""

    snapshot_id: str
    city: str
    is_modelled: bool
    attribution: str
    mode: str
    day: str
    trips_to: str
    weights_unit: str
    population: str
    is_combination: bool
    figures: tuple[Figure, ...]


def describe_answer(model: CityModel, demand: Demand, day: date) -> AnswerFields:
    """Describe what an answer stands on."""
    weighed = model.spread(dict(demand.people), demand.population)
    return AnswerFields(
        snapshot_id=model.snapshot_id,
        city=model.city.id,
        is_modelled=model.is_modelled,
        attribution=model.attribution,
        mode=demand.mode.value,
        day=day.isoformat(),
        trips_to=demand.trips_to.value,
        weights_unit=weighed.unit,
        population=weighed.population,
        is_combination=weighed.is_combination,
        figures=list_figures(model.city, weighed),
    )

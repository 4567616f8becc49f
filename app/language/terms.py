"""Terms of the data that pages show in words, each with the context that tells it from others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from geodata.assessment.place_kinds import PLACES
from geodata.cities.consents import KeyState, Stance
from geodata.cities.crossings import Access, CrossingKind, Mode, Status
from geodata.cities.dividing_ways import DivideKind
from geodata.cities.institutions import InstitutionKind, InstitutionStatus
from geodata.cities.names import OwnWork
from geodata.cities.profile import Counts
from geodata.cities.projects import ProjectKind, ProjectStatus
from geodata.cities.providers import Role, Service, System
from geodata.cities.rules import Topic
from geodata.cities.sources import Seen
from geodata.claims import Basis
from geodata.fields import FEATURE_FIELDS, TABLE_FIELDS
from geodata.gazetteer.kinds import TITLES
from geodata.layers import ALL_LAYERS, Sector, Shape
from geodata.names import LANGUAGES, Names
from geodata.register.fields import REGISTER_FIELDS
from geodata.register.log import EntryKind, Erasure
from geodata.register.statements import Act, KeyAct
from geodata.register.states import SignedState
from geodata.snapshot.origin import MODELLED_NOTE
from geodata.snapshot.published import TABLE_TITLES
from geodata.streets.network import TravelMode
from geodata.wording import load_wording

_FIELDS = (
    *FEATURE_FIELDS,
    *chain.from_iterable((*TABLE_FIELDS.values(), *REGISTER_FIELDS.values())),
)

_TERMS: dict[str, tuple[str, ...]] = {
    "layer": (
        *(layer.title for layer in ALL_LAYERS),
        *TABLE_TITLES.values(),
        *("Crossings for people", "Service lines from bank to bank"),
        *("Names on the map", "Relief", "Images from openstreetmap.org"),
        "Homes by minutes to the other bank",
    ),
    "dividing line": tuple(one for one in DivideKind if one is not DivideKind.RIVER),
    "kind": TITLES,
    "field": tuple(field.title for field in _FIELDS),
    "field meaning": tuple(field.meaning for field in _FIELDS),
    "shape": tuple(Shape),
    "sector": tuple(Sector),
    "crossing status": tuple(Status),
    "crossing kind": tuple(CrossingKind),
    "crossing mode": tuple(Mode),
    "access": tuple(Access),
    "travel mode": tuple(TravelMode),
    "project kind": tuple(ProjectKind),
    "project status": tuple(ProjectStatus),
    "key": tuple(KeyState),
    "stance": tuple(Stance),
    "institution kind": tuple(InstitutionKind),
    "institution status": tuple(InstitutionStatus),
    "topic": tuple(Topic),
    "seen": tuple(Seen),
    "service": tuple(Service),
    "role": tuple(Role),
    "system": tuple(System),
    "basis": tuple(Basis),
    "place": ("other bank", *PLACES),
    "certainty": ("H", "M", "L"),
    "signed state": tuple(SignedState),
    "signed act": tuple(Act),
    "key act": tuple(KeyAct),
    "log entry": tuple(EntryKind),
    "proposal state": ("proposed", "accepted", "declined", "open"),
    "contribution": (
        *("comment", "suggestion", "need", "claim", "report", "appeal"),
        "assessment",
    ),
    "erasure": tuple(Erasure),
    "claim": ("we operate this", "this is wrong"),
    "project field": (
        *("kind", "name", "summary", "geometry", "geometry_certainty", "location", "history"),
        *("partners", "costs", "sources", "certainty", "note", "crossing", "needs", "documents"),
        *("conditions", "unofficial", "status", "place", "partner", "stage", "need", "changes"),
        *("cost_low", "cost_high", "currency", "cost_source", "source", "source_url"),
    ),
    "population counts": tuple(Counts),
    "own work": tuple(OwnWork),
    "note": (MODELLED_NOTE,),
}
"""Context → terms, as `Wording.say` takes them."""


def say_everywhere(term: tuple[str, str]) -> Names:
    """Say a term, context and English, in every language of the interface."""
    return {code: load_wording(code).say(*term) for code in LANGUAGES}


def list_terms() -> Iterator[tuple[str, str]]:
    """List every term with its context."""
    for context, terms in _TERMS.items():
        for term in dict.fromkeys(map(str, terms)):
            yield context, term

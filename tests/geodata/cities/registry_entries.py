"""Entries of registries as a city's files give them, with everything optional left to choose."""

from pathlib import Path

from geodata.cities.crossings import CrossingFact
from geodata.cities.names import PlaceName
from geodata.cities.projects import Project
from geodata.cities.providers import Provider, ServiceArea
from geodata.cities.records import check_record

SOURCES = [{"name": "Koha", "url": "https://www.koha.net/", "date": "2024-01"}]
FILE = Path("registry.toml")


def make_provider(provider_id, name, **more):
    entry = {
        "id": provider_id,
        "name": {"en": name},
        "service": "power",
        "role": "operator",
        "certainty": "M",
        "sources": SOURCES,
    }
    return check_record(entry | more, Provider, FILE)


def make_name(**more):
    entry = {
        "id": "village",
        "name": {"sq": "Fshati", "sr-Cyrl": "Село"},
        "certainty": "M",
        "sources": SOURCES,
    }
    return check_record(entry | more, PlaceName, FILE)


def make_service_area(sources=("Koha",), **more):
    entry = {
        "sources": [{"name": name} for name in sources],
        "certainty": "M",
        "municipalities": ["west"],
    }
    return check_record(entry | more, ServiceArea, FILE)


def make_fact(fact_id="main", kind="road", point=(20.866, 42.892), **more):
    entry = {
        "id": fact_id,
        "name": {"en": f"The {fact_id}", "sq": f"Ura {fact_id}"},
        "kind": kind,
        **({} if point is None else {"point": list(point)}),
        "certainty": "M",
        "sources": SOURCES,
    }
    return check_record(entry | more, CrossingFact, FILE)


def make_project(project_id="bridge", **more):
    entry = {
        "id": project_id,
        "kind": "bridge",
        "name": {"en": f"The {project_id}"},
        "history": [{"status": "idea"}],
        "is_example": True,
    }
    return check_record(entry | more, Project, FILE)


def say(**what):
    """Make a fact of access or status with a source."""
    return {"sources": SOURCES, "certainty": "M"} | what

"""What a snapshot knows of projects, as typed records: for files that tell of projects alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import geopandas as gpd
from pydantic import TypeAdapter, ValidationError

from geodata.cities.consents import ProjectKey, Statement
from geodata.cities.institutions import Institution
from geodata.cities.needs import Need
from geodata.cities.projects import Project, load_projects
from geodata.crossings.crossing import load_crossings
from geodata.errors import SnapshotError
from geodata.names import Names
from geodata.register.states import SignedBy
from geodata.sentences import about, sentence
from geodata.snapshot.store import Snapshot

_KEYS = TypeAdapter(tuple[ProjectKey, ...])
_SIGNED = TypeAdapter(tuple[SignedBy, ...])


@dataclass(frozen=True, slots=True)
class ProjectRegister:
    """The projects of a city with what was said of them."""

    city: str
    """Id of the city."""
    name: Names
    created_at: str
    """When the snapshot was made, ISO 8601 in UTC."""
    projects: tuple[Project, ...]
    """Those that sources tell of; examples are left out."""
    keys: Mapping[str, tuple[ProjectKey, ...]] = field(default_factory=dict)
    """Project → what is reported of the consent of each body."""
    statements: Mapping[str, Statement] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    bodies: Mapping[str, Names] = field(default_factory=dict)
    sides: Mapping[str, Names] = field(default_factory=dict)
    signed: Mapping[str, tuple[SignedBy, ...]] = field(default_factory=dict)
    """Project → what each body signed of its version of now."""
    osm_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Registered crossing → its elements of OpenStreetMap, such as ``way/12``."""

    def list_needs(self, project: str) -> list[Need]:
        """List the needs that a project answers, the earliest first."""
        found = [one for one in self.needs if project in one.projects]
        return sorted(found, key=lambda one: (one.date, one.id))


def read_register(snapshot: Snapshot) -> ProjectRegister:
    """Read the projects of a snapshot, which may be of an older version and lack some of it.

    Raises
    ------
    SnapshotError
        When a table is missing, cannot be read or holds an entry that is none.
    """
    try:
        return _read(snapshot)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        why = f"{error.title}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        reason = sentence("cannot be read (%(why)s)", why=why)
        raise SnapshotError(about(str(snapshot.path), reason)) from error


def _read(snapshot: Snapshot) -> ProjectRegister:
    frame = cast("gpd.GeoDataFrame", snapshot.read_table("projects"))
    frame = frame.assign(record=[_renew(text) for text in frame["record"]])
    projects = tuple(one for one in load_projects(frame) if not one.is_example)
    held = frame["keys"] if "keys" in frame else ["[]"] * len(frame)
    facts = cast("gpd.GeoDataFrame", snapshot.read_table("facts"))
    city = snapshot.manifest.city
    institutions = _read_facts(facts, "institutions", Institution)
    return ProjectRegister(
        city.id,
        city.name,
        snapshot.manifest.created_at,
        projects,
        {one: _KEYS.validate_json(keys) for one, keys in zip(frame["id"], held, strict=True)},
        {one.id: one for one in _read_facts(facts, "statements", Statement)},
        _read_facts(facts, "needs", Need),
        {one.id: one.name for one in (*city.municipalities, *institutions)},
        {bank.id: bank.name for bank in (city.left, city.right)},
        _read_signed(frame),
        _read_osm_ids(snapshot),
    )


def _renew(text: str) -> str:
    """Bring an entry up to date; older versions had one cost."""
    record = json.loads(text)
    if "cost" in record:
        cost = record.pop("cost")
        record["costs"] = [cost] if cost else []
    return json.dumps(record)


def _read_facts(frame: gpd.GeoDataFrame, kind: str, record: type[Any]) -> tuple[Any, ...]:
    adapter = TypeAdapter(record)
    return tuple(adapter.validate_json(text) for text in frame["record"][frame["kind"] == kind])


def _read_signed(frame: gpd.GeoDataFrame) -> dict[str, tuple[SignedBy, ...]]:
    """Read what the register says is signed; older versions had none."""
    told = frame.get("signed", [])
    found = {
        project: json.loads(text) for project, text in zip(frame["id"], told, strict=False) if text
    }
    return {one: _SIGNED.validate_python(all_["bodies"]) for one, all_ in found.items() if all_}


def _read_osm_ids(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Read of what registered crossings are made; ids of a modelled town are nobody's."""
    if snapshot.manifest.origin.is_modelled:
        return {}
    crossings = load_crossings(cast("gpd.GeoDataFrame", snapshot.read_table("crossings")))
    return {one.fact.id: tuple(one.osm_ids) for one in crossings if one.fact}

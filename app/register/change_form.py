"""The form that changes a project: its fields as a version has them, and what is new in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.register.context import Register
from app.register.errors import InvalidError
from app.register.geometry import read_place
from app.register.schemas import read_documents
from geodata.names import LANGUAGES
from geodata.sentences import sentence

_TEXTS = ("location", "note", "conditions")


def write_fields(details: Mapping[str, Any]) -> dict[str, str]:
    """Write what a version says as the fields of the form that changes it."""
    record = details["record"]
    made = {f"name.{code}": text for code, text in record["name"].items()}
    made |= {f"summary.{code}": text for code, text in record.get("summary", {}).items()}
    made |= {name: record.get(name, "") for name in ("location", "note")}
    made |= {"kind": record["kind"], "status": record["history"][-1]["status"]}
    made["conditions"] = details.get("conditions", "")
    geometry = record.get("geometry")
    made["place"] = json.dumps(geometry) if geometry else ""
    documents = details.get("documents", [])
    made["documents"] = "\n".join(f"{one['title']} {one['url']}" for one in documents)
    return made


def find_changes(
    register: Register, details: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Find the fields of a form that say something else than a version does."""
    record = details["record"]
    changes: dict[str, Any] = {}
    for name in ("name", "summary"):
        before, after = record.get(name, {}), given.get(name, {})
        kept = {code: text for code, text in before.items() if code not in LANGUAGES}
        if {**kept, **after} != before:
            changes[name] = {**kept, **after}
    for name in _TEXTS:
        before = details.get(name) if name == "conditions" else record.get(name)
        if (text := str(given.get(name, "")).strip() or None) != before:
            changes[name] = text
    if given.get("kind", record["kind"]) != record["kind"]:
        changes["kind"] = given["kind"]
    if given.get("status", record["history"][-1]["status"]) != record["history"][-1]["status"]:
        changes["status"] = given["status"]
    documents = read_documents(given.get("documents", ""))
    if documents != details.get("documents", []):
        changes["documents"] = documents
    return changes | _find_place_and_cost(register, record, given)


def _find_place_and_cost(
    register: Register, record: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    place = read_place(given.get("place", ""), register.town.area)
    if place != record.get("geometry"):
        changes["geometry"] = place
    if given.get("cost_low") or given.get("cost_high"):
        low = given.get("cost_low") or given["cost_high"]
        cost = {
            "low": _read_number(low),
            "high": _read_number(given.get("cost_high") or low),
            "currency": given.get("currency", "EUR"),
            "sources": [{"name": given.get("source", "")}],
            "certainty": "L",
        }
        changes["costs"] = [*record.get("costs", []), cost]
    return changes


def _read_number(text: str) -> float:
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError as error:
        raise InvalidError("cost_low", sentence("Write the cost as a number")) from error
    if not 0 <= number <= 1e12:
        raise InvalidError("cost_low", sentence("Write the cost as a number"))
    return number

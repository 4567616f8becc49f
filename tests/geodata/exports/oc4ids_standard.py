"""The standard itself as the judge of a package: its schema and codelists, no network."""

import csv
import json
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3].parent / "shared/data/oc4ids"

needs_standard = pytest.mark.skipif(not FOLDER.exists(), reason="needs ../shared/data/oc4ids")


@cache
def load_standard():
    """Load the schema of a project, a validator of packages, and codelist → codes."""
    import jsonschema_rs

    project = json.loads((FOLDER / "project-schema.json").read_text(encoding="utf-8"))
    package = json.loads((FOLDER / "project-package-schema.json").read_text(encoding="utf-8"))
    registry = jsonschema_rs.Registry([(project["id"], project)], draft=jsonschema_rs.Draft4)
    validator = jsonschema_rs.Draft4Validator(package, registry=registry, validate_formats=True)
    return project, validator, {path.name: read_codes(path) for path in list_codelists()}


def list_codelists():
    return sorted((FOLDER / "codelists").glob("*.csv"))


def read_codes(path):
    with path.open(encoding="utf-8") as file:
        return {row["Code"] for row in csv.DictReader(file)}


def list_faults(package):
    """List what the schema, its codelists or its fields refuse; open lists may have more codes."""
    schema, validator, codes = load_standard()
    faults = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(package)]
    for project in package["projects"]:
        faults += walk(project, schema, schema, codes)
    return faults


def walk(node, schema, whole, codes, path=()):
    """Walk through what stands in a package, with the schema of each part."""
    if "$ref" in schema:
        schema = whole["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    if "codelist" in schema and not isinstance(node, dict):
        yield from list_unknown_codes(node, schema, codes, path)
    known = schema.get("properties", {})
    if isinstance(node, dict):
        yield from (f"{(*path, key)} is not in the schema" for key in node.keys() - known.keys())
    parts = node.items() if isinstance(node, dict) else enumerate(node if is_list(node) else ())
    for key, value in parts:
        part = known.get(key) if isinstance(node, dict) else schema.get("items")
        if isinstance(part, dict):
            yield from walk(value, part, whole, codes, (*path, key))


def is_list(node):
    return isinstance(node, list)


def list_unknown_codes(node, schema, codes, path):
    for code in node if is_list(node) else [node]:
        if code not in codes[schema["codelist"]] and not is_own(schema, code):
            yield f"{path}: {code} is not in {schema['codelist']}"


def is_own(schema, code):
    """Tell whether a code is one of the schemes that we add to an open list."""
    return schema.get("openCodelist") and code in {"IATI-SectorVocabulary-1", "UraMost-bank"}


def list_repeated_ids(node, path=()):
    """List the ids that come twice in one array, and those of projects and contracts anywhere."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from list_repeated_ids(value, (*path, key))
    elif isinstance(node, list):
        ids = [one["id"] for one in node if isinstance(one, dict) and "id" in one]
        yield from ((*path, one) for one in set(ids) if ids.count(one) > 1)
        for place, value in enumerate(node):
            yield from list_repeated_ids(value, (*path, place))

"""Names as OpenStreetMap's tags: name, name:sq, official_name, alt_name, short_name.

Names that only some countries accept (`perspectives`), and those of one side of a street, are left
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_VARIANTS = {
    "common": "name",
    "official": "official_name",
    "alternate": "alt_name",
    "short": "short_name",
}


def translate_names(names: Mapping[str, Any] | None) -> dict[str, str]:
    """Translate the column `names`; several names of one kind are a list, ``a;b``."""
    if not names:
        return {}
    tags = {f"name:{code}": text for code, text in list_pairs(names.get("common")) if text}
    if names.get("primary"):
        tags["name"] = names["primary"]
    return tags | translate_rules(names.get("rules") or ())


def translate_rules(rules: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Translate rules of names that hold for the whole of what is named."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        key, value = _VARIANTS.get(rule.get("variant") or ""), rule.get("value")
        if key and value and not rule.get("side") and not rule.get("perspectives"):
            language = rule.get("language")
            values = found.setdefault(f"{key}:{language}" if language else key, [])
            values += [value] if value not in values else []
    return {key: ";".join(values) for key, values in found.items()}


def list_pairs(mapped: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a map, as files have it
    """List keys and values of a column of maps, which some files have as lists of pairs."""
    pairs = mapped.items() if isinstance(mapped, Mapping) else mapped or ()
    return [(str(key), str(value)) for key, value in pairs if value is not None]

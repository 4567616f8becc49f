"""Writes the keys.toml of a city."""

from __future__ import annotations

import json

from geodata.register.keys import BODY_KEYS


def write_keys_file(path, offices):
    """Write the keys of offices; JSON and TOML write these values alike."""
    lines = []
    for office in offices:
        keys = BODY_KEYS.dump_python(office.keys, mode="json")
        lines += ["[[body]]", f"id = {json.dumps(keys['id'])}", "[body.party]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in keys["party"].items()]
        for key in keys["keys"]:
            lines += ["[[body.keys]]", *(f"{name} = {json.dumps(key[name])}" for name in key)]
    path.write_text("\n".join(lines))
    return path

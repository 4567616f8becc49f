"""The bundled sample with names for a few of its streets, which it has none for."""

import json
from dataclasses import replace

from geodata.snapshot.store import TABLES, open_snapshot
from geodata.snapshot.writing import lock_data, write_snapshot

NORTH, SOUTH, TWICE = "Shëtitorja e Lisit", "Bregu i Ibrit", "Rruga e Blirit"
"""Along the river on the north bank, on the south bank, and two short ones that lie apart there."""


def copy_with_street_names(source, folder):
    """Copy a snapshot into a folder, with names for four streets near the river."""
    old = open_snapshot(source)
    layers = {name: old.read_layer(name) for name in old.layer_names}
    layers["roads"] = name_streets(layers["roads"], old.read_table("banks"), old.manifest.city.crs)
    tables = {name: old.read_table(name) for name in TABLES}
    with lock_data(folder):
        return write_snapshot(folder, replace(old.manifest), layers, tables)


def name_streets(roads, banks, crs):
    divide = banks.to_crs(crs).set_index("part").geometry["divide"]
    placed = roads.to_crs(crs)
    near = placed[placed.distance(divide).lt(60)].assign(length=placed.length)
    near = near.sort_values("length", ascending=False)
    north, south = (near[near["side"] == bank] for bank in ("north", "south"))
    short = south[south["length"] < 400]
    first = short.iloc[0]
    apart = short[short.distance(first.geometry) > 500].iloc[0]
    roads = roads.copy()
    called = [(north.index[0], NORTH), (south.index[0], SOUTH)]
    called += [(first.name, TWICE), (apart.name, TWICE)]
    for row, name in called:
        tags = json.loads(roads.at[row, "tags"]) | {"name": name}
        if name == NORTH:
            tags["name:sr"] = "Храстово шеталиште"
        roads.loc[row, ["name", "tags"]] = [name, json.dumps(tags)]
    return roads

"""A small profile file for the tests of reading, with any part of it changed."""

import tomllib

HEAD = """
id = "twin"
name = { en = "Twin Town" }
study_area = [20.80, 42.85, 20.95, 42.95]
"""
DIVIDE = """
[divide]
waterways = ["Ibar"]
left = { id = "north", name = { en = "North" } }
right = { id = "south", name = { en = "South" } }
"""


def write_profile(folder, head=HEAD, divide=DIVIDE, more=""):
    path = folder / "twin.toml"
    path.write_text(head + divide + more, encoding="utf-8")
    return path


def change_head(**lines):
    """Give the head of the profile with keys replaced (TOML text), added, or (None) left out."""
    kept = [line for line in HEAD.strip().splitlines() if line.split(" = ")[0] not in lines]
    added = [f"{key} = {value}" for key, value in lines.items() if value is not None]
    text = "\n".join([*kept, *added]) + "\n"
    tomllib.loads(text)
    return text

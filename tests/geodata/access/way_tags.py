"""Tags of ways, written short and turned round."""

from __future__ import annotations

_TURNED = {"forward": "backward", "backward": "forward", "left": "right", "right": "left"}
_ONEWAY = {"yes": "-1", "-1": "yes"}


def parse_tags(text):
    """``highway=primary oneway=yes`` as a dictionary."""
    return dict(pair.split("=") for pair in text.split())


def reverse_tags(tags):
    """The tags of the same way with its nodes in the other order."""
    return {_reverse_key(key): _reverse_value(key, value) for key, value in tags.items()}


def _reverse_key(key):
    return ":".join(_TURNED.get(part, part) for part in key.split(":"))


def _reverse_value(key, value):
    if "oneway" in key.split(":"):
        return _ONEWAY.get(value, value)
    return _TURNED.get(value, value) if key == "conveying" else value

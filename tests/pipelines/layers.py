"""Finished layers of a few features, as a snapshot has them."""

from shapely.geometry import Point

from geodata.fields import FEATURE_COLUMNS
from geodata.names import SPOKEN
from pipelines.publish import finish_layer
from tests.pipelines.frames import make_frame


def make_layer(name, *rows):
    """Make a finished layer of (tags, geographic geometry) with ids from 1."""
    frame = make_frame(*((f"way/{i}", tags, Point(0, 0)) for i, (tags, _) in enumerate(rows, 1)))
    said = {column: None for column in FEATURE_COLUMNS if column not in frame}
    said |= {one.field: [tags.get(one.key) for tags, _ in rows] for one in SPOKEN.values()}
    said |= {"name": [tags.get("name") for tags, _ in rows]}
    said |= {"layer": name, "side": "north", "provider_claims": 0, "is_modelled": True}
    return finish_layer(frame.assign(**said, geographic=[shape for _, shape in rows]))

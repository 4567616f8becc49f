"""Parameters of the API, named once for those who read them and for the OpenAPI document."""

from __future__ import annotations

PAGE = 100
"""Features of a page where no limit is asked for."""


MOST = 10_000
"""Features of the longest page; whoever asks for more gets so many."""

FORMATS = ("json", "html")

EVERYWHERE = ("f", "lang")
"""Parameters of every resource."""

SNAPSHOT = "snapshot"
"""Id of the data version that is asked, one of those kept."""

OF_ITEMS = (
    *(
        *EVERYWHERE,
        SNAPSHOT,
        "limit",
        "offset",
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "properties",
    ),
    *("sortby", "q", "filter", "filter-lang", "filter-crs"),
)
"""Parameters of a collection's features, beside the names of its fields."""

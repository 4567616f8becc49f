"""The OpenAPI document of all but the OGC API, with addresses and examples of what is served."""

from __future__ import annotations

from copy import deepcopy
from threading import Lock
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from app.catalogue.examples import Examples, find_examples
from app.catalogue.served import peek_catalogue
from app.review.openapi import write_examples
from app.web.site import find_root

router = APIRouter(include_in_schema=False)

_writing = Lock()
"""FastAPI writes its document when it is asked first, which only one thread at a time may do."""


@router.get("/api/openapi.json")
def get_document(request: Request) -> Response:
    """Give the document."""
    with _writing:
        written = request.app.openapi()
    document = deepcopy(written) | {"servers": [{"url": find_root(request)}]}
    catalogue = peek_catalogue(request)
    if catalogue is not None:
        _fill(document, find_examples(catalogue))
    return Response(orjson.dumps(document), media_type="application/json")


def _fill(document: dict[str, Any], examples: Examples) -> None:
    """Fill in an example of each parameter that only a city can give one of."""
    by_name: dict[str, Any] = {
        "bbox": examples.bbox,
        "layers": "roads,crossings",
        "q": examples.name,
        "side": examples.side,
        "filter": f"side = '{examples.side}' AND is_modelled = false",
        "line": [examples.design],
        "close": [examples.crossing] if examples.crossing else None,
        "people": [examples.people] if examples.people else None,
    }
    operations = [one for of_path in document["paths"].values() for one in of_path.values()]
    for operation in operations:
        for parameter in operation.get("parameters", ()):
            if (example := by_name.get(parameter["name"])) is not None:
                parameter["example"] = example
            if parameter["name"] == "population":
                values = examples.populations
                parameter["examples"] = {value: {"value": value} for value in values}
    body = document["paths"]["/api/assessments"]["post"]["requestBody"]["content"]
    body["application/json"]["examples"] = write_examples(
        examples.city, examples.ends, examples.populations
    )

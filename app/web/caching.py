"""Answers that a reader may have already: an ETag, a 304, and features compressed once."""

from fastapi import Request, Response

from app.catalogue.collection import Rows
from app.catalogue.features import MEDIA_TYPE, FeatureSet, compress
from app.web.negotiation import takes_encoding


def answer_features(
    request: Request, tag: str, features: FeatureSet, rows: Rows | None
) -> Response:
    """Answer with some features or all, compressed in a worker thread, a whole layer only once."""
    headers = build_headers(tag)
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if not takes_encoding(request, "gzip"):
        return Response(features.dump(rows), 200, headers, MEDIA_TYPE)
    body = features.compressed if rows is None else compress(features.dump(rows))
    packed = {"Content-Encoding": "gzip"}
    return Response(body, 200, headers | packed, MEDIA_TYPE)


def build_headers(tag: str) -> dict[str, str]:
    """Build the headers by which a reader's copy is kept and asked after."""
    return {"ETag": f'W/"{tag}"', "Cache-Control": "no-cache"}


def is_current(request: Request, etag: str) -> bool:
    """Tell whether a reader's copy is the one of an ETag."""
    asked = request.headers.get("if-none-match", "")
    names = {etag, etag.removeprefix("W/"), "*"}
    return any(one.strip() in names for one in asked.split(","))

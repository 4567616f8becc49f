"""Pages of features: joins of the bytes that were made when the snapshot was taken up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import orjson
from isal import isal_zlib
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.catalogue.collection import Collection, Rows
from app.concurrency.threads import run_aside
from app.errors import UnknownFeatureError
from app.filters.crs import CRS84
from app.filters.selection import EVERYTHING
from app.ogc.forms import build_feature_headers, find_collection, wants_page
from app.ogc.item_pages import show_item, show_items
from app.ogc.links import (
    GEOJSON,
    HTML,
    JSON,
    QUERYABLES,
    SCHEMA,
    Link,
    address,
    find_api,
    list_forms,
    make_link,
    name_item,
    write_header,
)
from app.ogc.parameters import EVERYWHERE, SNAPSHOT
from app.ogc.query import (
    ItemsQuery,
    choose_rows,
    list_parameters,
    read_items_query,
    read_parameters,
)
from app.ogc.served import Served, get_served
from app.web.caching import is_current
from app.web.negotiation import takes_encoding
from geodata.geojson import write_geometries
from geodata.sentences import sentence

_CHUNK = 1_000
"""Features that are joined at once; longer pages are streamed."""

_LONG_QUERY = 2_000
"""Bytes of a query that is read in a thread, as it could hold up all others."""

_LEVEL = 1
_GZIP = 31
"""What zlib calls a window of 32 kB between the head and the tail of gzip."""

_OF_ITEM = frozenset({*EVERYWHERE, SNAPSHOT, "crs", "properties"})


async def get_items(request: Request) -> Response:
    """Give a page of a collection's features."""
    served = get_served(request)
    collection = find_collection(served, request.path_params["collection"])
    is_long = len(request.scope["query_string"]) > _LONG_QUERY
    asked = request, served, collection
    given, query = await run_aside(_read, *asked) if is_long else _read(*asked)
    headers = build_feature_headers(served, collection)
    is_page = wants_page(request, given)
    rows = await _choose(collection, query)
    if not is_page and is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    page = rows[query.offset : query.offset + query.limit]
    base = f"{find_api(request)}/collections/{collection.name}"
    links = _list_links(base, given, query, len(rows), is_page)
    if is_page:
        return await run_in_threadpool(show_items, request, collection, page, len(rows), links)
    head = _write_head(len(rows), len(page), links)
    headers |= {"Content-Crs": f"<{query.system.uri}>", "Link": write_header(links)}
    if len(page) > _CHUNK:
        chunks = _stream(head, collection, page, query)
        return StreamingResponse(chunks, 200, headers, GEOJSON)
    body = await _write_page(head, collection, page, query)
    if takes_encoding(request, "gzip"):
        # Much faster than by what packs all else.
        headers["Content-Encoding"] = "gzip"
        body = isal_zlib.compress(body, _LEVEL, _GZIP)
    return Response(body, 200, headers, GEOJSON)


async def get_item(request: Request) -> Response:
    """Give one feature."""
    served = get_served(request)
    collection = find_collection(served, request.path_params["collection"])
    given = read_parameters(request, _OF_ITEM)
    query = read_items_query(given, collection, served.systems)
    feature_id = request.path_params["feature"]
    row = collection.ids.get(feature_id)
    if row is None:
        raise UnknownFeatureError(
            sentence(
                "There is no feature %(id)s in %(layer)s.",
                id=repr(feature_id[:80]),
                layer=collection.name,
            )
        )
    headers = build_feature_headers(served, collection)
    base = f"{find_api(request)}/collections/{collection.name}"
    is_page = wants_page(request, given)
    links = [
        *list_forms(name_item(f"{base}/items", feature_id), given, is_page, GEOJSON),
        make_link("collection", base, JSON),
    ]
    if is_page:
        return await run_in_threadpool(show_item, request, collection, row, links)
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    [feature] = _encode(collection, collection.everything[row : row + 1], query)
    headers |= {"Content-Crs": f"<{query.system.uri}>", "Link": write_header(links)}
    body = feature[:-1] + b',"links":' + orjson.dumps(links) + b"}"
    return Response(body, 200, headers, GEOJSON)


def _read(
    request: Request, served: Served, collection: Collection
) -> tuple[dict[str, str], ItemsQuery]:
    given = read_parameters(request, list_parameters(collection))
    return given, read_items_query(given, collection, served.systems)


async def _choose(collection: Collection, query: ItemsQuery) -> Rows:
    """Choose the rows of a selection, in a thread where that may take long."""
    selection = query.selection
    if selection is EVERYTHING:
        return collection.everything
    if not (selection.words or selection.sortby) and (
        selection.filter is None or selection.filter.is_light
    ):
        return choose_rows(collection, selection)
    return await run_aside(choose_rows, collection, selection)


def _list_links(
    base: str,
    given: Mapping[str, str],
    query: ItemsQuery,
    matched: int,
    is_page: bool,  # noqa: FBT001
) -> list[Link]:
    items, start, limit = f"{base}/items", query.offset, query.limit
    media_type = HTML if is_page else GEOJSON
    links = list_forms(items, given, is_page, GEOJSON)
    if start + limit < matched:
        links.append(make_link("next", address(items, given, offset=start + limit), media_type))
    if (end := min(start, matched)) > 0:
        before = {"offset": max(0, end - limit), "limit": min(limit, end)}
        links.append(make_link("prev", address(items, given, **before), media_type))
    links.append(make_link("collection", base, JSON))
    links.append(make_link(QUERYABLES, f"{base}/queryables", SCHEMA))
    return links


def _write_head(matched: int, returned: int, links: list[Link]) -> bytes:
    members = {
        "type": "FeatureCollection",
        "timeStamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "numberMatched": matched,
        "numberReturned": returned,
        "links": links,
    }
    return orjson.dumps(members)[:-1] + b',"features":['


async def _write_page(head: bytes, collection: Collection, rows: Rows, query: ItemsQuery) -> bytes:
    """Write a page, in a thread where features have to be encoded anew."""
    if query.system is not CRS84 or query.properties is not None:
        return _join(head, await run_aside(_encode, collection, rows, query))
    if query.selection is not EVERYTHING:
        return _join(head, _encode(collection, rows, query))
    features = collection.features.cut(query.offset, query.offset + len(rows))
    return b"".join((head, features, b"]}"))


def _join(head: bytes, features: list[bytes]) -> bytes:
    """Join a page in one go: to copy something so large twice takes longer than all the rest."""
    if not features:
        return head + b"]}"
    features[0] = head + features[0]
    features[-1] += b"]}"
    return b",".join(features)


def _stream(head: bytes, collection: Collection, rows: Rows, query: ItemsQuery) -> Iterator[bytes]:
    """Write a long page in parts, each in a thread of the pool."""
    yield head
    for start in range(0, len(rows), _CHUNK):
        features = _encode(collection, rows[start : start + _CHUNK], query)
        yield (b"," if start else b"") + b",".join(features)
    yield b"]}"


def _encode(collection: Collection, rows: Rows, query: ItemsQuery) -> list[bytes]:
    """Encode features in another system, or with some of their fields, where that is asked."""
    encoded = collection.features.features
    features = [encoded[row] for row in rows.tolist()]
    if query.system is not CRS84:
        texts = write_geometries(query.system.write(collection.shapes[rows]))
        spans = collection.features.spans[rows].tolist()
        features = [
            feature[:start] + text + feature[end:]
            for feature, text, (start, end) in zip(features, texts, spans, strict=True)
        ]
    if query.properties is None:
        return features
    return [_keep(feature, query.properties) for feature in features]


def _keep(feature: bytes, names: tuple[str, ...]) -> bytes:
    """Keep some fields of a feature."""
    document = orjson.loads(feature)
    document["properties"] = {name: document["properties"][name] for name in names}
    return orjson.dumps(document)

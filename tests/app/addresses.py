"""Every address that gives something, for any city: of each route, and of each page."""

from starlette.routing import Mount

from app.main import create_app
from geodata.exports.formats import Format

SAMPLE = {
    "city": "mitrovica",
    "day": "2025-10-01",
    "feature": "node/312",
    "layer": "schools",
    "line": "20.862,42.8896,20.862,42.8912",
    "misses": "20.862,42.8912,20.862,42.8913",  # both ends on one bank
    "project": "new-footbridge-2025",
    "closed": "east",
    "service": "water",
    "side": "north",
    "tile": "14/9141/6041",
    "word": "most",
    "other_project": "central-heating",
}
"""What addresses name, in the bundled sample."""

COSTS = (
    "currency=EUR&low=2000000:+tender&high=3000000:+tender&upkeep=20000:+office"
    "&life=50:+standard&value_of_time=6:+survey&rate=0.03:+bank"
)

EXAMPLES = {
    "/api/assessments": ["/api/assessments?day={day}&line={line}"],
    "/api/assessments/card": ["/api/assessments/card?day={day}&line={line}"],
    "/api/assessments/ranges": ["/api/assessments/ranges?day={day}&line={line}"],
    "/api/break-even": [f"/api/break-even?day={{day}}&line={{line}}&{COSTS}"],
    "/api/assessments/charts/{chart}.svg": [
        f"/api/assessments/charts/{chart}.svg?day={{day}}&line={{line}}"
        for chart in ("reach", "detour-profile", "histogram")
    ],
    "/api/assessments/homes.geojson": ["/api/assessments/homes.geojson?day={day}&line={line}"],
    "/api/assessments/report.json": ["/api/assessments/report.json?day={day}&line={line}"],
    "/api/assessments/report.txt": ["/api/assessments/report.txt?day={day}&line={line}"],
    "/api/assessments/stored.json": ["/api/assessments/stored.json?day={day}&line={line}"],
    "/api/counts": ["/api/counts?layers=roads,crossings"],
    "/api/providers/cell.csv": ["/api/providers/cell.csv?service={service}"],
    "/api/plan": ["/api/plan?span_m=150"],
    "/api/scan": ["/api/scan?span_m=150"],
    "/api/search": ["/api/search?q={word}"],
    "/cities": ["/cities", "/cities?sort=-crossings_per_km"],
    "/cities/compare": ["/cities/compare", "/cities/compare?city={city}"],
    "/cities/compare.csv": ["/cities/compare.csv?city={city}"],
    "/cities/compare.parquet": ["/cities/compare.parquet"],
    "/cities/search": ["/cities/search?q={word}"],
    "/compare": [
        "/compare",
        "/compare?day={day}&line={line}",
        "/compare?day={day}&line={line}&view=difference",
    ],
    "/crossings": ["/crossings", "/crossings?as_of=2001-06-01"],
    "/crossings/closures": ["/crossings/closures?day={day}"],
    "/crossings/closures.csv": ["/crossings/closures.csv?day={day}"],
    "/data/{layer}.geojson": [
        "/data/roads.geojson",
        "/data/banks.geojson?bbox=20.8,42.8,20.9,43",
        "/data/crossings.geojson?as_of=2001-06-01",
        "/data/{layer}.geojson?filter=side%3D%27{side}%27",
    ],
    "/data/projects.oc4ids.json": [
        f"/data/projects.oc4ids.json{query}" for query in ("", "?lang=sr-Latn")
    ],
    "/projects.atom": ["/projects.atom", "/projects.atom?lang=sq"],
    "/data/{city}.qgz": ["/data/{city}.qgz", "/data/{city}.qgz?lang=sq"],
    "/data/{name}": ["/data/crossings"],
    "/data/{name}.qlr": ["/data/stations.qlr"],
    "/data/{name}.{form}": [
        "/data/{layer}.csv?side={side}",
        "/data/{layer}.csv?bom=true",
        "/data/claims.geojsonl",
        "/data/{layer}.csv?filter=side%3D%27{side}%27",
        "/data/{layer}.gpkg",
        "/data/{layer}.dxf",
    ],
    "/ogc/collections/{collection}": ["/ogc/collections/{layer}"],
    "/ogc/collections/{collection}/feature-schema": ["/ogc/collections/{layer}/feature-schema"],
    "/ogc/collections/{collection}/items": [
        f"/ogc/collections/{{layer}}/items{query}"
        for query in ("?limit=5", "?f=html", "?filter=side%3D%27{side}%27")
    ],
    "/ogc/collections/{collection}/items/{feature:path}": [
        "/ogc/collections/{layer}/items/{feature}"
    ],
    "/ogc/collections/{collection}/queryables": ["/ogc/collections/{layer}/queryables"],
    "/ogc/collections/{collection}/schema": ["/ogc/collections/{layer}/schema"],
    "/map/files": ["/map/files?layers=roads,crossings&bbox=20.8,42.8,20.9,43"],
    "/map.png": ["/map.png"],
    "/map/counts": ["/map/counts?bbox=20.8,42.8,20.9,43&as_of={day}"],
    "/map/relief.png": ["/map/relief.png?version={relief}"],
    "/map/relief.png.aux.xml": ["/map/relief.png.aux.xml?version={relief}"],
    "/map.pdf": ["/map.pdf", "/map.pdf?bbox=-180,-90,180,90&paper=a3"],
    "/popups/{kind}/{thing:path}": [
        "/popups/{layer}/{feature}",
        "/popups/crossings/{closed}?as_of={day}",
        "/popups/projects/{project}",
        "/popups/coordinates/42.89,20.866",
    ],
    "/projects/{project_id}": ["/projects/{project}"],
    "/projects/{project_id}/brief": ["/projects/{other_project}/brief"],
    "/projects/{project_id}/brief.pdf": ["/projects/{other_project}/brief.pdf"],
    "/projects/{project_id}/brief/pack.pdf": ["/projects/{other_project}/brief/pack.pdf"],
    "/review/parts/card": ["/review/parts/card?day={day}&line={line}"],
    "/review/parts/closing": ["/review/parts/closing?day={day}&close={closed}"],
    "/review/parts/numbers": ["/review/parts/numbers?day={day}&line={line}"],
    "/review/parts/population": ["/review/parts/population?day={day}"],
    "/review/parts/place": ["/review/parts/place?lon=20.862&lat=42.8896"],
    "/review/parts/streets": ["/review/parts/streets?bank={side}"],
    "/review/parts/tables": ["/review/parts/tables?day={day}&line={line}"],
    "/review/parts/variants": ["/review/parts/variants?keep=line%3D{line}"],
    "/review/variants.csv": ["/review/variants.csv?keep=line%3D{line}"],
    "/review": ["/review", "/review?day={day}&line={line}"],
    "/review/plan": ["/review/plan?day={day}"],
    "/search/options": ["/search/options?q={word}"],
    "/view": ["/view", "/view?bbox=20.8,42.8,20.9,43&layers=schools&part=list"],
    "/static/{path}": ["{assets}/css/site.css", "{assets}/img/favicon.svg", "/static/js/map.js"],
    "/tiles/{snapshot}.pmtiles": ["/tiles/{snapshot}.pmtiles"],
    "/tiles/{z}/{x}/{y}.mvt": ["/tiles/{tile}.mvt", "/tiles/14/0/0.mvt"],
}
"""Addresses of routes that want to be told something; of all others, they are their paths."""


def list_routes(routes, prefix=""):
    """List the paths that are asked by GET."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from list_routes(route.original_router.routes, prefix)
        elif isinstance(route, Mount):
            yield from list_routes(route.routes, prefix + route.path)
        elif "GET" in (getattr(route, "methods", None) or ()):
            yield prefix + route.path


PATHS = sorted({*list_routes(create_app().routes), "/static/{path}"})


def list_addresses(names):
    """List path and address of each route, as far as a city has what the address names."""
    for path in PATHS:
        for address in EXAMPLES.get(path, [path]):
            filled = fill(address, names)
            if not ("{" in filled and path in EXAMPLES):
                yield path, filled


def fill(address, names):
    for name, value in names.items():
        address = address.replace(f"{{{name}}}", value)
    return address


def list_file_addresses(city, tables):
    """List every table in every format, and the whole city."""
    forms = (*Format, "qlr")
    return [f"/data/{city}.gpkg", *(f"/data/{name}.{form}" for name in tables for form in forms)]

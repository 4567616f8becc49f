"""Every page that people open, by its address, and what each must show in any language."""

from dataclasses import dataclass

DAY = "day=2025-10-01"
LINE = "20.862,42.8896,20.862,42.8912"
MISSES = "20.862,42.8912,20.862,42.8913"  # both ends on one bank


@dataclass(frozen=True)
class Page:
    """A page of the sample city, or of a server that has no city yet.

    Attributes
    ----------
    name
        Of its screenshots.
    shows
        CSS selectors of what must be seen once it is ready, with scripts and without.
    ready
        A selector that is there once its scripts are done; the map's by default.
    files
        How the addresses of what can be downloaded from it begin.
    """

    name: str
    path: str
    shows: tuple[str, ...]
    status: int = 200
    ready: str = ".folium-map[aria-busy=false]"
    files: tuple[str, ...] = ()
    has_city: bool = True


_NUMBERS = "#review-numbers[aria-busy=false] table"

PAGES = (
    Page("overview", "/", (".rows li", ".legend li")),
    Page(
        "providers",
        "/providers?service=water",
        ("#matrix td a", ".card h3"),
        files=("/api/providers/matrix.csv", "/api/providers/cell.csv"),
    ),
    Page(
        "providers-cell",
        "/providers?service=water&side=north",
        ("#choice .choice__sum",),
        files=("/api/providers/cell.csv?service=water&side=north",),
    ),
    Page(
        "crossings",
        "/crossings",
        ("#day", "#cards article table"),
        files=("/data/crossings.geojson?as_of=", "/api/openings"),
    ),
    Page(
        "crossings-day",
        "/crossings?as_of=2001-06-01",
        ("#day", "#cards article"),
        files=("/data/crossings.geojson?as_of=2001-06-01",),
    ),
    Page(
        "review",
        f"/review?{DAY}",
        ("#review-form", "#definitions dt"),
        ready=_NUMBERS,
        files=("/api/assessments/report.txt?", "/api/assessments/report.json?"),
    ),
    Page(
        "review-candidate",
        f"/review?{DAY}&line={LINE}&close=east&keep=mode%3Dwalk",
        ("#review-tables table", "#review-compare li, #review-compare td"),
        ready=_NUMBERS,
        files=("/api/assessments/report.txt?line=", "/api/assessments/report.json?line="),
    ),
    Page("review-refusal", f"/review?{DAY}&line={MISSES}", (".review__status--refusal",), 409),
    Page(
        "compare",
        f"/compare?{DAY}&line={LINE}&close=east",
        ("#compare-classes td", "#compare-banks td", ".compare__what li"),
        files=("/api/assessments/homes.geojson?line=", "/api/assessments/report.txt?line="),
    ),
    Page("compare-nothing", f"/compare?{DAY}", ("#compare-classes td", ".compare li a")),
    Page(
        "crossings-closed",
        "/crossings?as_of=2025-10-01&close=main",
        ("#cards article table", "[data-close]"),
    ),
    Page("projects", "/projects", (".card h2 a",), files=("/data/projects.geojson",)),
    Page(
        "project",
        "/projects/new-footbridge-2025",
        (".card h1", "dl dd"),
        files=("/data/projects.geojson",),
    ),
    Page(
        "brief",
        f"/review/brief?{DAY}&line={LINE}&close=east",
        (".brief__map", ".brief__numbers td", ".brief__chart", ".brief__tools a"),
        ready="#brief-print:not([hidden])",
        files=("/review/brief.pdf?line=",),
    ),
    Page(
        "brief-project",
        "/projects/central-heating/brief",
        (".brief__pairs dd",),
        ready="#brief-print:not([hidden])",
        files=("/projects/central-heating/brief.pdf?",),
    ),
    Page(
        "data",
        "/data",
        (".data__layers li", ".data__line pre"),
        ready=".copy",
        files=("/data/mitrovica.gpkg", "/data/mitrovica.qgz", "/data/roads.geojson"),
    ),
    Page(
        "data-layer",
        "/data/crossings",
        (".data__fields td", ".data__line pre"),
        ready=".copy",
        files=("/data/crossings.parquet", "/data/crossings.qlr"),
    ),
    Page("about", "/about", (".formulas dt", "#history"), ready="main", files=("/api/snapshot",)),
    Page("search", "/search?q=most", (".found li a", "form.search input"), ready="main"),
    Page("search-nothing", "/search?q=zzzz", ("main p",), ready="main"),
    Page("ogc", "/ogc?f=html", ("main pre", "main li a"), ready="main"),
    Page("ogc-collections", "/ogc/collections?f=html", ("main a",), ready="main"),
    Page("ogc-items", "/ogc/collections/schools/items?f=html", ("main td",), ready="main"),
    Page("ogc-fields", "/ogc/collections/schools/queryables?f=html", ("main td",), ready="main"),
    Page("error", "/nothing-here", ("main h1", "main p a"), 404, "main"),
    Page("not-ready", "/", ("main h1", "main pre"), 503, "main", has_city=False),
)

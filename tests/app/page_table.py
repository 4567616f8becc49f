"""Every page that people open, by its address, and what each must show in any language."""

from dataclasses import dataclass, replace

from tests.app.addresses import SAMPLE, fill

DAY = f"day={SAMPLE['day']}"
LINE = SAMPLE["line"]


@dataclass(frozen=True)
class Page:
    """A page of a city, or of a server that has no city yet."""

    name: str
    """Of its screenshots."""
    path: str
    shows: tuple[str, ...]
    """CSS selectors of what must be seen once it is ready, with scripts and without."""
    status: int = 200
    ready: str = ".folium-map[aria-busy=false]"
    """A selector that is there once its scripts are done; the map's by default."""
    files: tuple[str, ...] = ()
    """How the addresses of what can be downloaded from it begin."""
    has_city: bool = True

    @property
    def template(self) -> str:
        """What pages have in common that differ in their question alone, or in their city."""
        return f"{self.path.partition('?')[0]} {self.has_city} {self.status}"


_NUMBERS = "#review-numbers[aria-busy=false] table"

_PAGES = (
    Page("overview", "/", (".rows li", ".legend li")),
    Page(
        "providers",
        "/providers?service={service}",
        ("#matrix td a", ".card h3"),
        files=("/api/providers/matrix.csv", "/api/providers/cell.csv"),
    ),
    Page(
        "cities",
        "/cities?sort=-crossings_per_km",
        (".cities__table tbody a", "th[aria-sort=descending]", ".search input"),
        ready=".city-mark",
    ),
    Page(
        "cities-compared",
        "/cities/compare?city={city}",
        (".compared thead a", ".compared__value"),
        ready=".compared",
    ),
    Page("cities-search", "/cities/search?q={word}", (".found a",), ready=".found"),
    Page("providers-here", "/providers?here=roads/way/44&side={side}", ("#here li small",)),
    Page(
        "providers-cell",
        "/providers?service={service}&side={side}",
        ("#choice .choice__sum",),
        files=("/api/providers/cell.csv?service={service}&side={side}",),
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
        "/review?day={day}",
        ("#review-start a", "#review-form", "#definitions dt"),
        files=("/api/assessments/report.txt?", "/api/assessments/report.json?"),
    ),
    Page(
        "review-candidate",
        "/review?day={day}&line={line}&close={closed}&keep=mode%3Dwalk",
        ("#tables summary", "#review-compare li, #review-compare td"),
        ready=_NUMBERS,
        files=("/api/assessments/report.txt?line=", "/api/assessments/report.json?line="),
    ),
    Page("review-refusal", "/review?day={day}&line={misses}", (".review__status--refusal",), 409),
    Page(
        "compare",
        "/compare?day={day}&line={line}&close={closed}",
        ("#compare-classes td", "#compare-banks td", ".compare__what li"),
        files=("/api/assessments/homes.geojson?line=", "/api/assessments/report.txt?line="),
    ),
    Page(
        "compare-difference",
        "/compare?day={day}&line={line}&close={closed}&view=difference",
        ("#compare-saved td", "#compare-banks td", "[data-view][aria-current=page]"),
        files=("/api/assessments/homes.geojson?line=",),
    ),
    Page(
        "plan",
        "/review/plan?day={day}",
        ("#set-1 a", "#means-proven", "#study-length"),
        ready="#set-1",
        files=("/api/plan?most=3",),
    ),
    Page("compare-nothing", "/compare?day={day}", ("#compare-classes td", ".compare li a")),
    Page(
        "crossings-closed",
        "/crossings?as_of={day}&close={closed}",
        ("#cards article table", "[data-close]"),
    ),
    Page(
        "closures",
        "/crossings/closures?day={day}",
        (".closures td a", ".card h3", "#study-mode"),
        ready=".closures",
        files=("/crossings/closures.csv?", "/api/closures?"),
    ),
    Page("projects", "/projects", (".card h2 a",), files=("/data/projects.geojson",)),
    Page(
        "project",
        "/projects/{project}",
        (".card h1", "main dl dd"),
        files=("/data/projects.geojson",),
    ),
    Page(
        "brief",
        "/review/brief?day={day}&line={line}&close={closed}",
        (".brief__map", ".brief__numbers tbody td", ".brief__chart", ".brief__tools a"),
        ready="#brief-print:not([hidden])",
        files=("/review/brief.pdf?line=",),
    ),
    Page(
        "brief-project",
        "/projects/{other_project}/brief",
        (".brief__pairs dd",),
        ready="#brief-print:not([hidden])",
        files=("/projects/{other_project}/brief.pdf?",),
    ),
    Page(
        "data",
        "/data",
        (".data__layers li", ".data__line pre"),
        ready=".copy",
        files=("/data/{city}.gpkg", "/data/{city}.qgz", "/data/roads.geojson"),
    ),
    Page(
        "data-layer",
        "/data/crossings",
        (".data__fields td", ".data__line pre"),
        ready=".copy",
        files=("/data/crossings.parquet", "/data/crossings.qlr"),
    ),
    Page(
        "institutions",
        "/institutions",
        (".systems td", ".card h3", ".sources summary"),
        files=("/data/institutions.geojson",),
    ),
    Page("agreements", "/agreements", (".timeline h2",), ready="main"),
    Page("needs", "/needs", (".card h2",), ready="main"),
    Page("about", "/about", (".formulas dt", "#history"), ready="main", files=("/api/snapshot",)),
    Page(
        "languages",
        "/languages",
        ("table.counts td", "#names ~ article h3"),
        ready="main",
    ),
    Page("neutrality", "/neutrality", ("#order", "#unknown", "#contact"), ready="main"),
    Page("search", "/search?q={word}", (".found li a", "form.search input"), ready="main"),
    Page("view", "/view", (".found li a", ".in-view__moves a"), ready="main"),
    Page("search-nothing", "/search?q=zzzz", ("main p",), ready="main"),
    Page("ogc", "/ogc?f=html", ("main pre", "main li a"), ready="main"),
    Page("ogc-collections", "/ogc/collections?f=html", ("main a",), ready="main"),
    Page("ogc-items", "/ogc/collections/{layer}/items?f=html", ("main td",), ready="main"),
    Page("ogc-fields", "/ogc/collections/{layer}/queryables?f=html", ("main td",), ready="main"),
    Page("error", "/nothing-here", ("main h1", "main p a"), 404, "main"),
    Page("not-ready", "/", ("main h1", "main dl dd"), 503, "main", has_city=False),
)


def list_pages(names):
    """List the pages of a city, as far as it has what their addresses name."""
    filled = [
        replace(
            page,
            path=fill(page.path, names),
            files=tuple(fill(file, names) for file in page.files),
        )
        for page in _PAGES
    ]
    return tuple(page for page in filled if "{" not in page.path)


PAGES = list_pages(SAMPLE)

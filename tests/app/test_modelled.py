"""With the sample, nothing modelled is named or counted without the word, in any language."""

import re

import httpx
import pytest

from app.language.modelled import say_counts, say_modelled
from geodata.crossings.counts import Count, CrossingCounts
from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.app.sample_texts import get, parse_page, squeeze

PAGES = [
    *("/", "/crossings", "/crossings?as_of=2001-06-01", "/projects", "/search?q=most", "/about"),
    *("/search?q=uj", "/providers", "/providers?service=water", "/providers?service=telecom"),
    *("/providers?service=power&side=north", "/review?day=2025-10-01", "/compare?day=2025-10-01"),
    *("/data", "/data/schools", "/data/crossings", "/data/power_lines"),
    *("/ogc/collections?f=html", "/ogc/collections/schools?f=html"),
    *("/ogc/collections/schools/items?f=html", "/ogc/collections/crossings/items?f=html"),
    "/review/brief?day=2025-10-01&line=20.862,42.8896,20.862,42.8912",
]
TABLES = ["crossings", "claims", "banks", "schools", "water_pipelines", "buildings", "water_areas"]
OSM_ID = re.compile(r"(?:osm-)?(?:node|way|relation)[-/]\d+")
BLOCKS = "ancestor-or-self::*[self::li or self::tr or self::article or self::main][1]"
IN_SAMPLE = CrossingCounts(Count(4, 0), Count(1, 0), Count(3, 3))
ONLY_OSM = "Source: OpenStreetMap only (%(ids)s)."


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as reader:
        yield reader


@pytest.fixture(scope="module")
def modelled(reader):
    """Ids of everything modelled, as pages and answers write them."""
    found = set()
    manifest = reader.get("/api/snapshot").json()
    for name in (*manifest["counts"], "crossings"):
        for one in reader.get(f"/data/{name}.geojson").json()["features"]:
            if one["properties"]["is_modelled"]:
                found.add(str(one["id"]))
    assert len(found) > 1_000
    return found


def find_blocks(page, ids):
    """Find the rows and list entries of a page that name something modelled."""
    for node in parse_page(page).xpath("//body//*[text()]"):
        text = " ".join(node.xpath("text()"))
        if set(OSM_ID.findall(text)) & ids:
            yield squeeze(node.xpath(BLOCKS)[0].text_content())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_names_that_is_modelled_says_so(reader, modelled, language):
    word = load_wording(language).gettext("modelled")
    only_osm = load_wording(language).gettext(ONLY_OSM).split("%")[0]
    named = 0
    for page in PAGES:
        answer = get(reader, page, language)
        assert answer.status_code == 200, page
        assert only_osm not in squeeze(parse_page(answer.text).text_content()), page
        for block in find_blocks(answer.text, modelled):
            named += 1
            assert word in block, (page, block[:200])
    assert named > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_service_lines_are_listed_and_counted_apart_as_modelled(reader, language):
    wording = load_wording(language)
    word = wording.gettext("modelled")
    for page in ("/", "/crossings"):
        root = parse_page(get(reader, page, language).text)
        leads = squeeze(" ".join(one.text_content() for one in root.xpath("//p[@class='lead']")))
        assert say_counts(IN_SAMPLE, wording) in leads
        lines = root.xpath("//article[starts-with(@id, 'crossings/osm-')] | //ul[@class='rows']/li")
        osm = [one for one in lines if "osm-" in str(one.xpath("@id | .//a/@href"))]
        assert len(osm) > 2
        for one in osm:
            assert word in one.text_content()
        for one in set(lines) - set(osm):
            assert word not in one.text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_streets_and_lines_that_a_project_joins_are_said_to_be_modelled(reader, language):
    wording = load_wording(language)
    page = parse_page(get(reader, "/projects", language).text)
    terms = [squeeze(one.text_content()) for one in page.xpath("//dt")]
    joined = [one for one in terms if one.startswith(wording.gettext("Connects"))]
    assert len(joined) > 3
    assert all(wording.gettext("modelled") in one for one in joined)


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_of_modelled_layers_say_so(reader, language):
    word = load_wording(language).gettext("modelled")
    documents = reader.get("/ogc/collections").json()["collections"]
    counted = {one["id"]: one["modelledCount"] for one in documents}
    assert sum(map(bool, counted.values())) > 20
    for page, entry, link in (
        ("/data", "//ul[@class='data__layers']/li", "data/{}"),
        ("/ogc/collections?f=html", "//tbody/tr", "collections/{}?f=html"),
    ):
        root = parse_page(get(reader, page, language).text)
        entries = root.xpath(entry)
        assert len(entries) == len(counted)
        for one in entries:
            name = next(
                name for name in counted if one.xpath(".//a/@href")[0].endswith(link.format(name))
            )
            assert (word in one.text_content()) == bool(counted[name]), name
    caption = parse_page(get(reader, "/providers?service=water", language).text).xpath("//caption")[
        0
    ]
    assert word in caption.text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_the_map_say_what_is_modelled(reader, language):
    html = get(reader, "/", language).text
    counts = re.findall(r"</span>\s*(\([^)]*\))?</small>", read_script(html))
    assert counts
    word = load_wording(language).gettext("modelled")
    assert sum(word in one for one in counts) > 10


def read_script(html):
    """Read what a page's script says, whose letters are written by their numbers."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), html)


@pytest.mark.parametrize("name", TABLES)
def test_every_feature_of_answers_and_files_tells_whether_it_is_modelled(reader, modelled, name):
    found = reader.get(f"/ogc/collections/{name}/items?limit=50").json()["features"]
    assert found
    for one in found:
        assert isinstance(one["properties"]["is_modelled"], bool)
        if name not in {"claims", "banks"}:
            assert one["properties"]["is_modelled"] == (str(one["id"]) in modelled)
    assert "is_modelled" in reader.get(f"/data/{name}.csv").text.splitlines()[0]
    document = reader.get(f"/ogc/collections/{name}").json()
    assert 0 < document["modelledCount"] <= document["itemCount"]


def test_answers_that_count_say_how_much_is_modelled(reader):
    counted = reader.get("/api/counts?layers=buildings,crossings,projects").json()
    assert counted["modelled"] == {"buildings": "all", "crossings": "some", "projects": "none"}
    matrix = reader.get("/api/providers/matrix?service=water").json()
    totals = [one["total"] for one in matrix["services"]]
    assert all(0 < one["modelled"] <= one["features"] for one in totals)
    found = reader.get("/api/search?q=most&limit=50").json()["results"]
    assert all(isinstance(one["is_modelled"], bool) for one in found)


def test_popups_of_crossings_are_told_what_is_modelled_and_what_it_carries(reader, modelled):
    found = reader.get("/map/crossings.geojson").json()["features"]
    told = {one["id"]: one["properties"] for one in found}
    for name, facts in told.items():
        assert facts["is_modelled"] == (name in modelled)
        assert facts["use"] == ("services" if facts["kind"] in {"pipe", "cable"} else "people")
    assert told["dudin-krs"]["meets_divide_at"] is None
    nowhere = next(one for one in found if one["id"] == "dudin-krs")
    assert nowhere["geometry"] is None


def test_all_some_or_none_of_a_number_are_modelled():
    wording = load_wording("en")
    assert [say_modelled(number, 3, wording) for number in (0, 2, 3)] == [
        "", "2 of them modelled", "modelled",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "4 for people, 1 of them on foot only; 3 service lines (modelled)"),
        (
            "sq",
            "4 për njerëz, 1 prej tyre vetëm në këmbë; 3 linja infrastrukture (modeluar)",
        ),
        ("sr-Latn", "4 za ljude, od toga 1 samo za pešake; 3 infrastrukturna voda (modelovano)"),
        ("sr-Cyrl", "4 за људе, од тога 1 само за пешаке; 3 инфраструктурна вода (моделовано)"),
    ],
)
def test_crossings_of_people_and_of_services_are_said_apart(language, said):
    assert say_counts(IN_SAMPLE, load_wording(language)) == said

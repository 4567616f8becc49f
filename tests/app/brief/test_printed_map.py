"""The print of the map: one page with title, legend, scale, north, sources and dates."""

import struct
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import httpx
import pytest
import shapely
from fastapi.exceptions import RequestValidationError
from pypdf import PdfReader

from app.brief import layer_names, map_sheet
from app.brief.frame import frame_view
from app.brief.map_query import Orientation, Paper
from app.brief.map_sheet import PrintRequest, check_number, write_map_sheet
from app.maps.printable import list_printable
from geodata.assessment.words import say
from geodata.crs import project
from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.app.brief.printed import squeeze

VIEW = "20.855,42.885,20.875,42.897"
BOX = tuple(map(float, VIEW.split(",")))
SIZES_PT = {
    "a4": {"portrait": (595.3, 841.9), "landscape": (841.9, 595.3)},
    "a3": {"portrait": (841.9, 1190.6), "landscape": (1190.6, 841.9)},
}
DAY = date(2026, 1, 1)


@pytest.fixture
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as client:
        yield client


@pytest.fixture
def catalogue(reviewed):
    return reviewed.city.live.get()


def ask(layers=("banks", "crossings"), view=BOX, paper=Paper.A4, way=Orientation.LANDSCAPE):
    return PrintRequest(view, tuple(layers), paper, way, DAY)


def read_page(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.content)).pages
    return page


@pytest.mark.parametrize("orientation", list(Orientation))
@pytest.mark.parametrize("paper", list(Paper))
def test_the_page_has_the_size_that_is_asked_for(client, paper, orientation):
    page = read_page(client.get(f"/map.pdf?bbox={VIEW}&paper={paper}&orientation={orientation}"))
    size = (float(page.mediabox.width), float(page.mediabox.height))
    assert size == pytest.approx(SIZES_PT[paper][orientation], abs=0.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_it_shows_and_where_that_is_from(client, catalogue, language):
    answer = client.get(f"/map.pdf?bbox={VIEW}&lang={language}")
    text, wording = squeeze(read_page(answer).extract_text()), load_wording(language)
    assert answer.headers["content-language"] == language
    for one in catalogue.manifest.city.name.values():
        assert squeeze(one) in text
    assert squeeze(say("modelled", language)) in text
    assert squeeze(wording.say("layer", "Roads")) in text
    assert squeeze(wording.pgettext("compass", "N")) in text
    assert "1:" in text
    assert catalogue.id in text
    assert "OpenStreetMapcontributors" in text


def test_only_the_layers_that_are_asked_for_stand_in_legend_and_map(client, catalogue):
    text = squeeze(
        read_page(client.get(f"/map.pdf?bbox={VIEW}&lang=en&layers=health")).extract_text()
    )
    assert "Hospitals" in text
    assert "Roads" not in text
    sheet = write_map_sheet(catalogue, ask(["crossings"]), load_wording("en"))
    assert {one.label.partition(":")[0] for one in sheet.map.legend} == {"Crossings for people"}
    assert "data-crossing" in sheet.map.svg
    bare = write_map_sheet(catalogue, ask(["banks"]), load_wording("en"))
    assert "data-crossing" not in bare.map.svg


def test_where_nothing_is_asked_for_it_is_what_the_map_shows_first(client):
    text = squeeze(read_page(client.get("/map.pdf?lang=en")).extract_text())
    assert "Roads" in text
    assert squeeze("Main (Ibar) Bridge") in text


def test_every_layer_of_the_map_can_be_printed(catalogue):
    whole = catalogue.manifest.bounds
    sheet = write_map_sheet(catalogue, ask(list_printable(catalogue), whole), load_wording("sq"))
    assert len(sheet.map.legend) >= len(catalogue.manifest.counts)
    assert len(list(ET.fromstring(sheet.map.svg).iter())) > 50


def test_the_whole_view_is_on_it_at_a_round_scale():
    view = shapely.box(*BOX)
    frame = frame_view(view, "EPSG:32634", (200.0, 150.0))
    assert frame.box.contains(project(view, "EPSG:4326", "EPSG:32634"))
    assert str(frame.scale).rstrip("0") in {"1", "125", "15", "2", "25", "3", "4", "5", "6", "75"}
    assert frame.scale == 10_000


def test_the_scale_stays_readable_where_the_view_is_a_point():
    frame = frame_view(shapely.box(20.86, 42.89, 20.86, 42.89), "EPSG:32634", (200.0, 150.0))
    assert frame.scale == 500


def test_the_link_on_it_shows_the_same_view_and_layers(client, reviewed):
    page = read_page(client.get(f"/map.pdf?bbox={VIEW}&lang=en&layers=banks,roads"))
    (link,) = {one.get_object()["/A"]["/URI"] for one in page["/Annots"]}
    assert link.startswith(f"{reviewed.url}/?lang=en#map=15/42.891")
    assert set(link.partition("&layers=")[2].split(",")) == {"labels", "banks", "roads"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("bbox=1,2", "bbox: should be four numbers"),
        ("bbox=1,1,2,2", "bbox: shows nothing of the study area"),
        (f"bbox={VIEW}&layers=nowhere", "layers: should be one of"),
        (f"bbox={VIEW}&paper=a5", "paper: "),
        (f"bbox={VIEW}&orientation=up", "orientation: "),
        (f"bbox={VIEW}&scale=5", "scale: there is no such parameter here"),
    ],
)
def test_a_refusal_is_one_sentence_that_names_the_parameter(client, query, said):
    answer = client.get(f"/map.pdf?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


def test_more_than_a_print_can_show_is_refused(catalogue, monkeypatch):
    asked = ask(["buildings", "roads"], catalogue.manifest.bounds)
    check_number(catalogue, asked)
    monkeypatch.setattr(map_sheet, "MOST_FEATURES", 100)
    with pytest.raises(RequestValidationError) as refused:
        check_number(catalogue, asked)
    assert "at most" in str(refused.value.errors()[0]["msg"])


def test_the_same_view_gives_the_same_bytes_and_is_sent_once(client):
    path = f"/map.pdf?bbox={VIEW}&lang=sq"
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_hostile_names_stay_text(hostile_url):
    answer = httpx.get(f"{hostile_url}/map.pdf?bbox={VIEW}&lang=en", timeout=60)
    document = PdfReader(BytesIO(read_page(answer) and answer.content))
    assert "/JavaScript" not in document.trailer["/Root"].get("/Names", {})
    assert "\u202e" not in document.pages[0].extract_text()


def list_texts(catalogue, layers, language="en"):
    svg = write_map_sheet(catalogue, ask(layers), load_wording(language)).map.svg
    return {one.text for one in ET.fromstring(svg).iter() if one.tag.endswith("text")}


def test_sites_are_named_where_few_enough_are_in_view(catalogue, monkeypatch):
    name = "International Business College"  # goes on in the next line
    assert name in list_texts(catalogue, ["universities", "stations"])
    monkeypatch.setattr(layer_names, "MOST_NAMED", 0)
    assert name not in list_texts(catalogue, ["universities", "stations"])


def test_a_city_without_projects_has_none_in_its_legend(city_url):
    answer = httpx.get(f"{city_url}/map.pdf?lang=en&layers=roads", timeout=60)
    assert "Projects" not in read_page(answer).extract_text()


@pytest.mark.parametrize("paper", list(Paper))
def test_the_same_can_be_had_as_a_picture(client, paper):
    answer = client.get(f"/map.png?bbox={VIEW}&paper={paper}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].endswith('.png"')
    assert answer.content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", answer.content[16:24])
    wanted = [side / 72 * 150 for side in SIZES_PT[paper]["landscape"]]
    assert (width, height) == pytest.approx(wanted, abs=2)


def test_a_legend_names_only_what_is_on_the_map(catalogue):
    def list_labels(view):
        asked = ask(list_printable(catalogue), view)
        sheet = write_map_sheet(catalogue, asked, load_wording("en"))
        return {one.label.partition(" (")[0] for one in sheet.map.legend}

    whole = list_labels(catalogue.manifest.bounds)
    schools = catalogue.layers["schools"].tree.geometries
    hidden = min(schools, key=lambda one: one.centroid.distance(shapely.Point(*BOX[:2]))).centroid
    corner = list_labels((hidden.x - 1e-4, hidden.y - 1e-4, hidden.x + 1e-4, hidden.y + 1e-4))
    assert "Schools and kindergartens" in corner
    assert corner < whole
    assert not any(label.startswith("Crossings for people") for label in corner)

"""Names of both communities in a browser: whole on a phone, and equal in look and order."""

import json

import pytest
from shapely.geometry import Point

from geodata.names import LANGUAGES, order_languages
from tests.app.browsing import NEEDS_BROWSER, PHONE, wait_for_map
from tests.app.small_city import make_layer, make_layers, write_city
from tests.examples import each_once

pytestmark = NEEDS_BROWSER

PAGES = ("/", "/crossings", "/projects", "/providers", "/languages", "/neutrality", "/search?q=ura")
"""Pages with names; maps are waited for where there is one."""

FIND_CUT = """
() => [...document.querySelectorAll("bdi[lang]")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen"))
  .filter((one) => {
    const boxes = [...one.getClientRects()].filter(({ width }) => width > 0);
    for (let around = one; around; around = around.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(around);
      const { left, right, top, bottom } = around.getBoundingClientRect();
      if (textOverflow === "ellipsis") return true;
      if (["hidden", "clip"].includes(overflowX) && around !== document.body &&
          boxes.some((box) => box.left < left - 1 || box.right > right + 1)) return true;
      if (["hidden", "clip"].includes(overflowY) && around.scrollHeight > around.clientHeight + 1 &&
          boxes.some((box) => box.bottom > bottom + 1 || box.top < top - 1)) return true;
    }
    return false;
  })
  .map((one) => one.textContent)
"""
READ_LOOKS = """
(selector) => [...document.querySelectorAll(selector)].map((one) => {
  const groups = [...document.querySelectorAll("ul, table, dl, article, section, main")];
  const look = getComputedStyle(one);
  const kept = ["fontSize", "fontWeight", "fontFamily", "fontStyle", "opacity", "color",
                "letterSpacing", "textTransform", "textDecorationLine", "lineHeight"];
  return {
    value: one.dataset.bank ?? one.dataset.key ?? one.lang,
    group: groups.indexOf(one.closest("ul, table, dl, article, section, main")),
    look: JSON.stringify(kept.map((name) => look[name])),
    languages: [...one.querySelectorAll("bdi[lang]")].map(({ lang }) => lang),
  };
})
"""
READ_ORDERS = """
() => [...document.querySelectorAll("bdi")]
  .map((one) => [...one.children].filter(({ lang }) => lang))
  .filter((names) => names.length > 1)
  .map((names) => names.map((name) => ({
    language: name.lang,
    look: (({ fontSize, fontWeight, fontFamily, opacity, color }) =>
      [fontSize, fontWeight, fontFamily, opacity, color].join())(getComputedStyle(name)),
  })))
"""


@pytest.fixture
def open_on_phone(tabs, reviewed):
    def open_it(path, language):
        page = tabs.open(PHONE, motion="reduce")
        mark = "&" if "?" in path else "?"
        page.goto(f"{reviewed.url}{path}{mark}lang={language}")
        if page.locator(".folium-map").count():
            wait_for_map(page)
        return page

    return open_it


@pytest.mark.parametrize(("path", "language"), each_once(PAGES, LANGUAGES))
def test_no_name_is_cut_on_a_phone_and_all_stand_equal_in_the_order_of_the_rule(
    open_on_phone, path, language
):
    page = open_on_phone(path, language)
    assert page.locator("bdi[lang]").count() > 1
    assert page.evaluate(FIND_CUT) == []
    expect_equal_looks(page.evaluate(READ_LOOKS, "[data-bank], [data-key]"))
    orders = page.evaluate(READ_ORDERS)
    for names in orders:
        codes = [one["language"] for one in names]
        assert codes == order_languages(
            dict.fromkeys(codes, "name"), [language, *(one for one in LANGUAGES if one != language)]
        )
        assert len({one["look"] for one in names}) == 1


@pytest.mark.parametrize("width", [320, 360, 390, 600, 768, 960, 1024, 1280, 1920])
@pytest.mark.parametrize("language", ["sq", "sr-Cyrl"])
def test_the_header_names_the_city_whole_in_each_language_at_any_width(
    tabs, reviewed, width, language
):
    page = tabs.open({"width": width, "height": 700})
    page.goto(f"{reviewed.url}/about?lang={language}")
    names = page.locator(".top__city bdi[lang]")
    assert names.count() > 1
    assert page.evaluate(FIND_CUT) == []
    for name in names.all():
        box = name.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert len(name.get_attribute("lang")) > 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def expect_equal_looks(elements):
    """Expect that whatever stands for the two sides in one group looks the same."""
    groups = {}
    for one in elements:
        groups.setdefault(one["group"], {}).setdefault(one["value"], []).append(one)
    for sides in groups.values():
        looks = [{one["look"] for one in found} for found in sides.values()]
        assert all(look == looks[0] for look in looks)
        languages = {tuple(one["languages"]) for found in sides.values() for one in found}
        assert len({bool(one) for one in languages}) == 1


def test_the_popup_of_a_disputed_place_names_every_claim(tabs, data, serve):
    claims = [
        {"municipality": one, "certainty": "L", "note": None,
         "sources": [{"name": f"Paper of {one}", "url": None, "date": "2015"}]}
        for one in ("town", "other-town")
    ]  # fmt: skip
    places = make_layer(
        "places",
        [Point(20.87, 42.905)],
        name=["Fshati"],
        name_sq=["Fshati"],
        name_sr=["Село"],
        municipality=["disputed"],
        municipality_claims=[json.dumps(claims)],
        tags=[json.dumps({"place": "village", "name": "Fshati"})],
    )
    write_city(data, layers=make_layers() | {"places": places})
    page = tabs.open(PHONE, motion="reduce")
    page.goto(f"{serve(data).url}/?lang=en#open=places/way/1&at=42.905,20.87")
    popup = page.locator(".leaflet-popup-content")
    popup.locator(".popup__claims li").last.wait_for()
    names = popup.locator("h3 bdi[lang]")
    assert [name.get_attribute("lang") for name in names.all()] == ["sq", "sr-Cyrl"]
    text = popup.inner_text()
    for said in ("disputed", "The Town", "other-town", "Paper of town", "Paper of other-town"):
        assert said in text

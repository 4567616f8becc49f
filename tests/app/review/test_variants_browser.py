"""Variants by name, in a real browser: renamed, sorted, taken as CSV, kept by the address."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import EXPOSE, NEEDS_BROWSER
from tests.app.review.review_page import wait_for_numbers
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)


@pytest.fixture
def page(tabs, reviewed):
    """Two variants, a bridge and a closure; at the end nothing complained."""
    page = tabs.open(script=EXPOSE)
    page.goto(f"{reviewed.url}/review?{DAY}&line={ENDS}")
    wait_for_numbers(page)
    save(page, 1)
    page.locator("input[name=line]").first.fill("")
    page.get_by_text("Closures to test").click()
    page.locator("input[name=close][value=main]").check()
    wait_for_numbers(page)
    save(page, 2)
    yield page
    tabs.close()
    assert tabs.notes.complaints == []


def save(page, count):
    page.get_by_role("button", name="Save for comparison").click()
    expect(page.locator("#review-variants tbody tr")).to_have_count(count)


def list_names(page):
    fields = page.locator("#review-variants tbody input")
    return [field.input_value() for field in fields.all()]


def expect_names(page, *names):
    for at, name in enumerate(names):
        expect(page.locator("#review-variants tbody input").nth(at)).to_have_value(name)


def read_column(page, at):
    return page.locator(f"#review-variants tbody tr td:nth-child({at + 1})").all_inner_texts()


def test_variants_have_names_that_the_address_keeps(page):
    assert list_names(page) == ["Variant 1", "Variant 2"]
    page.get_by_label("Name of Variant 1").fill("Te gjelbër, =2+3")
    page.get_by_label("Name of Variant 1").press("Tab")
    page.wait_for_function("() => decodeURIComponent(location.search).includes('gjelb')")
    page.reload()
    expect(page.locator("#review-variants tbody tr")).to_have_count(2)
    assert list_names(page) == ["Te gjelbër, =2+3", "Variant 2"]
    link = page.get_by_role("link", name="Link to these variants").get_attribute("href")
    assert len(parse_qs(urlsplit(link).query)["keep"]) == 2
    page.get_by_role("button", name="Remove Variant 2").click()
    expect(page.locator("#review-variants tbody tr")).to_have_count(1)
    expect(page.locator("[data-drop]")).to_be_focused()  # of the variant that is left
    page.locator("#content").evaluate("one => one.scrollTo(0, 0)")  # the result covers headings
    expect_no_fault_of_access(page)


def test_saving_says_what_happened_and_keeps_the_focus(page):
    said, keep = page.locator("#review-kept-said"), page.locator("#review-keep")
    expect(said).to_have_attribute("role", "status")
    expect(said).to_have_text("Saved: Variant 2. It stands below, beside the others.")
    keep.press("Enter")
    expect(said).to_have_text("This change is saved already: Variant 2.")
    expect(keep).to_be_focused()
    page.locator("input[name=close][value=main]").uncheck()
    expect(said).to_have_text("")


def test_a_ninth_variant_is_refused_in_words(tabs, reviewed):
    page = tabs.open(script=EXPOSE)
    kept = "&".join(f"keep=name%3DV{n}%26close%3Dmain%26mode%3Dwalk" for n in range(8))
    page.goto(f"{reviewed.url}/review?{DAY}&line={ENDS}&{kept}")
    wait_for_numbers(page)
    keep = page.locator("#review-keep")
    keep.press("Enter")
    expect(page.locator("#review-kept-said")).to_have_text(
        "At most 8 variants are kept. Remove one first."
    )
    expect(keep).to_be_focused()
    expect(page.locator("#review-kept input")).to_have_count(8)


def test_the_table_tells_who_gains_and_loses_and_sorts(page):
    gains, losses = read_column(page, 1), read_column(page, 2)
    assert [one == "0" for one in gains] == [False, True]
    assert [one == "0" for one in losses] == [True, False]
    assert page.locator("#review-variants [aria-sort]").count() == 0
    by_loss = page.get_by_role("button", name="Lose at least 1 min")
    by_loss.click()
    expect_names(page, "Variant 2", "Variant 1")
    assert by_loss.evaluate("one => one.closest('th').ariaSort") == "descending"
    expect(by_loss).to_be_focused()
    by_loss.click()
    expect_names(page, "Variant 1", "Variant 2")
    assert page.get_by_role("button", name="Length, m").count() == 1


def test_the_table_is_taken_as_csv_without_formulas(page):
    page.get_by_label("Name of Variant 2").fill("=HYPERLINK(1)")
    page.get_by_label("Name of Variant 2").press("Tab")
    page.get_by_label("Name of =HYPERLINK").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="This table as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    heading, *rows = text.splitlines()
    assert heading.startswith('Variant,"Save at least 1 min')
    assert rows[0].startswith("Variant 1,")
    assert rows[1].startswith("'=HYPERLINK(1),")


def test_a_variant_opens_with_the_others_beside_it(page):
    page.get_by_role("link", name="Open Variant 1").click()
    page.wait_for_url("**/review?**line=**")
    wait_for_numbers(page)
    assert page.locator("input[name=line]").first.input_value() == ENDS
    expect(page.locator("#review-variants tbody tr")).to_have_count(2)

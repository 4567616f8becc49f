"""Days and numbers that scripts write are those of the server, whatever the browser knows."""

import pytest

from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.app.browsing import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER

DAYS = [f"2025-{month:02}-{month + 5:02}" for month in range(1, 13)]
NUMBERS = [
    (0, 0),
    (7, 1),
    (999, 0),
    (1000, 0),
    (1234567, 0),
    (-1234.25, 2),
    (0.36, 1),
    (12345.6, 1),
]
FORGET = """
const fall = (Made) => new Proxy(Made, { construct: (to, [, ...rest]) => new to("en", ...rest) });
for (const name of ["DateTimeFormat", "NumberFormat"]) Intl[name] = fall(Intl[name]);
"""
WRITE = """
async ([days, numbers]) => {
  const source = [...document.querySelectorAll("script[type=module][src]")][0].src;
  const { writeDay, writeNumber } = await import(source.replace(/[^/]+$/, "i18n.js"));
  return [days.map(writeDay), numbers.map(([value, decimals]) => writeNumber(value, decimals))];
}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_numbers_are_right_in_a_browser_without_the_language(tabs, city_url, language):
    page = tabs.open(script=FORGET)
    page.goto(f"{city_url}/about?lang={language}")
    days, numbers = page.evaluate(WRITE, [DAYS, NUMBERS])
    wording = load_wording(language)
    assert days == [wording.write_day(one) for one in DAYS]
    assert numbers == [wording.write_number(*one) for one in NUMBERS]

"""The page of the review in a browser, as tests work it."""

import re

from tests.app.browsing import wait_for_map

TIME = "#review-numbers:not(.is-before) #review-time td"
"""What a trip saves or takes longer, a cell a bank or one for both."""

PLACE = """
([lon, lat]) => {
  const [map] = window.maps;
  const { x, y } = map.latLngToContainerPoint([lat, lon]);
  const box = map.getContainer().getBoundingClientRect();
  return [box.x + x, box.y + y];
}
"""


def get_study(client, path, query, status=200):
    """Get the page of a study, as a browser does."""
    answer = client.get(f"{path}?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text[:300]
    return answer.text


def read_again(page):
    """Read after how many seconds a page asks again, with scripts or without; None: never."""
    by_script = re.search(r'<[^>]* data-again-s="(\d+)"', page)
    without = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+); url=\?', page)
    assert (by_script and by_script[1]) == (without and without[1])
    return int(by_script[1]) if by_script else None


def wait_for_numbers(page):
    wait_for_map(page)
    page.wait_for_selector("#review-numbers[aria-busy=false]:not(.is-before) table")


def wait_for_start(page):
    wait_for_map(page)
    page.wait_for_selector("#review-start:not([hidden])")


def read_saved(page, added="added"):
    """Read what a trip saves, in s: less than 0 where a cell has the word for more time."""
    return [read_seconds(text, added) for text in page.locator(TIME).all_inner_texts()]


def read_seconds(text, added="added"):
    number, unit = re.match(r"([\d.,]+)\s(s|min)\b", text).groups()
    sign = -1 if added in text else 1
    return sign * float(number.replace(",", ".")) * {"s": 1, "min": 60}[unit]


def wait_for_change(page, before=None):
    """Wait until a trip saves something else than was said before; return what is said now."""
    page.wait_for_function(
        """([cells, before]) => {
          const now = [...document.querySelectorAll(cells)].map((one) => one.innerText);
          return now.length && now.join() !== before?.join();
        }""",
        arg=[TIME, before],
    )
    return page.locator(TIME).all_inner_texts()

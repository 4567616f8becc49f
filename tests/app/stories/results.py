"""Results of the review, wherever the map is: on a phone the sheet may lie over it."""

FRESH = "#review-card:not(.is-before) .review__first"


def wait_for_result(page):
    """Wait until the card and the numbers are those of the present question."""
    page.wait_for_selector(FRESH, state="attached")
    page.wait_for_selector(
        "#review-numbers[aria-busy=false]:not(.is-before) table", state="attached"
    )

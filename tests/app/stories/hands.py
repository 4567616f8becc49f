"""Three ways to work a page: by mouse, by touch on a phone, and by keyboard alone."""

from tests.app.browsing import DESK, PHONE

MOST_TABS = 300
"""So many times Tab is pressed at most until something is reached."""

IS_FOCUSED = "(one) => one === document.activeElement || one.contains(document.activeElement)"
IS_IN_VIEW = """
(one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
}
"""


class Mouse:
    """Clicks, drags and types on a wide screen."""

    screen, options = DESK, {}
    keeps_to_keys = False

    def __init__(self, page):
        self.page = page

    def press(self, locator):
        locator.click()

    def enter(self, locator):
        """Put the cursor into a field."""
        self.press(locator)

    def choose(self, locator, value):
        locator.select_option(value)

    def write(self, locator, text):
        self.press(locator)
        locator.fill(text)
        locator.press("Tab")

    def move(self, locator, right_px):
        """Drag something on the map to the right."""
        box = locator.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right_px, y, steps=5)
        self.page.mouse.up()


class Touch(Mouse):
    """Taps and drags with a finger on a phone of 390 px; what is under another thing is missed."""

    screen, options = PHONE, {"has_touch": True}

    def press(self, locator):
        locator.tap()

    def choose(self, locator, value):
        locator.tap()
        locator.select_option(value)

    def move(self, locator, right_px):
        box = locator.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        session = self.page.context.new_cdp_session(self.page)
        for kind, moved in [
            ("touchStart", 0),
            *[("touchMove", right_px * step / 5) for step in range(1, 6)],
            ("touchEnd", None),
        ]:
            points = [] if moved is None else [{"x": x + moved, "y": y}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        session.detach()


class Keys(Mouse):
    """Uses the keyboard alone: whatever is pressed is reached by Tab before, and seen then."""

    keeps_to_keys = True

    def reach(self, locator):
        """Go on by Tab until something has the focus."""
        locator.wait_for()
        for _ in range(MOST_TABS):
            if locator.evaluate(IS_FOCUSED):
                assert locator.evaluate(IS_IN_VIEW), "what has the focus is not seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {locator}")

    def press(self, locator):
        if locator.get_attribute("type") == "radio":
            self._choose_radio(locator)
            return
        self.reach(locator)
        is_tick = locator.get_attribute("type") == "checkbox"
        self.page.keyboard.press("Space" if is_tick else "Enter")

    def _choose_radio(self, locator):
        """Reach the one of its group that is chosen, and go on by arrows."""
        group = locator.get_attribute("name")
        self.reach(self.page.locator(f"input[type=radio][name={group}]:checked"))
        for _ in range(self.page.locator(f"input[type=radio][name={group}]").count()):
            if locator.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows never choose {locator}")

    def enter(self, locator):
        self.reach(locator)

    def choose(self, locator, value):
        self.reach(locator)
        self.page.keyboard.press("Home")
        for _ in range(locator.locator("option").count()):
            if locator.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is no choice of {locator}")

    def write(self, locator, text):
        self.reach(locator)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def move(self, locator, right_px):
        self.reach(locator)
        for _ in range(max(1, right_px // 10)):
            self.page.keyboard.press("ArrowRight")


HANDS = {"mouse": Mouse, "touch": Touch, "keyboard": Keys}

"""A person with a keyboard and nothing else: keys go where the focus is, keyboard.js watches."""

from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.live import PHONE, become, until, use_desk

WATCH = (Path(__file__).parent / "keyboard.js").read_text(encoding="utf-8")
NARROW = 320
MOST_TURNS = 40
MOST_ANSWERS = 400


class Keyboard:
    """Presses keys; `problems` gathers what stood in the way on every page."""

    def __init__(self, browser, live):
        self.browser = browser
        self.live = live
        self.problems = []

    def become(self, word, language="en"):
        """Sign in as somebody of the north agency."""
        become(self.browser, self.live, self.live.world.north.emails[word], language)

    def press(self, *keys):
        """Press keys one after the other."""
        chain = ActionChains(self.browser, duration=0)
        for key in keys:
            chain.key_down(key).key_up(key)
        chain.perform()

    def type(self, text):
        self.press(*text)

    def hold(self, held, *keys):
        """Press keys while another one is held down."""
        chain = ActionChains(self.browser, duration=0).key_down(held)
        for key in keys:
            chain.key_down(key).key_up(key)
        chain.key_up(held).perform()

    def ask(self, script, *given):
        return self.browser.execute_script(script, *given)

    @property
    def here(self):
        return self.browser.switch_to.active_element

    def reach(self, target):
        """Tab, or Shift and Tab, to an element (or a selector's first that is a stop)."""
        if isinstance(target, str):
            target = self.ask(
                "return keyboardWatch.stops().find((one) => one.matches(arguments[0]))", target
            )
        assert target is not None, "no stop like this"
        for _turn in range(MOST_TURNS):
            steps = self.ask("return keyboardWatch.steps(arguments[0])", target)
            if steps == 0:
                return target
            assert steps is not None, self.ask("return keyboardWatch.name(arguments[0])", target)
            if steps > 0:
                self.press(*[Keys.TAB] * steps)
            else:
                self.hold(Keys.SHIFT, *[Keys.TAB] * (1 - steps))
        names = "return [document.activeElement, arguments[0]].map(keyboardWatch.name)"
        raise AssertionError(f"a trap: {self.ask(names, target)}")

    def follow(self, target, key=Keys.ENTER):
        """Go to what leads to another page, and press it."""
        page = self.ask("return document.documentElement")
        self.reach(target)
        self.leave_by(key, page)

    def leave_by(self, key, page=None):
        """Press a key and wait for the page after it."""
        page = page or self.ask("return document.documentElement")
        self.gather()
        self.press(key)
        until(self.browser, lambda: self.is_new(page), seconds=30)

    def is_new(self, page):
        same = "return document.readyState === 'complete' && typeof keyboardWatch === 'object'"
        return self.ask("return document.documentElement") != page and self.ask(same)

    def gather(self):
        """Keep what was seen on this page, before it is left."""
        self.problems += self.ask(
            "return keyboardWatch.problems.splice(0).map((one) => `${location.pathname}: ${one}`)"
        )

    def missed(self, root=None):
        """Return what could take the focus and never had it."""
        return self.ask("return keyboardWatch.missed(arguments[0])", root)

    def narrow(self):
        """Return what is wrong on a phone of 320 pixels with the page as it stands."""
        phone = {**PHONE, "width": NARROW}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        found = self.ask("return keyboardWatch.narrow()")
        use_desk(self.browser)
        wide = [f"{found['wide']} pixels wide"] if found["wide"] > NARROW else []
        return wide + [f"too small to hit: {name}" for name in found["small"]]

    def answer(self, wanted):
        """Answer each question on the way down; return how many were."""
        for count in range(MOST_ANSWERS):
            todo = self.ask("return keyboardWatch.next(arguments[0], false)", wanted)
            if todo is None:
                left = self.ask("return keyboardWatch.next(arguments[0], true)", wanted)
                assert left is None, (
                    left,
                    self.ask("return keyboardWatch.name(arguments[0])", left["el"]),
                )
                return count
            self._do(todo)
        raise AssertionError(f"never done: {todo}")

    def _do(self, todo):
        how = todo["how"]
        if how == "choose" and todo["filter"] is not None:
            self.reach(todo["filter"])
            self.type(todo["text"])
            self.press(Keys.ENTER)
            assert self.here == todo["el"]
            place = (
                "const s = arguments[0];"
                "return [...s.options].findIndex((o) => o.text.trim() === arguments[1])"
                " - s.selectedIndex"
            )
            self._walk(self.ask(place, todo["el"], todo["text"]), Keys.ARROW_DOWN, Keys.ARROW_UP)
            return
        self.reach(todo["el"])
        if how == "press":
            self.press(Keys.ENTER)
            inside = (
                "return arguments[0].closest('[data-rows]')"
                ".querySelector('[data-row]:last-child').contains(document.activeElement)"
            )
            assert self.ask(inside, todo["el"]), "the new line has the focus"
        elif how == "tick":
            self.press(Keys.SPACE)
        elif how in {"walk", "choose"}:
            self._walk(todo["by"], Keys.ARROW_DOWN, Keys.ARROW_UP)
        elif how == "date":
            year, month, day = todo["text"].split("-")
            self.type(month + day + year)
        elif how == "time":
            hour, minute = todo["text"].split(":")
            self.type(f"{int(hour) % 12 or 12:02d}{minute}{'PM' if int(hour) >= 12 else 'AM'}")
        else:
            if todo["was"]:
                self.hold(Keys.CONTROL, "a")
            self.type(todo["text"].replace("\r", "").replace("\n", Keys.ENTER))

    def _walk(self, by, forth, back):
        if by:
            self.press(*[forth if by > 0 else back] * abs(by))

"""Every page under axe: English and French, at a desk and on a phone, without one violation.

The list of pages comes from the application itself (pages.py), so that a new page is not forgotten.
"""

from itertools import product
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.live import become, every, one, until, use_desk, use_phone
from tests.browser.pages import by_reader, prepare

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
# The bar that stays in sight hides what lies under it, which axe takes for too small to hit.
RUN = """
const done = arguments[arguments.length - 1];
document.querySelector(".form-bar-kept")?.classList.remove("form-bar-kept");
const told = (one) => one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ");
axe.run(arguments[1], { runOnly: arguments[0], resultTypes: ["violations"] })
  .then((found) => done(found.violations.map((one) => `${one.id}: ${told(one)}`)));
"""


@pytest.fixture(scope="module")
def prepared(live):
    return prepare(live)


@pytest.fixture
def axe(browser):
    """Return a way to examine the open page at a desk and on a phone; it gathers what it found."""
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": AXE})
    browser.set_script_timeout(60)
    examination = Examination(browser)
    yield examination
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    use_desk(browser)


class Examination:
    def __init__(self, browser):
        self.browser = browser
        self.found = []

    def look(self, name, part="html"):
        for width, use in (("desk", use_desk), ("phone", use_phone)):
            use(self.browser)
            for violation in self.browser.execute_async_script(RUN, RULES, part):
                self.found.append(f"{name} ({width}): {violation}")
            wide = self.browser.execute_script("return document.documentElement.scrollWidth")
            if width == "phone" and wide > 390:
                self.found.append(f"{name}: {wide} pixels wide on a phone of 390")
        use_desk(self.browser)


LANGUAGES = ("en", "fr")
PARTS = 3
"""So that two processes share the work."""


@pytest.fixture(scope="module")
def pages(live, prepared):
    return by_reader(live, prepared)


@pytest.mark.parametrize(("language", "part"), list(product(LANGUAGES, range(PARTS))))
def test_every_page(live, pages, axe, language, part):
    browser, reader = axe.browser, "nobody yet"
    for email, address in pages[part * len(pages) // PARTS : (part + 1) * len(pages) // PARTS]:
        if email != reader:
            become(browser, live, email, language)
            reader = email
        browser.get(live.address + address)
        assert one(browser, "html").get_attribute("lang") == language, address
        axe.look(address)
    assert not axe.found, "\n".join(axe.found)


class Worker:
    """Goes to a page and sends a form of it as it stands, mistakes and all."""

    def __init__(self, browser, live):
        self.browser = browser
        self.live = live

    def go(self, path):
        self.browser.get(self.live.address + path)

    def write(self, selector, text):
        element = one(self.browser, selector)
        self.browser.execute_script("arguments[0].value = arguments[1]", element, text)
        return element

    def send(self, selector, text):
        element, page = self.write(selector, text), one(self.browser, "html")
        self.browser.execute_script("arguments[0].form.submit()", element)
        until(self.browser, lambda: one(self.browser, "html") != page)


@pytest.fixture(params=LANGUAGES)
def worker(request, browser, live):
    become(browser, live, live.world.north.emails["worker"], request.param)
    yield Worker(browser, live)
    # Answers 400 to 422 are what these tests ask for; the browser notes each of them.
    browser.get_log("browser")


def test_searches(worker, browser, prepared, axe):
    for words in ("amina", "zqxj"):
        worker.go("/clients")
        worker.send("#live-search", words)
        axe.look(f"clients found: {words}")
        worker.go("/")
        one(browser, "#search-everywhere").send_keys(words)
        until(browser, lambda: every(browser, "#search-found p"))
        axe.look(f"top bar: {words}", ".topbar")
    worker.go(prepared["session"])
    worker.send("#live-search", "amina")
    axe.look("clients found for a session")
    assert not axe.found, "\n".join(axe.found)


def test_mistakes(worker, browser, prepared, axe):
    for kind in ("orientation", "needs_assessment", "non_specified"):
        worker.go(prepared[kind])
        worker.send("[name=start_date]", "1700-01-01")
        assert every(browser, "[data-error-summary]"), kind
        axe.look(f"{kind} with a mistake")
    worker.go(prepared["named"])
    worker.write("[name=first_name]", "Amal")
    worker.write("[name=last_name]", "Haddad")
    worker.send("[name=birth_date]", "1988-03-09")
    assert every(browser, ".likely")
    axe.look("likely duplicate")
    worker.go("/sessions/new")
    for box in every(browser, "[name=workers]:checked"):
        browser.execute_script("arguments[0].checked = false", box)
    worker.send("[name=service_date]", "2026-10-06")
    axe.look("session without a worker")
    assert not axe.found, "\n".join(axe.found)


def test_dialogs_and_refusals(worker, browser, live, axe):
    for path in ("/nothing-here", "/clients?q=no", "/staff"):
        worker.go(path)
        axe.look(path)
    worker.go("/")
    one(browser, "body").send_keys("?")
    axe.look("keys")
    with live.settings(idle_minutes=2):
        worker.go("/")
        until(browser, lambda: one(browser, "#idle-dialog").is_displayed())
        axe.look("idle")
    browser.delete_all_cookies()
    worker.go("/sign-in")
    one(browser, "[name=email]").send_keys("nobody@example.org")
    one(browser, "[name=password]").send_keys("wrong", Keys.ENTER)
    until(browser, lambda: every(browser, "[data-error-summary]"))
    axe.look("sign-in refused")
    assert not axe.found, "\n".join(axe.found)

"""The whole application on a port, for a real browser; what it writes stays until the run ends."""

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from waitress.server import create_server
from webtest import TestApp

from ocms_core.testing.app import OcmsApp

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}


class Visitor(OcmsApp):
    """A browser without JavaScript on the same application, to prepare what the other looks at."""

    def __init__(self, wsgi):
        TestApp.__init__(self, wsgi, extra_environ={"REMOTE_ADDR": "127.0.0.1"})

    def open_session(self):
        registry = self.app.registry
        session = registry["session_factory"]()
        session.info["vault"] = registry["vault"]
        return session


@dataclass
class Live:
    """A running application: its address, its parts and the small world in its database."""

    address: str
    wsgi: object
    world: object = None

    def visitor(self, email=None):
        made = Visitor(self.wsgi)
        if email:
            made.sign_in(email)
        return made

    @contextmanager
    def settings(self, **changed):
        """Let pages of this time see other settings."""
        registry = self.wsgi.registry
        usual = registry["settings"]
        registry["settings"] = replace(usual, **changed)
        yield
        registry["settings"] = usual


@contextmanager
def serve(wsgi):
    """Yield the address of the application on a free port."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(wsgi, host="127.0.0.1", port=0, threads=6)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def start_chromium(profile):
    """Return a driver of Debian's chromium with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-smooth-scrolling",
        "--window-size=1280,900",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def use_phone(driver):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)


def use_desk(driver):
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.set_window_size(1280, 900)


def become(browser, live, email, language):
    """Sign in without the page, in a language; with no e-mail, nobody is signed in."""
    visitor = live.visitor(email)
    visitor.send(f"/language/{language}", {"next": "/"})
    browser.get(f"{live.address}/sign-in")
    browser.delete_all_cookies()
    for name, value in visitor.cookies.items():
        browser.add_cookie({"name": name, "value": value.strip('"'), "path": "/"})


def until(driver, condition, seconds=10):
    # What the condition has just found may be swapped before it is asked: then it is found anew.
    wait = WebDriverWait(driver, seconds, 0.1, ignored_exceptions=(StaleElementReferenceException,))
    return wait.until(lambda _driver: condition())


def one(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def every(driver, selector):
    return driver.find_elements(By.CSS_SELECTOR, selector)

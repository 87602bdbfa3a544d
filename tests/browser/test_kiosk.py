"""The kiosk at the door: a scanner that types the code and Enter, and the browser's camera."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from ocms_plugin_groups.cards import CardService
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7

pytestmark = pytest.mark.browser

# Chromium on Linux reads no codes by itself: this stands for one that does, shown one card.
CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: "%s" }]; }
};
navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
"""


@pytest.fixture
def door(live):
    """Open a kiosk for an activity of today; return its link and the code of a client's card."""
    north = live.world.north
    visitor = live.visitor(north.emails["worker"])
    session_id = str(uuid7())
    fields = {
        "type": "io_group",
        "id": session_id,
        "service_date": dt.datetime.now(ZoneInfo("America/Toronto")).date().isoformat(),
        "site_id": str(north.sites[0].id),
        "delivery_method": "in_person",
        "workers": str(north.staff["worker"].id),
        "funders": str(north.funders[0].id),
    }
    visitor.send("/sessions/new", list(fields.items()), status=303)
    path = f"/sessions/{session_id}/check-in"
    visitor.send(path, {}, status=303)
    link = re.search(r'href="http://[^/"]+(/kiosk/start/[^"]+)"', visitor.get(path).text).group(1)
    with visitor.open_session() as session:
        scope.enter(session, north.id)
        service = CardService(session)
        client = session.scalar(select(Client).where(Client.number == 1))
        code = service.code_of(service.make(client, north.staff["worker"]))
        session.commit()
    return link, code


def become_kiosk(browser, live, link):
    browser.get(f"{live.address}{link}")
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    WebDriverWait(browser, 5).until(lambda driver: driver.current_url.endswith("/kiosk"))


def test_a_scanner_types_the_code_and_enter_one_card_after_the_other(browser, live, door):
    link, code = door
    become_kiosk(browser, live, link)
    for typed, answer in (
        (code, "You are checked in."),
        (code[:-1], "That did not work."),
        (code.lower(), "You are checked in."),
    ):
        assert browser.switch_to.active_element.get_attribute("id") == "code"
        before = browser.find_element(By.TAG_NAME, "main")
        browser.switch_to.active_element.send_keys(typed, Keys.ENTER)
        WebDriverWait(browser, 5).until(lambda _driver, old=before: is_gone(old))
        page = browser.find_element(By.TAG_NAME, "main").text
        assert answer in page
        assert "Amina" not in page
    assert not browser.find_element(By.CSS_SELECTOR, "[data-camera]").is_displayed()


def is_gone(element):
    try:
        element.is_enabled()
    except StaleElementReferenceException:
        return True
    return False


def test_the_camera_checks_in_where_the_browser_reads_codes(browser, live, door):
    link, code = door
    script = browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": CAMERA % code}
    )
    try:
        become_kiosk(browser, live, link)
        button = WebDriverWait(browser, 5).until(shown_camera)
        button.click()
        WebDriverWait(browser, 5).until(
            lambda driver: "You are checked in." in driver.find_element(By.TAG_NAME, "main").text
        )
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def shown_camera(driver):
    button = driver.find_element(By.CSS_SELECTOR, "[data-camera] button")
    return button if button.is_displayed() else None

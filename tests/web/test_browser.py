"""What the scripts do in a real browser, on the preview's pages."""

import logging
import sys
import threading
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from waitress.server import create_server

sys.path.insert(0, str(Path(__file__).parent))
import preview

sys.path.pop(0)

pytestmark = pytest.mark.browser

FAKE_SERVER = """
window.asked = [];
window.answer = arguments[0];
window.fetch = async (url, options) => {
  window.asked.push(`${options.method} ${url}`);
  if (window.answer === null) throw new TypeError("no connection");
  return { ok: true, json: async () => window.answer };
};
"""


@pytest.fixture(scope="module")
def address():
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(preview.make_app(), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
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
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium):
    chromium.set_window_size(1280, 900)
    yield chromium
    complaints = [entry["message"] for entry in chromium.get_log("browser")]
    # The browser asks nobody about leaving a page on which no person has touched anything.
    assert not [text for text in complaints if "beforeunload" not in text]


def until(browser, condition):
    return WebDriverWait(browser, 10).until(lambda _driver: condition())


def one(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def text_of(browser, selector):
    return browser.execute_script(
        "return document.querySelector(arguments[0]).textContent.trim()", selector
    )


def shown(browser, key):
    return one(browser, f"[data-field={key}]").is_displayed()


def tick(browser, selector):
    browser.execute_script("arguments[0].click()", one(browser, selector))


def test_questions_follow_the_answers_and_hidden_ones_are_not_sent(address, browser):
    browser.get(f"{address}/form")
    assert shown(browser, "kinds")
    assert not shown(browser, "pair")
    assert not one(browser, "[name=pair]").is_enabled()
    tick(browser, "[name=kinds][value=x]")
    assert shown(browser, "pair")
    assert one(browser, "[name=pair]").is_enabled()
    tick(browser, "[name=support][value=no]")
    assert not any(shown(browser, key) for key in ("kinds", "children", "pair"))
    tick(browser, "[name=support][value=yes]")
    assert all(shown(browser, key) for key in ("kinds", "children", "pair"))


def test_answer_makes_the_green_marker_a_tick(address, browser):
    browser.get(f"{address}/form")
    assert one(browser, "[data-field=status] .need-open").is_displayed()
    tick(browser, "[name=status]")
    assert not one(browser, "[data-field=status] .need-open").is_displayed()


def test_lines_are_added_and_removed(address, browser):
    browser.get(f"{address}/form")
    tick(browser, "[data-rows-add]")
    assert browser.switch_to.active_element.get_attribute("name") == "children-2-age"
    tick(browser, "[data-rows-remove]")
    rows = browser.find_elements(By.CSS_SELECTOR, "[data-rows-list] > [data-row]")
    assert [row.get_attribute("data-row") for row in rows] == ["1", "2"]
    numbers = browser.find_elements(By.CSS_SELECTOR, ".row-legend [data-row-number]")
    assert [number.text for number in numbers] == ["1", "2"]


def test_draft_saves_itself_and_says_when(address, browser):
    browser.get(f"{address}/form?l=fr")
    one(browser, "#f-notes").send_keys("x")
    until(browser, lambda: "enregistré à 10:42" in text_of(browser, "[data-draft-state]"))


def test_draft_that_cannot_be_saved_says_so_and_guards_the_page(address, browser):
    browser.get(f"{address}/form")
    browser.execute_script(FAKE_SERVER, None)
    one(browser, "#f-notes").send_keys("x")
    tick(browser, "[data-draft-now]")
    until(browser, lambda: "no connection" in text_of(browser, "[data-draft-state]"))
    browser.execute_script(
        "window.answer = {saved_at: '11:00'}; dispatchEvent(new Event('online'))"
    )
    until(browser, lambda: "11:00" in text_of(browser, "[data-draft-state]"))


@pytest.fixture
def nearly_idle(monkeypatch):
    monkeypatch.setattr(preview, "IDLE_MINUTES", 2)


@pytest.fixture
def idle_address(nearly_idle):
    server = create_server(preview.make_app(), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def test_warning_before_sign_out_keeps_the_page_until_the_same_person_is_back(
    idle_address, browser
):
    browser.get(f"{idle_address}/form")
    signed_in = {"signed_in": True, "seconds_left": 90, "csrf_token": "second", "reader": "7"}
    browser.execute_script(FAKE_SERVER, signed_in)
    until(browser, lambda: one(browser, "#idle-dialog [data-stay]").is_displayed())
    assert browser.execute_script("return document.body.dataset.csrf") == "second"
    browser.execute_script("window.answer = null")
    one(browser, "[data-stay]").click()
    until(browser, lambda: one(browser, "[data-idle-problem]").is_displayed())
    browser.execute_script("window.answer = {signed_in: false}")
    one(browser, "[data-stay]").click()
    until(browser, lambda: one(browser, "[data-back]").is_displayed())
    back = {**signed_in, "seconds_left": 1200, "csrf_token": "third"}
    browser.execute_script("window.answer = arguments[0]", back)
    one(browser, "[data-back]").click()
    until(browser, lambda: not one(browser, "#idle-dialog").is_displayed())
    assert one(browser, "[data-form] [name=csrf_token]").get_attribute("value") == "third"


def test_another_person_may_not_go_on_with_the_page(idle_address, browser):
    browser.get(f"{idle_address}/form")
    other = {"signed_in": True, "seconds_left": 1200, "csrf_token": "second", "reader": "8"}
    browser.execute_script(FAKE_SERVER, other)
    until(browser, lambda: "Somebody else" in one(browser, "#idle-dialog").text)
    assert browser.execute_script("return document.body.dataset.csrf") != "second"


def test_shortcuts_search_list_and_lead(address, browser):
    browser.get(f"{address}/home")
    body = one(browser, "body")
    body.send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "search-everywhere"
    browser.switch_to.active_element.send_keys("?")
    assert not one(browser, "#keys-dialog").is_displayed()
    browser.execute_script("document.activeElement.blur()")
    body.send_keys("?")
    assert "g c" in one(browser, "#keys-dialog").text
    one(browser, "#keys-dialog form button").click()
    body.send_keys("g", "c")
    until(browser, lambda: browser.current_url.endswith("#"))


def test_focus_goes_to_the_errors_and_on_to_the_question(address, browser):
    browser.get(f"{address}/errors")
    assert "error-summary" in browser.switch_to.active_element.get_attribute("class")
    one(browser, "[data-error-summary] li:nth-child(2) a").click()
    assert browser.switch_to.active_element.get_attribute("name") == "status"


def test_arrows_walk_from_the_search_box_into_the_results(address, browser):
    browser.get(f"{address}/search")
    box = one(browser, "#live-search")
    box.send_keys(Keys.ARROW_DOWN, "")
    assert browser.switch_to.active_element.text == "Amal Haddad"
    browser.switch_to.active_element.send_keys(Keys.ARROW_UP)
    assert browser.switch_to.active_element.get_attribute("id") == "live-search"


def test_second_click_on_save_sends_nothing(address, browser):
    browser.get(f"{address}/form")
    sent = browser.execute_script(
        """
        const form = document.querySelector("[data-form]");
        let sent = 0;
        window.addEventListener("submit", (event) => {
          sent += event.defaultPrevented ? 0 : 1;
          event.preventDefault();
        });
        form.requestSubmit();
        form.requestSubmit();
        return sent;
        """
    )
    assert sent == 1


@pytest.mark.parametrize("page", preview.PAGES)
def test_nothing_to_scroll_sideways_on_a_narrow_phone(address, browser, page):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    browser.get(f"{address}/{page}")
    assert browser.execute_script("return document.documentElement.scrollWidth") == 320
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

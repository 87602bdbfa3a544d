"""A worker's day with JavaScript: find, register, begin a session, fill a form, come back to it."""

import pytest
from selenium.webdriver.common.keys import Keys

from ocms_core.testing.app import PASSWORD
from tests.browser.live import every, one, until

pytestmark = pytest.mark.browser


def sign_in(browser, live):
    email = live.world.north.emails["worker"]
    live.visitor(email).send("/language/en", {"next": "/"})
    browser.get(f"{live.address}/sign-in")
    one(browser, "[name=email]").send_keys(email)
    one(browser, "[name=password]").send_keys(PASSWORD, Keys.ENTER)
    until(browser, lambda: browser.current_url == f"{live.address}/")


def press(browser, *keys):
    browser.switch_to.active_element.send_keys(*keys)


def focused(browser):
    return browser.switch_to.active_element


def click(browser, selector):
    """Press what may lie under the bar that stays in sight, as a person who scrolls does."""
    element = one(browser, selector)
    browser.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element
    )
    element.click()


def type_into(browser, name, text):
    one(browser, f"[name={name}]").send_keys(text)


def register(browser, live, first, last):
    browser.get(f"{live.address}/clients/new")
    click(browser, "button[name=locale][value=en]")
    until(browser, lambda: every(browser, "[name=first_name]"))
    type_into(browser, "first_name", first)
    type_into(browser, "last_name", last)


def begin_session(browser):
    """From a client's page to the first form, by keys and the two buttons."""
    one(browser, "body").send_keys("n")
    until(browser, lambda: every(browser, "[name=service_date]"))
    click(browser, ".form-bar .btn-primary")
    until(browser, lambda: every(browser, "[name=topics_given]"))


def test_the_day(browser, live):
    sign_in(browser, live)

    look_for_a_stranger(browser, live)
    register_her(browser, live)
    client_page = browser.current_url
    begin_session(browser)
    leave_a_draft_and_come_back(browser, live)
    complete_the_form(browser)
    find_her_again(browser, client_page)


def look_for_a_stranger(browser, live):
    """Nobody of that name: the way to a new client hangs under the box."""
    one(browser, "body").send_keys("/")
    press(browser, "Mirembe")
    until(browser, lambda: "Nobody is found" in one(browser, "#search-found").text)
    assert browser.current_url == f"{live.address}/"
    press(browser, Keys.ARROW_DOWN, Keys.NULL)
    assert focused(browser).text == "Register a new client"
    press(browser, Keys.ENTER)


def register_her(browser, live):
    """See a question follow from an answer, and what is still needed, as it is typed."""
    register(browser, live, "Mirembe", "Okello")
    assert not one(browser, "[name=email]").is_displayed()
    click(browser, "[name=has_email][value=yes]")
    assert one(browser, "[name=email]").is_displayed()
    type_into(browser, "email", "mirembe@example.org")
    still = int(one(browser, "[data-needs-count]").text)
    click(browser, "[name=gender][value=woman]")
    assert int(one(browser, "[data-needs-count]").text) == still - 1
    press(browser, Keys.CONTROL, "s")
    until(browser, lambda: one(browser, "h1").text == "Mirembe Okello")


def leave_a_draft_and_come_back(browser, live):
    """Be called away and back: the draft saved itself, is there, and says so."""
    assert not one(browser, "[name=group_size]").is_displayed()
    click(browser, "[name=services_received][value=group]")
    assert one(browser, "[name=group_size]").is_displayed()
    type_into(browser, "notes", "Asked about schools.")
    until(browser, lambda: "Draft saved" in one(browser, "[data-draft-state]").text)
    form_page = browser.current_url
    browser.get(f"{live.address}/")
    browser.get(form_page)
    assert "your draft" in one(browser, "main").text
    assert one(browser, "[name=notes]").get_attribute("value") == "Asked about schools."
    assert not every(browser, "dialog[open]")


def complete_the_form(browser):
    """Tick the grid by keys; an incomplete form comes back where it was left."""
    click(browser, "[name=topics_referred][value=housing]")
    press(browser, Keys.CONTROL, "s")
    until(browser, lambda: "The form is saved" in focused(browser).text)
    assert browser.execute_script("return scrollY") > 400
    still = int(one(browser, "[data-needs-count]").text)
    browser.execute_script("document.querySelector('[name=topics_given]').focus()")
    press(browser, Keys.ARROW_DOWN)
    press(browser, Keys.ARROW_RIGHT)
    assert focused(browser).get_attribute("name") == "topics_referred"
    press(browser, Keys.ARROW_LEFT)
    press(browser, Keys.SPACE)
    left = one(browser, "[data-needs-count]").get_attribute("textContent")
    assert int(left) == still - 1
    press(browser, Keys.CONTROL, "s")
    until(browser, lambda: "/sessions/" in browser.current_url)
    assert "complete" in one(browser, ".notice-success").text


def find_her_again(browser, client_page):
    """Type a part of the name, and two keys more."""
    one(browser, "body").send_keys("/")
    press(browser, "okel")
    until(browser, lambda: "Mirembe Okello" in one(browser, "#search-found").text)
    press(browser, Keys.ARROW_DOWN)
    press(browser, Keys.ENTER)
    until(browser, lambda: browser.current_url == client_page)
    assert one(browser, ".timeline .state-complete").is_displayed()


def test_typing_on_the_clients_page_changes_the_list_and_not_the_address(browser, live):
    sign_in(browser, live)
    browser.get(f"{live.address}/clients")
    one(browser, "#live-search").send_keys("amina")
    until(browser, lambda: every(browser, "#results .result-name"))
    assert "Amina" in every(browser, "#results .result-name")[0].text
    assert "Found: " in one(browser, "[data-announces='#results']").get_attribute("textContent")
    one(browser, "#live-search").send_keys(Keys.CONTROL, "a")
    one(browser, "#live-search").send_keys("zqxj", Keys.ENTER)
    until(browser, lambda: "Nobody is found" in one(browser, "#results").text)
    assert browser.current_url == f"{live.address}/clients"


def test_client_joins_a_session_from_what_is_typed(browser, live):
    sign_in(browser, live)
    browser.get(f"{live.address}/sessions/new")
    click(browser, ".form-bar .btn-primary")
    until(browser, lambda: every(browser, "#live-search"))
    one(browser, "#live-search").send_keys("amina")
    until(browser, lambda: every(browser, ".results-adding button"))
    press(browser, Keys.ARROW_DOWN)
    press(browser, Keys.ENTER)
    until(browser, lambda: every(browser, ".person-card"))
    assert "Amina Of North" in one(browser, ".person-card h3").text


def test_short_form_lies_wholly_above_its_bar(browser, live):
    sign_in(browser, live)
    browser.get(f"{live.address}/sessions/new")
    bottom = "return document.querySelector(arguments[0]).getBoundingClientRect()[arguments[1]]"
    last = browser.execute_script(bottom, "[aria-labelledby=people-title]", "bottom")
    assert last <= browser.execute_script(bottom, ".form-bar", "top")


def test_idle_person_is_warned_and_stays(browser, live):
    sign_in(browser, live)
    with live.settings(idle_minutes=2):
        browser.get(f"{live.address}/clients/new/anonymous")
        until(browser, lambda: one(browser, "#idle-dialog [data-stay]").is_displayed())
        assert one(browser, "[data-idle-clock]").text != "NaN:NaN"
    one(browser, "#idle-dialog [data-stay]").click()
    until(browser, lambda: not one(browser, "#idle-dialog").is_displayed())

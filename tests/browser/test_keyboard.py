"""Every form by keyboard alone: reached from where it begins, each control, filled in, completed.

The registry says which forms there are; their declarations say what they ask.
"""

import pytest
from selenium.webdriver.common.keys import Keys

from ocms_core.forms.models import COMPLETE
from ocms_core.plugins.manager import registries
from tests.browser.live import one
from tests.common.records import RecordMaker

pytestmark = pytest.mark.browser

KINDS = sorted(registries().forms.every())


@pytest.fixture(scope="module")
def maker(live):
    made = RecordMaker(live.visitor().open_session, live.world)
    made.fill_lists()
    return made


def place_of(made):
    """Return the page on which the form is found."""
    return f"/sessions/{made.session_id}" if made.session_id else f"/clients/{made.number}"


@pytest.mark.parametrize("kind", KINDS)
def test_form_by_keyboard_alone(live, browser, keyboard, maker, kind):
    made = maker.make(kind)
    wanted = maker.answers(made)
    browser.get(live.address + place_of(made))
    keyboard.follow(f"main a[href^='/forms/{made.id}']")
    keyboard.answer(wanted)
    last = browser.execute_script("return keyboardWatch.stops().at(-1)")
    keyboard.reach(last)
    assert keyboard.missed("main") == []
    assert not keyboard.narrow(), "\n".join(keyboard.narrow())
    keyboard.follow("#record-form .form-bar .btn-primary")
    keyboard.gather()
    assert not keyboard.problems, "\n".join(keyboard.problems)
    assert maker.stored(made, "state") == (COMPLETE,), one(browser, "main").text
    assert "complete" in keyboard.here.text


def test_a_mistake_is_told_and_leads_to_its_question(live, browser, keyboard, maker):
    made = maker.make("needs_assessment")
    browser.get(f"{live.address}/forms/{made.id}")
    keyboard.reach("[name=minutes]")
    keyboard.hold(Keys.CONTROL, "a")
    keyboard.type("a while")
    keyboard.leave_by(Keys.ENTER)
    assert keyboard.here.get_attribute("data-error-summary") is not None
    assert browser.title.startswith("Error:")
    keyboard.reach("[data-error-summary] a")
    keyboard.press(Keys.ENTER)
    assert keyboard.here.get_attribute("name") == "minutes"
    assert keyboard.here.get_attribute("value") == "a while"
    assert keyboard.here.get_attribute("aria-invalid") == "true"
    told = keyboard.here.get_attribute("aria-describedby").split()
    assert one(browser, f"#{told[-1]}").text.startswith("Error:")
    keyboard.gather()
    assert not keyboard.problems, "\n".join(keyboard.problems)
    # The answer 422 is what this test asks for; the browser notes it.
    browser.get_log("browser")

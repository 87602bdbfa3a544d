"""Every form by keyboard alone: reached from where it begins, each control, filled in, completed.

The registry says which forms there are; their declarations say what they ask.
"""

import pytest

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

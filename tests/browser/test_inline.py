"""Parts of the session's page that change alone, and what else was being typed."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from tests.browser.live import become, every, one, until, use_desk, use_phone
from tests.browser.pages import fill, register

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(live):
    """Begin a session of a mother with two children at home; return its address and the three."""
    worker = live.visitor(live.world.north.emails["worker"])
    mother = register(worker, first_name="Parisa", last_name="Moradi")
    children = [
        register(worker, mother, first_name=name, last_name="Moradi") for name in ("Kian", "Nika")
    ]
    page = worker.get(f"/sessions/new?client={mother}")
    day = dt.datetime.now(ZoneInfo("America/Toronto")).date()
    form = fill(page, service_date=str(day)).submit().follow()
    return re.search(r'href="(/sessions/[0-9a-f-]{36})"', form.text).group(1), mother, children


def typed_into(browser, selector, text):
    field = one(browser, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    field.send_keys(text)


def click(browser, selector):
    button = one(browser, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()


def value(browser, selector):
    return one(browser, selector).get_attribute("value")


@pytest.mark.parametrize(("phone", "language"), [(False, "en"), (True, "fr")])
def test_typed_text_survives_a_swap(live, browser, visit, phone, language):
    address, mother, (older, younger) = visit
    (use_phone if phone else use_desk)(browser)
    become(browser, live, live.world.north.emails["worker"], language)
    browser.get(live.address + address)
    browser.execute_script("window.samePage = true")
    click(browser, f"#note-of-{mother} summary")
    typed_into(browser, f"#note-{mother}", "Half a note")
    click(browser, "a[data-fetches]")
    until(browser, lambda: every(browser, "#follow-up-slot [name=reason]"))
    typed_into(browser, "#follow-up-slot [name=reason]", "Call the school")
    click(browser, f"[name=member][value='{older}']")
    click(browser, ".family-ticks button")
    until(browser, lambda: every(browser, f"#client-{older}"))
    focused = "return document.activeElement.id"
    until(browser, lambda: browser.execute_script(focused) == "clients-title")
    assert value(browser, f"#note-{mother}") == "Half a note"
    assert value(browser, "#follow-up-slot [name=reason]") == "Call the school"

    click(browser, f"[name=member][value='{younger}']")
    click(browser, f"#note-of-{older} summary")
    typed_into(browser, f"#note-{older}", "Starts school on Monday.")
    click(browser, f"#note-form-{older} button[type=submit]")
    until(browser, lambda: every(browser, "#messages .is-afloat"))
    box = one(browser, "#messages [data-message]").rect
    top = box["y"] - browser.execute_script("return scrollY")
    assert 0 <= top < browser.execute_script("return innerHeight"), "the message is in sight"
    assert value(browser, f"#note-{mother}") == "Half a note"
    assert value(browser, f"#note-{older}") == ""
    assert one(browser, f"[name=member][value='{younger}']").is_selected()

    click(browser, "#follow-up-slot .btn-primary")
    until(browser, lambda: not every(browser, "#follow-up-slot form"))
    assert "Call the school" in one(browser, "#part-follow_ups .follow-ups").text
    assert browser.execute_script("return window.samePage"), "the page was not loaded again"
    assert value(browser, f"#note-{mother}") == "Half a note"
    use_desk(browser)

"""What the browser prints: the sheet alone, and every script in its own signs."""

import base64

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from tests.browser.test_accessibility import become
from tests.prints.conftest import NAMES
from tests.prints.test_pdf import fonts_of

pytestmark = pytest.mark.browser
LATIN = {"NotoSans-Regular", "NotoSans-Bold"}


def printed(browser, address):
    """Return the PDF that the browser's print window would save."""
    browser.get(address)
    made = browser.execute_cdp_cmd(
        "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True}
    )
    return pdfium.PdfDocument(base64.b64decode(made["data"]))


@pytest.fixture
def people(live):
    """Register somebody of each script; return number by script."""
    numbers = {script: 900 + place for place, script in enumerate(NAMES)}
    with live.visitor().open_session() as session:
        scope.enter(session, live.world.north.id)
        present = set(session.scalars(select(Client.number)))
        session.add_all(
            Client(id=uuid7(), number=numbers[script], first_name=first, last_name=last)
            for script, (first, last) in NAMES.items()
            if numbers[script] not in present
        )
        session.commit()
    return numbers


def test_the_browser_prints_the_sheet_alone_and_every_name(live, browser, people):
    become(browser, live, live.world.north.emails["worker"], "en")
    page = f"{live.address}/prints/clients?column=number&column=name"
    document = printed(browser, page)
    text = "".join(document[n].get_textpage().get_text_bounded() for n in range(len(document)))
    assert "List of clients" in text
    for around in ("Sessions", "Find a client", "Language of the print", "Show everybody"):
        assert around not in text
    signs = [pair for n in range(len(document)) for pair in fonts_of(document[n])]
    for sign in ("陈", "龙", "ተ", "ሰ", "ண", "ष", "Ш"):
        fonts = {font.rpartition("+")[2] for one, font in signs if one == sign}
        # A sign that no font has would be drawn as the empty box of the first font.
        assert fonts, sign
        assert not fonts & LATIN or sign == "Ш", (sign, fonts)
    assert "Олександр Шевченко" in text
    assert "Nguyễn" in text
    assert "陈" in text


def test_the_intake_form_of_the_browser_fits_on_the_same_sheets(live, browser):
    become(browser, live, live.world.north.emails["worker"], "fr")
    document = printed(browser, f"{live.address}/prints/intake?language=fr")
    assert len(document) in {2, 3, 4}
    assert document[0].get_size() == pytest.approx((612, 792), abs=1)

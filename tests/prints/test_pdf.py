"""Prints as PDF, and what is really on the paper. Needs Debian's Pango and Noto fonts."""

import ctypes
import unicodedata

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from ocms_core.prints.pdf import make_pdf
from ocms_core.web.static import StaticFolders
from tests.prints.conftest import FONTS, NAMES

pytestmark = pytest.mark.browser


def plain(text):
    """Return text without order and form: what remains of it in any direction."""
    signs = unicodedata.normalize("NFKC", text)
    return sorted(sign for sign in signs if not sign.isspace())


def fonts_of(page):
    """Return (sign, name of its font) for every sign of a page."""
    text = page.get_textpage()
    name = ctypes.create_string_buffer(200)
    found = []
    for index in range(text.count_chars()):
        raw.FPDFText_GetFontInfo(text.raw, index, name, 200, None)
        found.append((chr(raw.FPDFText_GetUnicode(text.raw, index)), name.value.decode()))
    return found


def pieces(image):
    """Count the separate pieces of ink in a picture."""
    picture = image.convert("L").point(lambda shade: shade < 128 and 255)
    dark = {
        (x, y)
        for y in range(picture.height)
        for x in range(picture.width)
        if picture.getpixel((x, y))
    }
    count = 0
    while dark:
        count += 1
        edge = [dark.pop()]
        while edge:
            x, y = edge.pop()
            near = {(x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & dark
            dark -= near
            edge += near
    return count


@pytest.fixture
def draw(wsgi):
    """Return a maker of the one page of a PDF with some markup."""

    def make(markup):
        html = f"<html lang='en'><head><title>t</title></head><body>{markup}</body></html>"
        return pdfium.PdfDocument(make_pdf(html, wsgi.registry[StaticFolders]))[0]

    return make


@pytest.mark.parametrize("script", NAMES)
def test_names_of_any_script_are_on_the_paper(app, world, people, script):
    app.sign_in(world.north.emails["worker"])
    answer = app.get(f"/clients/{people[script]}/print.pdf")
    assert answer.content_type == "application/pdf"
    document = pdfium.PdfDocument(answer.body)
    signs = fonts_of(document[0])
    for part in NAMES[script]:
        for sign in part.replace(" ", ""):
            fonts = {font for one, font in signs if one == sign}
            drawn = any(FONTS[script] in font for font in fonts)
            # Signs that join with their neighbour have no place of their own on the page.
            assert drawn or unicodedata.category(sign) != "Lo" or script == "arabic", (sign, fonts)
    assert any(FONTS[script] in font for _sign, font in signs), {font for _s, font in signs}


def test_arabic_letters_join(draw):
    """The letters of a word run into one another; apart, each would be a piece of its own."""
    style = "font: 80pt 'Noto Sans'; margin: 0"
    joined = draw(f'<p style="{style}">محمد</p>').render(scale=1).to_pil()
    apart = draw(f'<p style="{style}">م ح م د</p>').render(scale=1).to_pil()
    assert pieces(joined) == 1
    assert pieces(apart) == 4


def test_a_print_reads_our_files_and_nothing_else(draw, tmp_path):
    from weasyprint.urls import FatalURLFetchingError

    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    for address in (
        f"file://{secret}",
        "http://localhost:9/x.png",
        "static:ocms_core/../settings.py",
        "static:elsewhere/ocms.css",
        "data:image/png;base64,AAAA",
    ):
        with pytest.raises(FatalURLFetchingError):
            draw(f'<img alt="" src="{address}">')


def test_the_empty_form_has_two_or_three_pages(app, world):
    app.sign_in(world.north.emails["worker"])
    for language in ("en", "fr"):
        body = app.get(f"/prints/intake.pdf?language={language}").body
        assert len(pdfium.PdfDocument(body)) in {2, 3}

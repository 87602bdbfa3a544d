"""Names of files: any script stays, what deceives goes, and headers stay one line of ASCII."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocms_core.files.names import LONGEST, clean_name, content_disposition, with_ending


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("...pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("scan", "scan.pdf"),
        ("photo.jpg", "photo.jpg.pdf"),
        ("x\ny\t.pdf", "x y.pdf"),
        ('say "hi".pdf', "say hi.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("நிதி.PDF", "நிதி.PDF"),
    ],
)
def test_names_that_deceive_are_made_harmless_and_others_stay(sent, kept):
    assert with_ending(clean_name(sent), ("pdf",)) == kept


@given(st.text(max_size=300))
def test_every_name_is_kept_short_and_tells_browsers_right(sent):
    name = with_ending(clean_name(sent), ("pdf",))
    assert 0 < len(name) <= LONGEST + len(".pdf")
    assert clean_name(name) == name
    assert not set(name) & set('/\\\r\n\0"')
    told = content_disposition(name)
    assert told.isascii()
    assert told.isprintable()
    assert unquote(told.partition("filename*=UTF-8''")[2]) == name
    assert told.count('"') == 2

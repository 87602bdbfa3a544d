"""What is taken and what is not: by the content, whatever the name says."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocms_core.files import pictures
from ocms_core.files.sniffing import JPEG, PNG, RefusedFileError, sniff
from tests.files.samples import GOOD, HOSTILE, camera_picture, docx, picture


def take(name, content):
    """Do with a file what an upload does; return its type."""
    file = io.BytesIO(content)
    kind = sniff(file, name)
    if kind.is_picture:
        pictures.rewrite(file, kind)
    return kind


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_files_are_known_by_their_content(name):
    content, media_type = GOOD[name]
    assert take(name, content).media_type == media_type


@pytest.mark.parametrize("name", [name for name in GOOD if not name.endswith(("txt", "csv"))])
def test_the_name_does_not_matter(name):
    content, media_type = GOOD[name]
    assert take("virus.exe", content).media_type == media_type


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(case):
    with pytest.raises(RefusedFileError) as refused:
        take(*HOSTILE[case])
    assert str(refused.value.sentence).endswith(".")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_files_are_taken_or_refused_and_never_an_error(data):
    content = bytearray(data.draw(st.sampled_from([content for content, _kind in GOOD.values()])))
    for _turn in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(1, len(content))) :]
    with contextlib.suppress(RefusedFileError):
        take(data.draw(st.sampled_from(["a.txt", "a.pdf", "a.docx", "a"])), bytes(content))


def test_a_picture_loses_what_the_camera_noted_and_stands_upright():
    before = camera_picture()
    assert b"SecretCamera" in before
    anew, thumbnail = pictures.rewrite(io.BytesIO(before), JPEG)
    content = anew.read()
    assert b"SecretCamera" not in content
    assert b"Exif" not in content
    assert b"owner" not in content
    with Image.open(io.BytesIO(content)) as made:
        assert made.size == (40, 60), "turned as the note said"
        assert not made.getexif()
        red, _green, blue = made.getpixel((20, 5))
        assert (red > 200, blue < 60) == (True, True), "the left half is on top now"
    with Image.open(io.BytesIO(thumbnail)) as small:
        assert small.format == "WEBP"
        assert small.size == (40, 60)
    assert b"SecretCamera" not in thumbnail


def test_what_hides_behind_a_picture_is_gone():
    anew, _thumbnail = pictures.rewrite(io.BytesIO(picture("PNG") + b"hidden words"), PNG)
    assert b"hidden words" not in anew.read()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_taken(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (900, 500)).save(out, kind)
    anew, thumbnail = pictures.rewrite(out, JPEG if kind == "JPEG" else PNG)
    with Image.open(anew) as made, Image.open(io.BytesIO(thumbnail)) as small:
        assert made.size == (900, 500)
        assert max(small.size) == 320


def test_a_document_with_a_comment_at_its_end_is_still_one():
    from tests.files.samples import CONTENT_TYPES, packed

    content = packed(
        {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w/>"}, comment=b"hello"
    )
    assert take("a.docx", content) == take("a.docx", docx())

"""Files with JavaScript: many at once, dropped, with what was refused beside what was stored."""

import pytest

from tests.browser.live import every, one, until
from tests.browser.test_accessibility import AXE, Examination, become
from tests.files.samples import PDF, picture

pytestmark = pytest.mark.browser

# What a drop is to a page: a list of files handed over by the browser.
DROP = """
const [target, names] = arguments;
const data = new DataTransfer();
for (const name of names) data.items.add(new File(["%PDF-1.4\\n%%EOF"], name));
const how = { dataTransfer: data, bubbles: true, cancelable: true };
target.dispatchEvent(new DragEvent("drop", how));
"""


def names(browser):
    return {element.text for element in every(browser, ".file-name bdi")}


@pytest.fixture
def page(browser, live):
    become(browser, live, live.world.north.emails["worker"], "en")
    browser.get(f"{live.address}/clients/{live.world.north.client.number}/files")
    return browser


def test_files_are_sent_one_by_one_and_the_list_follows(page, tmp_path):
    files = {"one.pdf": PDF, "two.png": picture("PNG"), "bad.html": b"<html>"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    one(page, "#upload-files").send_keys("\n".join(str(tmp_path / name) for name in files))
    assert len(every(page, ".upload-list li")) == 3
    page.execute_script(DROP, one(page, "[data-drop]"), ["dropped Ж.pdf", "left out.pdf"])
    assert len(every(page, ".upload-list li")) == 5
    every(page, ".upload-list button")[4].click()
    assert len(every(page, ".upload-list li")) == 4
    one(page, "#upload-kind option[value=letter]").click()
    one(page, ".upload-go button").click()
    until(page, lambda: names(page) >= {"one.pdf", "two.png", "dropped Ж.pdf"})
    (refused,) = every(page, ".upload-list li")
    assert "bad.html" in refused.text
    assert "This kind of file is not taken." in refused.text
    assert "Some files were not stored" in one(page, "[data-upload-said]").text
    assert "left out.pdf" not in names(page)
    assert "Letter" in one(page, ".file-list").text
    until(
        page,
        lambda: (
            page.execute_script("return document.querySelector('.file-picture img').naturalWidth")
            > 0
        ),
    )
    look = Examination(page)
    page.execute_script(AXE)
    look.look("files that were sent", "main")
    assert look.found == []
    # The refused file is answered with 422, which the browser notes.
    page.get_log("browser")


def test_a_file_that_is_too_large_is_not_even_sent(page):
    page.execute_script(
        """
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(26 * 1024 * 1024)], "large.pdf"));
        arguments[0].dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        """,
        one(page, "[data-drop]"),
    )
    assert "The file is larger than 25 MB." in one(page, ".upload-list").text

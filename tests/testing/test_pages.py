"""Forms are read as WebTest reads them, which builds trees of the page and takes its time."""

import pytest
from webtest import TestResponse

from ocms_core.testing.pages import Page

PAGE = """<!DOCTYPE html><html><body>
<!-- <form id="gone"><input name="gone"></form> -->
<script>const text = '<form id="gone"><input name="gone">'</script>
<form id="record" method="post" action="/forms/1?a=1&amp;b=2" data-form="">
  <input type="hidden" name="token" value="a &amp; &quot;b&quot; &gt; c">
  <input name="plain" disabled>
  <input type="radio" name="one" value="yes"> <input type="radio" name="one" value="no" checked>
  <input type="checkbox" name="many" value="a" checked="checked"/>
  <input type="checkbox" name="many" value='b'>
  <select name="pick"><option value="">None</option>
    <option value="1" selected="selected">One &lt; two </option><option>Three</option></select>
  <SELECT name="several" multiple><option value="x" selected>X</option></SELECT>
  <textarea name="notes">
First line
<b>&eacute;</b></textarea>
  <input type="file" name="paper"><button name="do" value="save" type="submit">Save</button>
</form>
<input name="apart" form="record" value="stands apart">
<form action="/search"><input type="search" name="q" value=amina><textarea name="empty"></textarea>
</form></body></html>"""


def told(form):
    """Return all that a test may ask of a form."""
    fields = [
        (name, type(field).__name__, field.pos, field.id, getattr(field, "options", None))
        for name, field in form.field_order
    ]
    pairs = [(name, str(value)) for name, value in form.submit_fields("do") if name != "paper"]
    return form.id, form.action, form.method, form.enctype, fields, pairs


def answers(text):
    return [kind(text, content_type="text/html", charset="utf-8") for kind in (Page, TestResponse)]


def test_a_page_is_read_as_webtest_reads_it():
    fast, slow = answers(PAGE)
    assert list(fast.forms) == [0, "record", 1] == list(slow.forms)
    for key in fast.forms:
        assert told(fast.forms[key]) == told(slow.forms[key])
    assert ("apart", "stands apart") in told(fast.forms["record"])[-1]
    assert fast.forms[1].text.startswith('<form action="/search">')
    assert fast.forms[1].text.endswith("</form>")


@pytest.mark.parametrize("path", ["/sign-in", "/clients/1/edit", "/sessions/new?client=1"])
def test_our_own_pages_too(app, world, path):
    if path != "/sign-in":
        app.sign_in(world.north.emails["worker"])
    page = app.get(path)
    fast, slow = answers(page.text)
    assert len(fast.forms) == len(slow.forms) > 0
    for key in fast.forms:
        assert fast.forms[key].submit_fields() == slow.forms[key].submit_fields()

"""Kept fields are drawn as the template draws them, and hold nobody's answer."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from ocms_core.forms.rendering import FieldView, Option
from ocms_core.web.fields import MOST_RADIOS, FieldDrawer
from ocms_core.web.templating import TemplateRendererFactory

HOSTILE = "\"><script>alert(1)</script>&'\ue000"


def view(kind, raw="", **rest):
    return FieldView(
        "q", "q", kind, "Question", "A hint", raw, "", green=True, declared=True, **rest
    )


def codes(count, *chosen):
    return [Option(f"c{n}", f"Code <{n}>", n in chosen) for n in range(count)]


def grid(*raws, **rest):
    columns = [replace(view("many", raw, **rest), name=f"q{n}") for n, raw in enumerate(raws)]
    rows = [("a", "Row a"), ("b", "Row b")]
    return view("grid", grid_rows=rows, grid_columns=columns)


SHOWN = {
    "text": [view("text", "Amina"), view("text"), view("text", HOSTILE)],
    "area": [view("long_text", "one\ntwo"), view("long_text", HOSTILE)],
    "radios": [
        view("choice", raw, options=codes(3, *chosen), clearable=clearable)
        for raw, chosen in (("c1", (1,)), ("c2", (2,)), ("", ()))
        for clearable in (True, False)
    ],
    "boxes": [view("many", ["c1"], options=codes(9, 1)), view("many", [], options=codes(9))],
    "select": [
        view("pick", "c0", options=codes(3, 0)),
        view("pick", "", options=codes(MOST_RADIOS * 4)),
        view("pick", "c1", options=codes(2, 1), read_only=True),
        view("pick", HOSTILE, options=[Option(HOSTILE, HOSTILE, selected=True)], read_only=True),
    ],
    "grid": [grid(["a"], ["a", "b"]), grid([], ["b"])],
    "marks": [view("text", green_missing=True, needed_by=["iCARE"]), view("text", visible=False)],
}


def as_read(markup):
    """Return what a browser makes of markup: elements with their attributes, and texts."""
    return [
        (node.name, dict(node.attrs)) if node.name else " ".join(node.split())
        for node in BeautifulSoup(markup, "html.parser").descendants
        if node.name or node.strip()
    ]


@pytest.fixture
def kept():
    return {}


@pytest.fixture
def drawer(kept):
    """Return what draws fields, keeping pieces in `kept`."""
    factory = TemplateRendererFactory(reload=False)
    by_template = factory.field_drawer("en", _untranslated)
    return FieldDrawer("en", lambda views: by_template(undeclared(views)), kept)


def _untranslated(msgid, *, default=None, **_rest):
    return msgid if default is None else default


def undeclared(views):
    return [replace(one, declared=False) for one in views]


@pytest.mark.parametrize("shown", SHOWN)
def test_a_kept_field_is_what_the_template_draws(drawer, kept, shown):
    for _again in range(2):
        for one in SHOWN[shown]:
            assert as_read(drawer([one])) == as_read(drawer(undeclared([one])))
    assert 0 < len(kept) <= len(SHOWN[shown])
    everything = str(kept)
    assert "Amina" not in everything
    assert "alert(1)" not in everything


@pytest.mark.parametrize(
    "one",
    [
        view("text", "Amina", errors=["No name"]),
        replace(view("text", "Amina"), declared=False),
        grid(["a"], ["b"], errors=["Too many"]),
        view("choice", "c1", options=codes(3, 1), read_only=True),
    ],
    ids=["wrong", "agency's own", "wrong in a grid", "read only"],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(drawer, kept, one):
    assert as_read(drawer([one])) == as_read(drawer(undeclared([one])))
    assert kept == {}


def test_fields_stay_in_order(drawer):
    mixed = [
        replace(view("text", errors=["Wrong"] if place % 3 == 0 else []), name=f"n{place}")
        for place in range(7)
    ]
    page = BeautifulSoup(drawer(mixed), "html.parser")
    assert [found["name"] for found in page.select("input")] == [f"n{n}" for n in range(7)]


def test_languages_are_kept_apart(kept):
    for locale in ("en", "fr"):
        FieldDrawer(locale, lambda _views, said=locale: said, kept)([view("text")])
    assert len(kept) == 2

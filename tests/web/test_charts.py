"""Charts: readable without seeing them, and within the content security policy."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocms_core.web import charts

NAMES = st.text("ab é<>&\"'{}名ب", min_size=1, max_size=40)
FIGURES = st.integers(0, 10**9)


@st.composite
def data(draw):
    names = draw(st.lists(NAMES, max_size=20))
    one = st.tuples(NAMES, st.lists(FIGURES, min_size=len(names), max_size=len(names)))
    return names, draw(st.lists(one, min_size=1, max_size=9))


def parsed(markup):
    return ElementTree.fromstring(f"<div>{markup}</div>")  # noqa: S314  our own


@pytest.mark.parametrize("draw", [charts.bars, charts.lines])
@settings(deadline=None)
@given(data=data())
def test_any_data_make_sound_markup_without_style_or_script(draw, data):
    names, series = data
    root = parsed(draw("Services & more", "By <month>", names, series, str))
    svg = root.find(".//svg[@role='img']")
    assert svg.find("title").text == "Services & more"
    assert svg.find("desc").text == "By <month>"
    for element in root.iter():
        assert element.tag not in {"script", "style"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_the_longest_bar_fills_the_room_and_others_are_in_proportion():
    root = parsed(charts.bars("t", "d", ["a", "b", "c"], [("Services", [10, 5, 0])], str))
    widths = [float(bar.get("width")) for bar in root.findall(".//svg[@role='img']/rect")]
    assert widths == [widths[0], widths[0] / 2]
    assert "0" in [text.text for text in root.findall(".//svg/text")]


def test_parts_of_a_bar_lie_side_by_side_and_are_told_by_a_key():
    root = parsed(charts.bars("t", "d", ["a"], [("One", [3]), ("Two", [1])], str))
    first, second = root.findall(".//svg[@role='img']/rect")
    assert float(second.get("x")) == pytest.approx(
        float(first.get("x")) + float(first.get("width"))
    )
    assert second.find("title").text == "a, Two: 1"
    assert [item[0].tail.strip() for item in root.findall(".//ul/li")] == ["One", "Two"]


def test_more_series_than_colours_are_put_together_and_nothing_is_lost():
    series = [(f"Series {number}", [number]) for number in range(1, 10)]
    root = parsed(charts.bars("t", "d", ["a"], series, str, others="Others"))
    names = [item[0].tail.strip() for item in root.findall(".//ul/li")]
    assert len(names) == charts.COLOURS
    assert names[-1] == "Others"
    told = [bar.find("title").text for bar in root.findall(".//svg[@role='img']/rect")]
    assert sum(int(re.search(r": (\d+)$", text).group(1)) for text in told) == 45


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (3, 4), (5, 8), (9, 20), (21, 40), (235, 400)]
)
def test_a_line_chart_ends_on_a_round_figure(highest, top):
    root = parsed(charts.lines("t", "d", ["a", "b"], [("Services", [0, highest])], str))
    guides = [text.text for text in root.findall(".//svg/text[@text-anchor='end']")]
    assert float(guides[-1]) == top

"""What the forms share: order of sections, scales, and tests of several answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ocms_core.forms.spec import Rule
from ocms_plugin_employment.i18n import _

DETAILS = 30
# The scale of readiness, satisfaction and ratings.
SCALE = {"minimum": 1, "maximum": 5}
MOST_HOURS_A_WEEK = 100
MOST_CENTS = 1_000_000_00


def in_order(first: str, second: str) -> Callable[[Mapping[str, Any]], bool]:
    """Return the test that one day is not before another, where both are known."""

    def test(answers: Mapping[str, Any]) -> bool:
        begun, ended = answers.get(first), answers.get(second)
        return begun is None or ended is None or ended >= begun

    return test


ENDS_AFTER_START = Rule(
    at="end_date",
    message=_("The end is before the start: correct one of the two dates."),
    test=in_order("start_date", "end_date"),
)


def partial_in_order(answers: Mapping[str, Any]) -> bool:
    """Whether a row's year or month of the end is not before that of its start."""
    begun, ended = answers.get("begun"), answers.get("ended")
    if not begun or not ended:
        return True
    begun, ended = begun.rstrip("~"), ended.rstrip("~")
    shorter = min(len(begun), len(ended))
    return bool(ended[:shorter] >= begun[:shorter])


ROW_IN_ORDER = Rule(
    at="ended",
    message=_("The end is before the start: correct one of the two."),
    test=partial_in_order,
)

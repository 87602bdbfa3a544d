"""Names of the values that reports count by, in the reader's language, and their order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.i18n import _
from ocms_core.lookups.codelist import fold
from ocms_core.reports.report import Dimension
from ocms_core.web.formats import Formats

NOT_STATED = _("Not stated")
LAST = 1_000_000
STATUSES = {"active": _("Active"), "inactive": _("Inactive")}


class Labels:
    """Writes values for one reader; the agency's own names are read once, when needed."""

    def __init__(
        self,
        *,
        locale: str,
        translate: Callable[[str], str],
        formats: Formats,
        choices: AgencyChoices,
        forms: Mapping[str, Any],
        session_types: Mapping[str, Any],
    ) -> None:
        self.locale = locale
        self.translate = translate
        self.formats = formats
        self._choices = choices
        self._titles = {
            "form": {key: model.__form__.title for key, model in forms.items()},
            "session_type": {key: kind.title for key, kind in session_types.items()},
        }

    def named(self, source: str) -> dict[str, str]:
        """Return the names of a source's values by key; inactive ones too."""
        if source in self._titles:
            return {key: self.translate(title) for key, title in self._titles[source].items()}
        return {
            key: label
            if active
            else self.translate(_("${name} (inactive)", mapping={"name": label}))
            for key, label, active in self._choices.every(source)
        }

    def of(self, dimension: Dimension, value: Any) -> str:
        """Return the name of a value of a dimension."""
        if value is None:
            return self.translate(dimension.without or NOT_STATED)
        if dimension.codes is not None:
            return dimension.codes.label(value, self.locale)
        if dimension.titles is not None:
            return self.translate(dimension.titles[value])
        if dimension.source == "month":
            return self.formats.month(value)
        if dimension.source == "day":
            return self.formats.date(value)
        return self.named(dimension.source or "").get(str(value), str(value))

    def place(self, dimension: Dimension, value: Any) -> tuple[Any, ...]:
        """Return what lines are sorted by; what is not stated comes last."""
        if value is None:
            return (LAST, "")
        if dimension.source in {"month", "day"}:
            return (0, value.isoformat())
        if dimension.codes is not None and not dimension.codes.alphabetical:
            known = list(dimension.codes.by_code)
            return (known.index(value) if value in known else LAST - 1, str(value))
        if dimension.titles is not None:
            return (list(dimension.titles).index(value), "")
        if dimension.source in self._titles:
            known = list(self._titles[dimension.source])
            return (known.index(value) if value in known else LAST - 1, str(value))
        return (0, fold(self.of(dimension, value)))

    def status(self, status: str | None) -> str:
        """Return the word for a client's status."""
        return "" if status is None else self.translate(STATUSES.get(status, status))

    def figure(self, cell: Any) -> str:
        """Write a figure of a table."""
        if cell.value is None:
            return "–"
        if cell.unit == "money":
            return self.formats.money(int(cell.value))
        return (
            self.formats.percent(cell.value)
            if cell.unit == "share"
            else self.formats.number(cell.value)
        )


def to_text(dimension: Dimension, value: Any) -> str:
    """Return a value as it stands in an address."""
    if value is None:
        return ""
    return f"{value:%Y-%m}" if dimension.source == "month" else str(value)


def from_text(dimension: Dimension, text: str) -> Any:
    """Return the value that an address means; raise BadInputError if it means none."""
    if text == "":
        return None
    try:
        if dimension.source == "month":
            return dt.date.fromisoformat(f"{text}-01")
        if dimension.source == "day":
            return dt.date.fromisoformat(text)
        if dimension.holds_ids:
            return uuid.UUID(text)
    except ValueError:
        raise BadInputError(f"{dimension.key} has no such value") from None
    known: Any = dimension.codes if dimension.codes is not None else dimension.titles
    if known is not None and text not in known:
        raise BadInputError(f"{dimension.key} has no such value")
    return text

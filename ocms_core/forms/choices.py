"""What may be chosen: codes of a list on a day, and the agency's own rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Funder, Program, Site, Staff
from ocms_core.forms.spec import BoundQuestion
from ocms_core.lookups.models import AgencyListItem

if TYPE_CHECKING:
    from ocms_core.lookups import CodeList


class AgencyChoices:
    """The agency's programs, funders, sites, staff and lists, read by one statement when needed.

    programs: the ids the person may choose, or None for all.
    """

    def __init__(self, db: Session, locale: str, programs: Iterable[Any] | None = None) -> None:
        self._db = db
        self._locale = locale
        self._programs = None if programs is None else {str(program) for program in programs}
        self._rows: dict[str, list[tuple[str, str, bool]]] | None = None

    def _load(self) -> dict[str, list[tuple[str, str, bool]]]:
        if self._rows is None:
            named = [
                select(
                    literal(source).label("source"),
                    model.id.label("id"),
                    model.name.label("en"),
                    model.name_fr.label("fr"),
                    model.active.label("active"),
                )
                for source, model in (("program", Program), ("funder", Funder), ("site", Site))
            ]
            staff = select(
                literal("staff"),
                Staff.id,
                (Staff.first_name + " " + Staff.last_name),
                null(),
                Staff.active,
            )
            items = select(
                literal("list:") + AgencyListItem.list_key,
                AgencyListItem.id,
                AgencyListItem.label_en,
                AgencyListItem.label_fr,
                AgencyListItem.active,
            )
            rows: dict[str, list[tuple[str, str, bool]]] = {}
            found: Any = self._db.execute(union_all(*named, staff, items))
            for source, key, english, french, active in found:
                label = french or english if self._locale == "fr" else english
                rows.setdefault(source, []).append((str(key), label, active))
            self._rows = {
                source: sorted(found, key=lambda row: row[1].casefold())
                for source, found in rows.items()
            }
        return self._rows

    def options(self, source: str, stored: str | None = None) -> list[tuple[str, str]]:
        """Return (id, name) of what may be chosen; a stored one stays, though it be inactive."""
        return [
            (key, label)
            for key, label, active in self._load().get(source, ())
            if key == stored
            or (active and (source != "program" or self._programs is None or key in self._programs))
        ]

    def every(self, source: str) -> list[tuple[str, str, bool]]:
        """Return (id, name, whether it may still be chosen) of all rows, for reports."""
        return self._load().get(source, [])

    def everybody(self, source: str) -> list[tuple[str, str]]:
        """Return (id, name) of every row, also of those that may no longer be chosen."""
        return [(key, label) for key, label, _active in self._load().get(source, ())]

    def label(self, source: str, key: str | None) -> str:
        """Return the name of a row, also of one that may no longer be chosen."""
        for row_key, label, _active in self._load().get(source, ()):
            if row_key == key:
                return label
        return ""

    def allowed(self, bound: BoundQuestion, stored: Any = None, on: dt.date | None = None) -> Any:
        """Return what may be posted on a day: what is offered then, and what is stored already."""
        question, kept = bound.question, _texts(stored)
        if question.codes is not None:
            codes = [code for code, _label in active_codes(question.codes, "en", on)]
            return dict.fromkeys([*codes, *kept])
        if question.source is not None:
            offered = [key for key, _label in self.options(question.source)]
            return dict.fromkeys([*offered, *kept])
        return None


class StoredChoices(AgencyChoices):
    """For judging what is stored: nothing new may be chosen, so nothing has to be read."""

    def _load(self) -> dict[str, list[tuple[str, str, bool]]]:
        return {}


def _texts(stored: Any) -> list[str]:
    if stored is None:
        return []
    return [str(item) for item in stored] if isinstance(stored, list) else [str(stored)]


@lru_cache(maxsize=1024)
def active_codes(codes: CodeList, locale: str, on: dt.date | None) -> tuple[tuple[str, str], ...]:
    """Return (code, label) pairs in the order a reader expects."""
    return tuple(codes.choices(locale, on))


@lru_cache(maxsize=1024)
def options_markup(codes: CodeList, locale: str, on: dt.date | None) -> Markup:
    """Return the ready ``<option>`` elements of a list: most of a page's time otherwise."""
    return Markup("").join(
        Markup('<option value="{}">{}</option>').format(code, label)
        for code, label in active_codes(codes, locale, on)
    )


def mark_selected(options: Markup, code: str | None, label: str = "") -> Markup:
    """Return the options with one chosen; one the list no longer offers is added."""
    if not code:
        return options
    value = f'value="{escape(code)}"'
    if value in options:
        return Markup(str(options).replace(value, f"{value} selected", 1))  # noqa: S704
    added = Markup('<option value="{}" selected>{}</option>').format(code, label or code)
    return options + added

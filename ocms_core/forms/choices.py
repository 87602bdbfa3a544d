"""What may be chosen: codes of a list on a day, and the agency's own rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from sqlalchemy import Select, literal, null, select, union_all
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Funder, Program, Site, Staff
from ocms_core.forms.ask import FORM_SOURCE
from ocms_core.forms.spec import BoundQuestion, questions_of
from ocms_core.lookups.codelist import Code
from ocms_core.lookups.models import AgencyListItem
from ocms_core.web.formats import Formats

if TYPE_CHECKING:
    from ocms_core.lookups import CodeList

UNSEEN = Code(
    "unseen", "A form that you may not open", "Un formulaire que vous ne pouvez pas ouvrir"
)


# What other domains bring, by source: a select of id, English name, French name or null, and
# whether the row is offered; and, if there is a fifth column, whether it is taken though it is
# not offered, since a form refuses it with a sentence of its own. Each is read when a page asks
# for it, since it may be long.
BROUGHT: dict[str, Callable[[], Select[Any]]] = {}


def bring_choices(source: str, rows: Callable[[], Select[Any]]) -> None:
    """Let ``ask.pick(source, ...)`` offer rows of another domain; `rows` makes their select."""
    if BROUGHT.setdefault(source, rows) is not rows:
        raise ValueError(f"two domains bring the choices {source!r}")


class AgencyChoices:
    """The agency's programs, funders, sites, staff and lists, read by one statement when needed.

    programs: the ids the person may choose, or None for all.
    """

    def __init__(self, db: Session, locale: str, programs: Iterable[Any] | None = None) -> None:
        self._db = db
        self._locale = locale
        self._programs = None if programs is None else {str(program) for program in programs}
        self._rows: dict[str, list[tuple[str, str, bool]]] | None = None
        self._client_id: uuid.UUID | None = None
        self._brought: dict[str, list[tuple[str, str, bool]]] = {}
        self._taken: dict[str, list[str]] = {}

    def _named(self, found: Any) -> list[tuple[str, str, bool]]:
        rows = [
            (str(key), french or english if self._locale == "fr" else english, active)
            for key, english, french, active in found
        ]
        return sorted(rows, key=lambda row: row[1].casefold())

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
            rows: dict[str, list[Any]] = {}
            found: Any = self._db.execute(union_all(*named, staff, items))
            for source, *row in found:
                rows.setdefault(source, []).append(row)
            self._rows = {source: self._named(found) for source, found in rows.items()}
        return self._rows

    def _of(self, source: str) -> list[tuple[str, str, bool]]:
        """Return the rows of a source: what other domains bring is read when it is asked for."""
        if source in BROUGHT:
            if source not in self._brought:
                found: Any = self._db.execute(BROUGHT[source]()).all()
                self._brought[source] = self._named(row[:4] for row in found)
                self._taken[source] = [str(row[0]) for row in found if row[4:] == (True,)]
            return self._brought[source]
        rows = self._load()
        if source.startswith(FORM_SOURCE) and source not in rows and self._client_id is not None:
            rows[source] = self._forms(source.removeprefix(FORM_SOURCE))
        return rows.get(source, [])

    def of_client(self, client_id: uuid.UUID) -> AgencyChoices:
        """Return these choices together with those forms of a client that the person may see."""
        choices = copy(self)
        # What the agency has is read once; each client's forms are their own.
        choices._rows = {  # noqa: SLF001
            source: rows
            for source, rows in self._load().items()
            if not source.startswith(FORM_SOURCE)
        }
        choices._client_id = client_id  # noqa: SLF001
        return choices

    def _forms(self, kind: str) -> list[tuple[str, str, bool]]:
        """Return the client's forms of a kind, the latest first."""
        from ocms_core.plugins.manager import registries

        model = registries().forms.every()[kind]
        found = self._db.scalars(
            select(model)
            .where(model.client_id == self._client_id)
            .order_by(model.service_date.desc(), model.id.desc())
        )
        return [(str(form.id), self._form_name(form), True) for form in found]

    def _form_name(self, form: Any) -> str:
        """Return what tells a form from others of its kind: some answers, and its day."""
        model: Any = type(form)
        asked = {bound.key: bound.question for bound in questions_of(model)}
        parts = []
        for key in model.__form__.named_by:
            answer = getattr(form, key)
            codes, source = asked[key].codes, asked[key].source
            if codes is not None and answer is not None:
                parts.append(codes.label(answer, self._locale))
            elif source is not None:
                parts.append(self.label(source, str(answer)))
            elif answer is not None:
                parts.append(str(answer))
        parts.append(Formats(self._locale).date(form.service_date))
        return ", ".join(part for part in parts if part)

    def options(self, source: str, stored: str | None = None) -> list[tuple[str, str]]:
        """Return (id, name) of what may be chosen; a stored one stays, though it be inactive."""
        found = [
            (key, label)
            for key, label, active in self._of(source)
            if key == stored
            or (active and (source != "program" or self._programs is None or key in self._programs))
        ]
        if stored and source.startswith(FORM_SOURCE) and stored not in dict(found):
            found.append((stored, UNSEEN.label(self._locale)))
        return found

    def every(self, source: str) -> list[tuple[str, str, bool]]:
        """Return (id, name, whether it may still be chosen) of all rows, for reports."""
        return self._of(source)

    def everybody(self, source: str) -> list[tuple[str, str]]:
        """Return (id, name) of every row, also of those that may no longer be chosen."""
        return [(key, label) for key, label, _active in self._of(source)]

    def label(self, source: str, key: str | None) -> str:
        """Return the name of a row, also of one that may no longer be chosen."""
        for row_key, label, _active in self._of(source):
            if row_key == key:
                return label
        return UNSEEN.label(self._locale) if key and source.startswith(FORM_SOURCE) else ""

    def allowed(self, bound: BoundQuestion, stored: Any = None, on: dt.date | None = None) -> Any:
        """Return what may be posted on a day: what is offered then, and what is stored already."""
        question, kept = bound.question, _texts(stored)
        if question.codes is not None:
            codes = [code for code, _label in active_codes(question.codes, "en", on)]
            return dict.fromkeys([*codes, *kept])
        if question.source is not None:
            offered = [key for key, _label in self.options(question.source)]
            return dict.fromkeys([*offered, *self._taken.get(question.source, ()), *kept])
        return None


class StoredChoices(AgencyChoices):
    """For judging what is stored: nothing new may be chosen, so nothing has to be read."""

    def _of(self, _source: str) -> list[tuple[str, str, bool]]:
        return []


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

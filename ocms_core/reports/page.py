"""What the pages of one report have in common: who reads, what they may choose, and addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pyramid.request import Request

from ocms_core.db.scope import agency_of
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.i18n import _
from ocms_core.lookups import DELIVERY_METHOD
from ocms_core.questions.subjects import offered_subjects
from ocms_core.reports import criteria, periods
from ocms_core.reports.criteria import Criteria, Offered, Reading
from ocms_core.reports.dimensions import DIMENSIONS
from ocms_core.reports.facts import Reach, Scope
from ocms_core.reports.labels import Labels
from ocms_core.reports.option import CHOICES, NONE, TEXT, Answer, Option, unanswered
from ocms_core.reports.options import offered_options
from ocms_core.reports.own import own_questions
from ocms_core.reports.report import Report
from ocms_core.reports.results import Place
from ocms_core.security.visibility import viewer_of
from ocms_core.web.formats import Formats

FEW = 8
LABELS = {
    "program": _("Program"),
    "site": _("Site"),
    "worker": _("Worker"),
    "funder": _("Funder"),
    "session_type": _("Session type"),
    "form": _("Service form"),
    "delivery": _("Delivery method"),
    "group": _("Group by"),
}
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One value on offer."""

    key: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Control:
    """How a criterion or an additional option is asked for: "select", "boxes" or "range"."""

    name: str
    id: str
    label: str
    kind: str
    choices: list[Choice]
    first: str = ""
    last: str = ""
    is_date: bool = False
    hint: str | None = None
    remove_url: str | None = None


class ReportPage:
    """One report for one reader: reads the address, and writes others."""

    def __init__(self, request: Request) -> None:
        self.request = request
        report = request.plugins.reports.get(request.matchdict["key"])
        if report is None or not request.identity.may(report.permission):
            raise NotFoundError(request.matchdict["key"])
        self.report: Report = report
        self.forms = request.plugins.forms
        formats = Formats(request.locale_name, request.agency.time_zone)
        self.labels = Labels(
            locale=request.locale_name,
            translate=request.localizer.translate,
            formats=formats,
            choices=AgencyChoices(request.db, request.locale_name),
            forms=self.forms,
            session_types=request.plugins.session_types,
        )
        own = own_questions(
            request.agency_questions,
            offered_subjects(request.plugins),
            request.locale_name,
            request.localizer.translate,
        )
        # What is not a form has no questions to ask for.
        own_too = report.counted is None
        self.options = {**offered_options(self.forms), **own.options} if own_too else {}
        self.dimensions = {**DIMENSIONS, **own.dimensions} if own_too else dict(DIMENSIONS)

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        """The values of each criterion with their names."""
        locale = self.request.locale_name
        found = {name: self.labels.named(source) for name, source in criteria.SOURCES.items()}
        found["session_type"] = self.labels.named("session_type")
        found["form"] = {} if self.report.form else self.labels.named("form")
        found["delivery"] = dict(DELIVERY_METHOD.choices(locale))
        found["group"] = {
            key: self.labels.translate(dimension.title)
            for key, dimension in self.dimensions.items()
        }
        return found

    @cached_property
    def now(self) -> dt.datetime:
        """This moment at the agency."""
        return dt.datetime.now(ZoneInfo(self.request.agency.time_zone))

    @property
    def today(self) -> dt.date:
        """Today at the agency."""
        return self.now.date()

    def read(self, own: Iterable[str] = ()) -> tuple[Reading, dict[str, list[str]]]:
        """Return the criteria, and the values of the view's `own` parameters."""
        kept: dict[str, list[str]] = {name: [] for name in own}
        others = []
        for name, value in self.request.GET.items():
            if name in kept:
                kept[name].append(value)
            else:
                others.append((name, value))
        offered = Offered(choices=self.choices, options=self.options, today=self.today)
        return criteria.read(others, offered), kept

    def scope(self, wanted: Criteria) -> Scope:
        """Return what is counted for this reader."""
        viewer = viewer_of(self.request.db)
        if viewer.staff_id is None:
            raise NotFoundError("reports are for members of staff")
        return Scope(
            agency_id=agency_of(self.request.db),
            kinds=tuple(self.forms),
            reach=Reach(
                staff_id=viewer.staff_id,
                programs=viewer.managed,
                whole_agency=viewer.is_admin or viewer.sees_all,
            ),
            criteria=wanted.with_form(self.report.form),
            counted=self.report.counted,
            own_form=self.report.form,
        )

    def url(self, wanted: Criteria, **more: str) -> str:
        """Return the address of this report with these criteria."""
        query = [*wanted.parameters(), *more.items()]
        return self.request.route_path("reports.run", key=self.report.key, _query=query)

    def rows_url(self, wanted: Criteria, place: Place, page: int | None = None) -> str:
        """Return the address of the services behind a figure."""
        query = [*wanted.parameters(), *(("at", f"{key}:{value}") for key, value in place)]
        if page is not None:
            query.append(("page", str(page)))
        path = self.request.route_path("reports.rows", key=self.report.key)
        return f"{path}?{urlencode(query)}"

    def controls(self, wanted: Criteria) -> list[Control]:
        """Return the criteria beside the period, as far as there is something to choose."""
        found = []
        for name, label in LABELS.items():
            values = self.choices[name]
            if not values:
                continue
            chosen = getattr(wanted, name)
            offered = [Choice(key, text, key == str(chosen)) for key, text in values.items()]
            found.append(Control(name, f"criteria-{name}", label, "select", offered))
        kinds = [
            Choice(key, self.labels.translate(text), key == wanted.clients)
            for key, text in criteria.CLIENT_KINDS.items()
        ]
        found.append(Control("clients", "criteria-clients", _("Clients"), "radio", kinds))
        return found

    def option_controls(self, wanted: Criteria) -> list[Control]:
        """Return the additional options that the reader has added."""
        answers = {answer.option.key: answer for answer in wanted.answers}
        found = []
        for key in wanted.shown:
            option, answer = self.options[key], answers.get(key)
            without = _without(wanted, key)
            values = answer.values if answer is not None else ()
            choices = [Choice(value, text, value in values) for value, text in self._values(option)]
            kind = "text" if option.kind == TEXT else "range"
            if option.kind == CHOICES:
                kind = "boxes" if len(choices) <= FEW else "many"
            found.append(
                Control(
                    f"o.{key}",
                    f"option-{key}",
                    self.labels.translate(option.label),
                    kind,
                    choices,
                    first=_first(answer),
                    last=_written(answer.last if answer else None),
                    is_date=option.kind == "dates",
                    hint=_UNITS.get(option.unit or ""),
                    remove_url=self.url(without),
                )
            )
        return found

    def _values(self, option: Option) -> list[tuple[str, str]]:
        if option.kind == TEXT:
            return []
        locale, translate = self.request.locale_name, self.labels.translate
        if option.codes is not None:
            found = list(option.codes.choices(locale))
        elif option.choices is not None:
            found = [(value, translate(text)) for value, text in option.choices.items()]
        else:
            found = list(self.labels.named(option.source or "").items())
        return [*found, (NONE, translate(_("No answer")))] if unanswered(option) else found

    def addable(self, wanted: Criteria) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the options that may still be added, under the titles of their forms."""
        translate = self.labels.translate
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, option in self.options.items():
            if key not in wanted.shown:
                groups.setdefault(translate(option.group), []).append(
                    (key, translate(option.label))
                )
        return list(groups.items())

    def facts(self, wanted: Criteria) -> list[tuple[str, str]]:
        """Return the criteria in words, for print and files: (what, value)."""
        formats, translate = self.labels.formats, self.labels.translate
        period = _range(formats.date(wanted.start), formats.date(wanted.end))
        found = [
            (_("Agency"), self.request.agency.title(self.request.locale_name)),
            (_("Period"), translate(period)),
            (_("Covers"), translate(self.covers)),
        ]
        for name, label in LABELS.items():
            value = getattr(wanted, name)
            if value is not None and str(value) in self.choices[name]:
                found.append((label, self.choices[name][str(value)]))
        if wanted.clients != "both":
            found.append((_("Clients"), translate(criteria.CLIENT_KINDS[wanted.clients])))
        for answer in wanted.answers:
            names = dict(self._values(answer.option)) if answer.values else {}
            if answer.values:
                text = ", ".join(names.get(value, value) for value in answer.values)
            else:
                text = translate(_range(answer.first, answer.last))
            found.append((answer.option.label, text))
        found.append((_("Made"), formats.datetime(self.now)))
        return found

    @property
    def covers(self) -> str:
        """Whose activity this reader's reports cover, in words."""
        viewer = viewer_of(self.request.db)
        if viewer.is_admin or viewer.sees_all:
            return _("The whole agency")
        if viewer.managed:
            return _("The programs you manage, and your own activity")
        return _("Your own activity")

    @property
    def periods(self) -> list[tuple[str, str]]:
        """The periods to pick with one press."""
        return [(key, title) for key, (title, _resolve) in periods.PERIODS.items()]


_UNITS = {"minutes": _("In minutes."), "money": _("In dollars.")}


def _range(first: Any, last: Any) -> str:
    mapping = {"first": _written(first), "last": _written(last)}
    if last is None:
        return _("at least ${first}", mapping=mapping)
    if first is None:
        return _("at most ${last}", mapping=mapping)
    return _("${first} to ${last}", mapping=mapping)


def _first(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer.values[0] if answer.option.kind == TEXT else _written(answer.first)


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _without(wanted: Criteria, key: str) -> Criteria:
    from dataclasses import replace

    return replace(
        wanted,
        shown=tuple(other for other in wanted.shown if other != key),
        answers=tuple(answer for answer in wanted.answers if answer.option.key != key),
    )


def page_number(values: Sequence[str]) -> int:
    """Return the number of a page; raise BadInputError for anything else."""
    if not values:
        return 1
    text = values[0]
    if len(values) > 1 or not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise BadInputError("page is not a number")
    return max(1, int(text))

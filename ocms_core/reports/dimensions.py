"""What every report may group by. Plugins declare further ones beside their reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, case, cast, func

from ocms_core.forms.spec import questions_of, row_questions
from ocms_core.i18n import _
from ocms_core.lookups import (
    AGE_BAND,
    COUNTRY,
    DELIVERY_METHOD,
    GENDER,
    IMMIGRATION_CLASS,
    IMMIGRATION_STATUS,
    LANGUAGE,
    MARITAL_STATUS,
    OFFICIAL_LANGUAGE_PREFERENCE,
    REFERRED_BY,
    Code,
    CodeList,
)
from ocms_core.reports.facts import ClientSide, Facts, age_band_on
from ocms_core.reports.report import Dimension

NEWNESS = CodeList(
    "newness",
    (
        Code("new", "New clients", "Nouveaux clients"),
        Code("returning", "Returning clients", "Clients de retour"),
        Code(
            "anonymous",
            "Anonymous clients (new each time)",
            "Clients anonymes (nouveaux chaque fois)",
        ),
    ),
    "New or returning",
    "Nouveaux ou de retour",
)


def _month(facts: Facts) -> ColumnElement[Any]:
    # Without the cast a bare date goes through the database session's time zone.
    return cast(func.date_trunc("month", cast(facts.form.c.service_date, DateTime)), Date)


def _of_client(
    key: str, title: str, codes: CodeList, column: str | None = None, **options: Any
) -> Dimension:
    def expression(side: ClientSide) -> ColumnElement[Any]:
        return side.client.c[column or key]

    return Dimension(
        key=key, title=title, codes=codes, of_client=True, expression=expression, **options
    )


_ALL = (
    Dimension(
        key="month",
        title=_("Month"),
        source="month",
        expression=_month,
        definition=_("Month of the date of service."),
    ),
    Dimension(
        key="form",
        title=_("Service form"),
        source="form",
        expression=lambda facts: facts.form.c.kind,
    ),
    Dimension(
        key="program",
        title=_("Program"),
        source="program",
        expression=lambda facts: facts.form.c.program_id,
    ),
    Dimension(
        key="funder",
        title=_("Funder"),
        source="funder",
        expression=lambda facts: facts.form.c.funder_id,
    ),
    Dimension(
        key="worker",
        title=_("Worker"),
        source="staff",
        expression=lambda facts: facts.form.c.worker_id,
        definition=_("The worker named on the form. Staff who have left stay in the report."),
    ),
    Dimension(
        key="site",
        title=_("Site"),
        source="site",
        expression=lambda facts: facts.form.c.site_id,
    ),
    Dimension(
        key="session_type",
        title=_("Session type"),
        source="session_type",
        without=_("Without a session"),
        expression=lambda facts: facts.session.c.session_type,
    ),
    Dimension(
        key="delivery_method",
        title=_("Delivery method"),
        codes=DELIVERY_METHOD,
        expression=lambda facts: facts.session.c.delivery_method,
    ),
    Dimension(
        key="service_language",
        title=_("Language of service"),
        codes=LANGUAGE,
        expression=lambda facts: facts.form.c.service_language,
    ),
    Dimension(
        key="referred_by",
        title=_("Referred by"),
        codes=REFERRED_BY,
        expression=lambda facts: facts.form.c.referred_by,
    ),
    Dimension(
        key="newness",
        title=_("New or returning"),
        codes=NEWNESS,
        of_client=True,
        expression=lambda side: side.newness(),
        without=_("Without a client"),
        definition=_(
            "New: no completed service at the agency before the period (with a program chosen: "
            "none in that program). Returning: at least one. Each named client is one or the "
            "other for the whole period."
        ),
    ),
    _of_client("gender", _("Gender"), GENDER),
    Dimension(
        key="age_band",
        title=_("Age"),
        codes=AGE_BAND,
        of_client=True,
        expression=lambda side: age_band_on(side.first_date, side.client.c.born_on),
        definition=_(
            "Age on the day of the client’s first service in the period. Where only the year or "
            "the month of birth is known, its middle is taken."
        ),
    ),
    _of_client("immigration_status", _("Immigration status"), IMMIGRATION_STATUS),
    _of_client("immigration_class", _("Immigration class"), IMMIGRATION_CLASS),
    _of_client("country_of_origin", _("Country of origin"), COUNTRY),
    _of_client("country_of_last_residence", _("Country of last residence"), COUNTRY),
    _of_client("mother_tongue", _("Mother tongue"), LANGUAGE),
    _of_client("official_language", _("Preferred official language"), OFFICIAL_LANGUAGE_PREFERENCE),
    _of_client("marital_status", _("Marital status"), MARITAL_STATUS),
)

DIMENSIONS: dict[str, Dimension] = {dimension.key: dimension for dimension in _ALL}


def dimension_of(named: str | Dimension) -> Dimension:
    """Return the dimension that a declaration names or brings."""
    return DIMENSIONS[named] if isinstance(named, str) else named


def answered(model: Any, key: str) -> Dimension:
    """Return a dimension of a form's own question that is answered by one code of a list."""
    bound = next(one for one in questions_of(model) if one.key == key)
    return Dimension(
        key=f"{model.__form__.key}_{key}",
        title=bound.label,
        codes=bound.question.codes_in_all_words,
        expression=lambda facts: facts.answers(model).c[key],
    )


def row_answered(part: Any, key: str) -> Dimension:
    """Return a dimension of repeated rows: a question of theirs with one code, or yes and no.

    part: the rows' model. A form counts once for each of its rows.
    """
    bound = next(one for one in row_questions(part) if one.key == key)
    is_yes_no = bound.question.kind == "yes_no"

    def expression(facts: Facts) -> ColumnElement[Any]:
        column: ColumnElement[Any] = facts.rows(part).c[key]
        if not is_yes_no:
            return column
        return case((column.is_(True), "yes"), (column.is_(False), "no"))

    return Dimension(
        key=f"{part.__tablename__}_{key}",
        title=bound.label,
        codes=bound.question.codes_in_all_words,
        titles={"yes": _("Yes"), "no": _("No")} if is_yes_no else None,
        expression=expression,
    )


def ticks(
    model: Any, columns: dict[str, str], codes: CodeList, *, title: str, across: str
) -> tuple[Dimension, Dimension]:
    """Return two dimensions of a form's grid: its rows, and its columns of ticks.

    columns: the titles of the tick columns by their keys.
    """
    key, names = model.__form__.key, tuple(columns)
    rows = Dimension(
        key=f"{key}_row",
        title=title,
        codes=codes,
        expression=lambda facts: facts.ticks(model, names).c.code,
    )
    marks = Dimension(
        key=f"{key}_tick",
        title=across,
        titles=columns,
        expression=lambda facts: facts.ticks(model, names).c.tick,
    )
    return rows, marks

"""The directory as a table of texts: what a file holds, and the first columns what paper shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ocms_core.directory.lookups import (
    AVAILABILITY,
    EMPLOYER_SIZE,
    NAICS_SECTOR,
    SCHOOL_GRADE,
    SUPPORTER_ROLE,
    SUPPORTER_STATUS,
    TUTOR_SUBJECT,
)
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE, NOC_2021_BROAD, PROVINCE, CodeList

Translate = Callable[[str], str]


def people_head() -> list[str]:
    """Return the titles of the columns of people."""
    return [
        _("Name"),
        _("Helps as"),
        _("Telephone"),
        _("E-mail"),
        _("City"),
        _("Languages spoken"),
        _("Occupation"),
        _("Places free"),
        _("How many clients at once?"),
        _("Status"),
        _("Postal code"),
        _("Employer"),
        _("Occupational category"),
        _("NOC 2021 code"),
        _("Years of experience"),
        _("Subjects"),
        _("Grades"),
        _("When?"),
        _("Can meet online?"),
        _("Police check done on"),
        _("Police check valid until"),
        _("Orientation on"),
    ]


def people_rows(rows: Iterable[Any], locale: str, translate: Translate) -> list[list[str]]:
    """Return one row a supporter."""
    return [
        [
            person.name,
            _labels(SUPPORTER_ROLE, person.roles, locale),
            _text(person.phone),
            _text(person.email),
            _text(person.city),
            _labels(LANGUAGE, person.languages, locale),
            _text(person.occupation),
            str(max(person.capacity - held, 0)),
            str(person.capacity),
            SUPPORTER_STATUS.label(person.status, locale),
            _text(person.postal_code),
            _text(employer),
            _label(NOC_2021_BROAD, person.occupation_category, locale),
            _text(person.occupation_code),
            _text(person.years_of_experience),
            _labels(TUTOR_SUBJECT, person.subjects, locale),
            _labels(SCHOOL_GRADE, person.grades, locale),
            _labels(AVAILABILITY, person.availability, locale),
            _yes_no(person.meets_online, translate),
            _text(person.police_check_date),
            _text(person.police_check_expiry),
            _text(person.orientation_date),
        ]
        for person, employer, held in rows
    ]


def employer_head() -> list[str]:
    """Return the titles of the columns of employers."""
    return [
        _("Name of the employer"),
        _("Industry (NAICS)"),
        _("Telephone"),
        _("E-mail"),
        _("City"),
        _("Positions offered"),
        _("Takes people on placements?"),
        _("Size of the employer"),
        _("Website"),
        _("Street and number"),
        _("Province"),
        _("Postal code"),
        _("Languages spoken at work"),
        _("In use"),
    ]


def employer_rows(rows: Iterable[Any], locale: str, translate: Translate) -> list[list[str]]:
    """Return one row an employer."""
    return [
        [
            employer.name,
            _label(NAICS_SECTOR, employer.sector, locale),
            _text(employer.phone),
            _text(employer.email),
            _text(employer.city),
            _text(positions),
            _yes_no(employer.accepts_placements, translate),
            _label(EMPLOYER_SIZE, employer.size, locale),
            _text(employer.website),
            _text(employer.address),
            _label(PROVINCE, employer.province, locale),
            _text(employer.postal_code),
            _labels(LANGUAGE, employer.languages, locale),
            _yes_no(employer.active, translate),
        ]
        for employer, positions in rows
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _label(codes: CodeList, code: str | None, locale: str) -> str:
    return codes.label(code, locale) if code else ""


def _labels(codes: CodeList, chosen: Iterable[str], locale: str) -> str:
    return ", ".join(codes.label(code, locale) for code in chosen)


def _yes_no(value: bool | None, translate: Translate) -> str:  # noqa: FBT001  an answer
    return "" if value is None else translate(_("Yes") if value else _("No"))

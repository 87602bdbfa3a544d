"""Reading the directory: people, employers and colleagues by what somebody looks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Program, ProgramMembership, Staff
from ocms_core.clients.matching import fold
from ocms_core.clients.models import Client
from ocms_core.directory.lookups import HOLDING, PROPOSED
from ocms_core.directory.models import Employer, EmployerPosition, Supporter, SupporterMatch
from ocms_core.directory.picks import held_places
from ocms_core.forms.models import ServiceForm

DAYS_BEFORE = 60
MOST = 2000
LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryFilter:
    """What somebody looks for; empty texts ask for nothing. free: with a place left."""

    words: str = ""
    role: str = ""
    status: str = ""
    language: str = ""
    category: str = ""
    sector: str = ""
    city: str = ""
    free: bool = False
    placements: bool = False


def category_of(model: Any) -> ColumnElement[str]:
    """Return the broad category of an occupation: chosen, or the first digit of its code."""
    return func.coalesce(model.occupation_category, func.left(model.occupation_code, 1))


def _has_words(column: Any, words: str) -> list[ColumnElement[bool]]:
    return [column.contains(word, autoescape=True) for word in fold(words).split()]


def _in_city(column: Any, city: str) -> list[ColumnElement[bool]]:
    return [func.lower(column) == city.strip().lower()] if city.strip() else []


class DirectorySearch:
    """Lists of the directory, each read by one statement.

    Places are counted over every match, also those the reader may not see: how many are free is
    the directory's word, who takes them is not.
    """

    def __init__(self, db: Session, today: dt.date) -> None:
        self._db = db
        self._today = today

    def people(
        self, wanted: DirectoryFilter, *, limit: int = MOST, offset: int = 0
    ) -> list[tuple[Supporter, str | None, int]]:
        """Return supporters by name, each with the employer's name and the places taken."""
        held = held_places()
        tests = _has_words(Supporter.search_text, wanted.words)
        tests += _in_city(Supporter.city, wanted.city)
        tests.append(
            Supporter.status == wanted.status if wanted.status else Supporter.status != LEFT
        )
        if wanted.role:
            tests.append(Supporter.roles.contains([wanted.role]))
        if wanted.language:
            tests.append(Supporter.languages.contains([wanted.language]))
        if wanted.category:
            tests.append(category_of(Supporter) == wanted.category)
        if wanted.free:
            tests.append(held < Supporter.capacity)
        statement = (
            _with_employer(select(Supporter, Employer.name, held))
            .where(*tests)
            .order_by(func.lower(Supporter.last_name), Supporter.first_name, Supporter.id)
        )
        return self._rows(statement, limit, offset)

    def employers(
        self, wanted: DirectoryFilter, *, limit: int = MOST, offset: int = 0
    ) -> list[tuple[Employer, str | None]]:
        """Return employers by name, each with the titles of the positions it offers."""
        titles = (
            select(func.string_agg(EmployerPosition.title, "; "))
            .where(
                EmployerPosition.agency_id == Employer.agency_id,
                EmployerPosition.employer_id == Employer.id,
            )
            .correlate(Employer)
            .scalar_subquery()
        )
        tests = _has_words(Employer.search_text, wanted.words)
        tests += _in_city(Employer.city, wanted.city)
        if wanted.status:
            tests.append(Employer.active.is_(wanted.status == "active"))
        else:
            tests.append(Employer.active.is_(True))
        if wanted.sector:
            tests.append(Employer.sector == wanted.sector)
        if wanted.language:
            tests.append(Employer.languages.contains([wanted.language]))
        if wanted.placements:
            tests.append(Employer.accepts_placements.is_(True))
        if wanted.category:
            tests.append(
                select(EmployerPosition.id)
                .where(
                    EmployerPosition.agency_id == Employer.agency_id,
                    EmployerPosition.employer_id == Employer.id,
                    category_of(EmployerPosition) == wanted.category,
                )
                .exists()
            )
        statement = (
            select(Employer, titles).where(*tests).order_by(func.lower(Employer.name), Employer.id)
        )
        return self._rows(statement, limit, offset)

    def colleagues(
        self, *, language: str = "", program: Any = None, limit: int = MOST, offset: int = 0
    ) -> list[tuple[Staff, list[str], list[str]]]:
        """Return active staff by name, each with the names of their programs, English and French.

        Programs are told apart from staff of several by one row a person.
        """
        own = (
            ProgramMembership.agency_id == Staff.agency_id,
            ProgramMembership.staff_id == Staff.id,
        )
        english = func.array_agg(func.distinct(Program.name))
        french = func.array_agg(func.distinct(func.coalesce(Program.name_fr, Program.name)))
        named = [
            select(column)
            .select_from(ProgramMembership)
            .join(
                Program,
                and_(
                    Program.agency_id == ProgramMembership.agency_id,
                    Program.id == ProgramMembership.program_id,
                    Program.active,
                ),
            )
            .where(*own)
            .correlate(Staff)
            .scalar_subquery()
            for column in (english, french)
        ]
        tests: list[Any] = [Staff.active]
        if language:
            tests.append(Staff.languages.contains([language]))
        if program is not None:
            tests.append(
                select(ProgramMembership.id)
                .where(*own, ProgramMembership.program_id == program)
                .exists()
            )
        statement = (
            select(Staff, *named)
            .where(*tests)
            .order_by(func.lower(Staff.last_name), Staff.first_name, Staff.id)
        )
        return self._rows(statement, limit, offset)

    def ending_checks(self, *, limit: int, offset: int = 0) -> list[Any]:
        """Return supporters whose police check has expired or does in 60 days, longest first."""
        last = self._today + dt.timedelta(days=DAYS_BEFORE)
        statement = (
            select(Supporter, held_places())
            .where(Supporter.status != LEFT, Supporter.police_check_expiry <= last)
            .order_by(Supporter.police_check_expiry, Supporter.last_name, Supporter.id)
        )
        return self._rows(statement, limit, offset)

    def matches_of(self, supporter: Supporter, *, limit: int = MOST) -> tuple[list[Any], int]:
        """Return a supporter's matches that the reader may see, and how many more there are.

        Each is the match, the form's id, and number and names of the client. Those that hold a
        place come first, then the latest.
        """
        holding = SupporterMatch.status.in_((*HOLDING, PROPOSED))
        seen = self._db.execute(
            select(
                SupporterMatch,
                ServiceForm.client_id,
                Client.number,
                Client.first_name,
                Client.last_name,
            )
            .join(
                ServiceForm,
                and_(
                    ServiceForm.agency_id == SupporterMatch.agency_id,
                    ServiceForm.id == SupporterMatch.form_id,
                ),
            )
            .join(
                Client,
                and_(
                    Client.agency_id == ServiceForm.agency_id,
                    Client.id == ServiceForm.client_id,
                ),
            )
            .where(SupporterMatch.supporter_id == supporter.id)
            .order_by(holding.desc(), SupporterMatch.since.desc().nulls_last(), SupporterMatch.id)
            .limit(limit)
        ).all()
        every = self._db.scalar(
            select(func.count())
            .select_from(SupporterMatch)
            .where(SupporterMatch.supporter_id == supporter.id)
            .execution_options(beyond_visibility=True)
        )
        return list(seen), (every or 0) - len(seen)

    def matches_for(self, client: Client) -> list[tuple[SupporterMatch, Supporter]]:
        """Return the matches of a client that the reader may see, those that go on first."""
        goes_on = SupporterMatch.status.in_((*HOLDING, PROPOSED))
        statement = (
            select(SupporterMatch, Supporter)
            .join(
                ServiceForm,
                and_(
                    ServiceForm.agency_id == SupporterMatch.agency_id,
                    ServiceForm.id == SupporterMatch.form_id,
                ),
            )
            .join(
                Supporter,
                and_(
                    Supporter.agency_id == SupporterMatch.agency_id,
                    Supporter.id == SupporterMatch.supporter_id,
                ),
            )
            .where(ServiceForm.client_id == client.id)
            .order_by(goes_on.desc(), SupporterMatch.since.desc().nulls_last(), SupporterMatch.id)
            .limit(20)
        )
        return [(match, supporter) for match, supporter in self._db.execute(statement)]

    def _rows(self, statement: Select[Any], limit: int, offset: int) -> list[Any]:
        found: Iterable[Any] = self._db.execute(
            statement.limit(limit).offset(offset).execution_options(beyond_visibility=True)
        )
        return [tuple(row) for row in found]


def _with_employer(statement: Select[Any]) -> Select[Any]:
    """Join the employer of a supporter, if there is one."""
    return statement.outerjoin(
        Employer,
        and_(Employer.agency_id == Supporter.agency_id, Employer.id == Supporter.employer_id),
    )


def expires_soon(supporter: Supporter, today: dt.date) -> str | None:
    """Return "expired" or "soon" of a police check that has ended or does in 60 days."""
    ends = supporter.police_check_expiry
    if ends is None or ends > today + dt.timedelta(days=DAYS_BEFORE):
        return None
    return "expired" if ends < today else "soon"

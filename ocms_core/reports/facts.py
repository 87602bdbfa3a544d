"""What reports count: completed service forms, and everything a statement may join to them.

Statements are made of plain tables, not of mapped classes: the filters of a reader's visibility
stay out on purpose, since private forms count and only names are hidden. So each table says its
agency here itself, in its join or condition; a test reads every statement for it (decisions A9).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.selectable import NamedFromClause

from ocms_core.clients.models import ANONYMOUS, Client
from ocms_core.forms.models import COMPLETE, ServiceForm
from ocms_core.lookups import AGE_BAND_LIMITS
from ocms_core.service_sessions.models import ServiceSession

if TYPE_CHECKING:
    from ocms_core.reports.criteria import Criteria

FORM: Table = ServiceForm.__table__  # type: ignore[assignment]
CLIENT: Table = Client.__table__  # type: ignore[assignment]
SESSION: Table = ServiceSession.__table__  # type: ignore[assignment]

NEW, RETURNING = "new", "returning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whose activity a reader's reports cover: own, the own programs', or the agency's."""

    staff_id: uuid.UUID
    programs: frozenset[uuid.UUID] = frozenset()
    whole_agency: bool = False

    def condition(self, form: FromClause) -> ColumnElement[bool]:
        """Return what a form must fulfil to be counted for this reader."""
        if self.whole_agency:
            return true()
        own = form.c.worker_id == self.staff_id
        return or_(own, form.c.program_id.in_(sorted(self.programs))) if self.programs else own


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one run of a report counts: agency, kinds of form that are on, reader and criteria.

    counted: facts of another kind, for a report that declares them; own_form: the key of the one
    form that the report is about.
    """

    agency_id: int
    kinds: tuple[str, ...]
    reach: Reach
    criteria: Criteria
    conditions: tuple[Any, ...] = field(default=())
    counted: type[Facts] | None = None
    own_form: str | None = None

    def facts(self) -> Facts:
        """Return what is counted: completed service forms, unless the report counts others."""
        return (self.counted or Facts)(self)


class Facts:
    """The completed forms of a scope, with joins to what its columns and conditions ask for.

    lists_forms: whether its ids are those of service forms, so that figures lead to a list of them.
    """

    lists_forms = True

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.form: NamedFromClause = FORM.alias("form")
        self._joins: list[tuple[Any, ColumnElement[bool], bool]] = []

    @cached_property
    def session(self) -> NamedFromClause:
        """The session of the form; nothing for forms without one."""
        return self._join(SESSION.alias("session"), self.form.c.session_id)

    @cached_property
    def client(self) -> NamedFromClause:
        """The client of the form; nothing for forms without one."""
        return self._join(CLIENT.alias("client"), self.form.c.client_id)

    def _join(
        self, other: NamedFromClause, key: ColumnElement[Any], *, outer: bool = True
    ) -> NamedFromClause:
        same = and_(other.c.agency_id == self.scope.agency_id, other.c.id == key)
        self._joins.append((other, same, outer))
        return other

    def answers(self, model: Any) -> NamedFromClause:
        """Return the own table of a kind of form; only forms of this kind remain."""
        table: Table = model.__table__
        name = f"answers_{table.name}"
        for other, _on, _outer in self._joins:
            if other.name == name:
                return other
        return self._join(table.alias(name), self.form.c.id, outer=False)

    def ticks(self, model: Any, columns: tuple[str, ...]) -> FromClause:
        """Return one row a ticked box of these columns of a form: ``tick`` and ``code``.

        Only forms of this kind with at least one tick remain.
        """
        name = f"ticks_{model.__tablename__}"
        for other, _on, _outer in self._joins:
            if other.name == name:
                return other
        answers = self.answers(model)
        each = [
            select(
                literal(column).label("tick"), func.unnest(answers.c[column]).label("code")
            ).correlate(answers)
            for column in columns
        ]
        ticked = union_all(*each).lateral(name)
        self._joins.append((ticked, true(), False))
        return ticked

    def each(self, column: Any, name: str) -> ColumnElement[Any]:
        """Return each value of a column of arrays; only forms with at least one remain."""
        for other, _on, _outer in self._joins:
            if other.name == name:
                found: ColumnElement[Any] = other.c.code
                return found
        values = select(func.unnest(column).label("code")).correlate(column.table).lateral(name)
        self._joins.append((values, true(), False))
        return values.c.code

    def rows(self, part: Any) -> NamedFromClause:
        """Return the repeated rows of a form, each a fact; only forms that have one remain."""
        table: Table = part.__table__
        name = f"rows_{table.name}"
        for other, _on, _outer in self._joins:
            if other.name == name:
                return other
        alias = table.alias(name)
        same = and_(
            alias.c.agency_id == self.scope.agency_id, alias.c[part.form_key] == self.form.c.id
        )
        self._joins.append((alias, same, False))
        return alias

    def beside(self, model: Any) -> NamedFromClause:
        """Return the own table of a form, or of a block; forms without such a row remain."""
        table: Table = model.__table__
        name = f"beside_{table.name}"
        for other, _on, _outer in self._joins:
            if other.name == name:
                return other
        return self._join(table.alias(name), self.form.c.id)

    @property
    def services(self) -> ColumnElement[Any]:
        """How many services a fact is: one, but none for a form of a whole session."""
        return case((self.form.c.attendances.is_(None), 1), else_=0)

    @property
    def minutes(self) -> ColumnElement[Any]:
        """The time of a fact; that of a whole session once for each who took part nameless."""
        people = func.coalesce(self.form.c.attendances, 1)
        return cast(self.form.c.minutes, BigInteger) * people

    def _is_counted(self) -> ColumnElement[bool]:
        """Return that there is anything to count: of a course or an activity, people."""
        if self.scope.own_form is not None:
            return true()
        people = self.form.c.attendances
        return or_(people.is_(None), people > 0)

    def has_part(self, table: Table, condition: Any) -> ColumnElement[bool]:
        """Return that a row of the form's own table, or of a block, fulfils a condition."""
        part = table.alias()
        return exists(
            select(1)
            .where(
                part.c.agency_id == self.scope.agency_id,
                part.c.id == self.form.c.id,
                condition(part.c),
            )
            .correlate(self.form)
        )

    def _of_kinds(self) -> ColumnElement[bool]:
        """Return that a fact is of a form whose plugin is on."""
        kinds = self.scope.kinds
        return self.form.c.kind.in_(kinds) if kinds else false()

    def _conditions(self) -> list[ColumnElement[bool]]:
        scope, criteria, form = self.scope, self.scope.criteria, self.form
        found = [
            form.c.agency_id == scope.agency_id,
            form.c.state == COMPLETE,
            form.c.service_date >= criteria.start,
            form.c.service_date < criteria.end + dt.timedelta(days=1),
            self._of_kinds(),
            self._is_counted(),
        ]
        if not scope.reach.whole_agency:
            found.append(scope.reach.condition(form))
        for column, wanted in (
            ("program_id", criteria.program),
            ("site_id", criteria.site),
            ("worker_id", criteria.worker),
            ("funder_id", criteria.funder),
            ("kind", criteria.form),
        ):
            if wanted is not None:
                found.append(form.c[column] == wanted)
        if criteria.session_type is not None:
            found.append(self.session.c.session_type == criteria.session_type)
        if criteria.delivery is not None:
            found.append(self.session.c.delivery_method == criteria.delivery)
        if criteria.clients != "both":
            of_kind = self.client.c.kind == criteria.clients
            if criteria.clients == ANONYMOUS:
                of_kind = or_(of_kind, form.c.attendances.is_not(None))
            found.append(of_kind)
        found += [answer.condition(self) for answer in criteria.answers]
        found += [condition(self) for condition in scope.conditions]
        return found

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Return these columns of every fact; make them from this object before."""
        conditions = self._conditions()
        source: FromClause = self.form
        for other, on, outer in self._joins:
            source = source.join(other, on, isouter=outer)
        return select(*columns).select_from(source).where(*conditions)


class ClientSide:
    """A client beside what was counted for them: what client dimensions read."""

    def __init__(self, scope: Scope, client: FromClause, client_id: Any, first_date: Any) -> None:
        self.scope = scope
        self.client = client
        self.client_id = client_id
        self.first_date = first_date

    def newness(self) -> ColumnElement[Any]:
        """Return "new", "returning", or "anonymous"; nothing for services without a client."""
        return newness(self.scope, self.client, self.client_id)


def newness(scope: Scope, client: FromClause, client_id: Any) -> ColumnElement[Any]:
    """Return whether the period holds the first service ever.

    Ever at the agency, whatever the reader's reach; with a program among the criteria, ever in it.
    """
    before = FORM.alias("before")
    criteria = scope.criteria
    earlier = select(1).where(
        before.c.agency_id == scope.agency_id,
        before.c.client_id == client_id,
        before.c.state == COMPLETE,
        before.c.service_date < criteria.start,
        before.c.kind.in_(scope.kinds) if scope.kinds else false(),
    )
    if criteria.program is not None:
        earlier = earlier.where(before.c.program_id == criteria.program)
    # Not `exists`: PostgreSQL may answer that by reading the agency's whole history into a hash.
    # A limit makes it look up each client in the index, which stops at the first earlier service.
    first_earlier = earlier.limit(1).scalar_subquery()
    return case(
        (client.c.kind == ANONYMOUS, ANONYMOUS),
        (client_id.is_(None), None),
        (first_earlier.is_not(None), RETURNING),
        else_=NEW,
    )


def age_on(day: Any, born_on: Any) -> ColumnElement[Any]:
    """Return an age in whole years."""
    return func.date_part("year", func.age(cast(day, Date), cast(born_on, Date)))


def age_band_on(day: Any, born_on: Any) -> ColumnElement[Any]:
    """Return the code of the age band on a day; nothing when the birth is unknown or later."""
    bucket = func.width_bucket(
        cast(age_on(day, born_on), Integer), array([first for first, _ in AGE_BAND_LIMITS.values()])
    )
    return array(list(AGE_BAND_LIMITS))[bucket]

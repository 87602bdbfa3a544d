"""The second wall: a database session belongs to one agency, or may not touch tenant tables.

The first wall is PostgreSQL's row-level security (``ocms_core.db.walls``). This one makes a
forgotten agency an error instead of an empty page, and puts ``agency_id = ...`` into every
statement, which the planner needs to choose the right index (decisions A9).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, event, text
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, with_loader_criteria
from sqlalchemy.sql import visitors

from ocms_core.db.base import AgencyScoped, Base
from ocms_core.errors import OcmsError

SET_AGENCY = text("select set_config('app.agency_id', :agency, true)")
ALL_AGENCIES = "all_agencies"


class NoAgencyError(OcmsError):
    """A tenant table was asked for while no agency was in scope."""


class OtherAgencyError(OcmsError):
    """A session that belongs to one agency was asked to work for another."""


class DbSession(Session):
    """A database session that carries its agency in ``info["agency_id"]``."""


def agency_of(db: Session) -> int:
    """Return the id of the agency in scope; raise NoAgencyError if there is none."""
    agency_id = db.info.get("agency_id")
    if agency_id is None:
        raise NoAgencyError("no agency is in scope")
    return int(agency_id)


def enter(db: Session, agency_id: int) -> None:
    """Put the running session under one agency, once; raise OtherAgencyError on a second."""
    present = db.info.get("agency_id")
    if present is not None and present != agency_id:
        raise OtherAgencyError("this session already works for another agency")
    db.info["agency_id"] = agency_id
    if db.in_transaction():
        db.connection().execute(SET_AGENCY, {"agency": str(agency_id)})


@event.listens_for(DbSession, "after_begin")
def _announce_agency(session: Session, transaction: SessionTransaction, connection: Any) -> None:
    """Tell PostgreSQL the agency, for this transaction only.

    On every root transaction, also one that joins an outer transaction by a savepoint in the
    tests: there the setting of the request before would still stand (decisions A4).
    """
    if transaction.parent is None:
        agency = session.info.get("agency_id")
        connection.execute(SET_AGENCY, {"agency": "" if agency is None else str(agency)})


def _names_tenant_table(statement: Any) -> bool:
    scoped = _scoped_names()
    return any(
        isinstance(element, Table) and element.name in scoped
        for element in visitors.iterate(statement)
    )


def _scoped_names() -> frozenset[str]:
    return frozenset(
        str(getattr(mapper.local_table, "name", ""))
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, AgencyScoped)
    )


@event.listens_for(DbSession, "do_orm_execute")
def _stay_inside(state: ORMExecuteState) -> None:
    """Add the agency to every statement, or refuse it when none is in scope."""
    if state.is_column_load or state.is_relationship_load:
        return
    agency_id = state.session.info.get("agency_id")
    if agency_id is None:
        if state.execution_options.get(ALL_AGENCIES):
            return
        if any(issubclass(mapper.class_, AgencyScoped) for mapper in state.all_mappers) or (
            _names_tenant_table(state.statement)
        ):
            raise NoAgencyError("a tenant table was queried while no agency was in scope")
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(
            with_loader_criteria(
                AgencyScoped, lambda cls: cls.agency_id == agency_id, include_aliases=True
            )
        )


@event.listens_for(DbSession, "before_flush")
def _stamp_agency(session: Session, _context: Any, _instances: Any) -> None:
    """Give new rows the agency in scope, and refuse those that carry another."""
    for row in session.new:
        if isinstance(row, AgencyScoped):
            if row.agency_id is None:
                row.agency_id = agency_of(session)
            elif row.agency_id != session.info.get("agency_id"):
                raise OtherAgencyError("a row of another agency was added to this session")

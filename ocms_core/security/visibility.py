"""What a member of staff may see inside the agency: the one place that says so.

The criteria are added by the ORM to every select of sessions, forms and parts of forms; a view
never filters by hand (decisions A8, A10). Work that may count beyond them says
``beyond_visibility`` on the statement; that word is to be greppable.

    A form is seen by its author; by the managers of its program; by agency admins; and, unless it
    is private, by its worker, the members of its program, and who sees all sessions.
    A note is seen by its author; by agency admins; and, one for the agency, by everybody; one of a
    program by its members and managers, and by who sees all sessions; a private one by the
    managers of its program. What a note said before is seen by who sees the note and would have
    seen it then.
    A file of a form is seen by who sees the form. One of the profile is seen by who uploaded it, by
    the managers of its program and by agency admins; and, one for the agency, by everybody, one for
    its program by the members and who sees all sessions.
    A task or referral is seen by its author, by whom it is assigned to, by the members and managers
    of its program and of the program it refers to, by who sees all sessions, and by agency admins.
    One of a private form that the reader may not open is seen by its author, by whom it is
    assigned to and by the managers of the program it refers to alone, and these see of it what they
    need to act (``half_seen``).
    A session is seen by who made it or worked in it, and by who sees one of its forms.
    A record that was merged into another is seen by nobody, nor counted by any work, but by what
    says ``with_merged``: following an old number, and undoing the merge.
    In an emergency a person opens what other programs keep of a client, not the private part, for
    an hour and for reading alone (``emergency``).
    Of a client whom a coordinator barred somebody from, that person sees nothing, admin or not:
    neither the client nor any row that belongs to the client, and of a session with other clients
    only their part.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, event, false, func, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session

from ocms_core.agencies.models import Program
from ocms_core.clients.models import Client
from ocms_core.db.base import Base
from ocms_core.db.criteria import kept_criteria, one_of
from ocms_core.db.scope import DbSession, agency_of
from ocms_core.errors import OcmsError
from ocms_core.files import lookups as file_scopes
from ocms_core.files.models import ClientFile
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.notes.lookups import AGENCY, PRIVATE, PROGRAM
from ocms_core.notes.models import CaseNote, NoteVersion
from ocms_core.referrals.models import FollowUp
from ocms_core.service_sessions.models import ServiceSession, SessionClient, SessionWorker

BEYOND = "beyond_visibility"
WITH_MERGED = "with_merged"
# What is changed or counted is so on an ordinary day: an emergency opens for reading alone.
ORDINARILY = "ordinarily"


class NoViewerError(OcmsError):
    """Forms were asked for while nobody was there to see them."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person in whose name a session reads.

    kinds: forms of the plugins switched on. barred: clients of whom this person may see nothing.
    opened: clients whose restricted services this person has opened in an emergency, to read.
    """

    staff_id: uuid.UUID | None
    programs: frozenset[uuid.UUID]
    managed: frozenset[uuid.UUID]
    kinds: frozenset[str]
    is_admin: bool = False
    sees_all: bool = False
    barred: frozenset[uuid.UUID] = frozenset()
    opened: frozenset[uuid.UUID] = frozenset()


def without_emergency(viewer: Viewer) -> Viewer:
    """Return what a person is on an ordinary day: for what is changed, and for what is counted."""
    return replace(viewer, opened=frozenset()) if viewer.opened else viewer


def viewer_of(db: Session) -> Viewer:
    """Return who is looking; raise NoViewerError if nobody is."""
    viewer = db.info.get("viewer")
    if viewer is None:
        raise NoViewerError("no viewer is in scope")
    return viewer


def barred_from(db: Session) -> frozenset[uuid.UUID]:
    """Return the clients of whom the viewer may see nothing, for what is read beyond the walls."""
    viewer = db.info.get("viewer")
    return frozenset() if viewer is None else viewer.barred


def may_change(db: Session, record: Any) -> bool:
    """Whether the viewer may do more than read a record they see: not one of an emergency."""
    if not viewer_of(db).opened:
        return True
    model = type(record)
    statement = select(func.count()).select_from(model).where(model.id == record.id)
    return bool(db.scalar(statement, execution_options={ORDINARILY: True}))


def not_barred(viewer: Viewer, client_id: Any) -> ColumnElement[bool]:
    """Return the condition that a row belongs to no client whom the viewer may not see."""
    if not viewer.barred:
        return true()
    return or_(client_id.is_(None), client_id.not_in(sorted(viewer.barred)))


def visible_forms(viewer: Viewer, form: Any = ServiceForm) -> ColumnElement[bool]:
    """Return the condition under which `viewer` sees a form; `form` may be an alias or table."""
    kind, program = form.kind, form.program_id
    installed = one_of(kind, viewer.kinds)
    if viewer.barred:
        installed = and_(installed, not_barred(viewer, form.client_id))
    if viewer.is_admin:
        return installed
    mine = form.author_id == viewer.staff_id
    managed = one_of(program, viewer.managed)
    member = one_of(program, viewer.programs)
    shared = true() if viewer.sees_all else or_(member, form.worker_id == viewer.staff_id)
    if viewer.opened:
        shared = or_(shared, one_of(form.client_id, viewer.opened))
    return and_(installed, or_(mine, managed, and_(form.private.is_(False), shared)))


def visible_notes(viewer: Viewer, note: Any = CaseNote) -> ColumnElement[bool]:
    """Return the condition under which `viewer` sees a note; `note` may be an alias or table."""
    if viewer.is_admin:
        return true()
    mine = note.author_id == viewer.staff_id
    managed = one_of(note.program_id, viewer.managed)
    member = one_of(note.program_id, viewer.programs)
    shared = true() if viewer.sees_all else member
    # What a note said before stays with its program.
    if viewer.opened and note is not NoteVersion:
        shared = or_(shared, one_of(note.client_id, viewer.opened))
    return or_(
        mine,
        note.scope == AGENCY,
        and_(note.scope == PROGRAM, or_(managed, shared)),
        and_(note.scope == PRIVATE, managed),
    )


def visible_files(viewer: Viewer, file: Any = ClientFile) -> ColumnElement[bool]:
    """Return the condition under which `viewer` sees a file."""
    forms = _seen(ServiceForm)
    with_form = (
        select(forms.id)
        .where(
            forms.agency_id == file.agency_id,
            forms.id == file.form_id,
            visible_forms(viewer, forms),
        )
        .correlate_except(forms.id.table)
        .exists()
    )
    of_form = and_(file.scope == file_scopes.FORM, with_form)
    of_profile = file.scope != file_scopes.FORM
    if viewer.is_admin:
        return or_(of_profile, of_form)
    mine = file.author_id == viewer.staff_id
    managed = one_of(file.program_id, viewer.managed)
    member = one_of(file.program_id, viewer.programs)
    shared = true() if viewer.sees_all else member
    if viewer.opened:
        shared = or_(shared, one_of(file.client_id, viewer.opened))
    return or_(
        of_form,
        and_(
            of_profile,
            or_(
                mine,
                managed,
                file.scope == file_scopes.AGENCY,
                and_(file.scope == file_scopes.PROGRAM, shared),
            ),
        ),
    )


def _of_hidden_form(viewer: Viewer, follow_up: Any) -> ColumnElement[bool]:
    """Return the condition that a task or referral arose in a private form `viewer` cannot open."""
    forms = _seen(ServiceForm)
    return (
        select(forms.id)
        .where(
            forms.agency_id == follow_up.agency_id,
            forms.id == follow_up.form_id,
            forms.private.is_(True),
            # A form without a program makes the condition NULL, which NOT leaves NULL.
            func.coalesce(visible_forms(viewer, forms), false()).is_(False),
        )
        .correlate_except(forms.id.table)
        .exists()
    )


def visible_follow_ups(viewer: Viewer, follow_up: Any = FollowUp) -> ColumnElement[bool]:
    """Return the condition under which `viewer` sees a task or referral, be it in part."""
    if viewer.is_admin:
        return true()

    own = or_(
        follow_up.author_id == viewer.staff_id,
        follow_up.assigned_id == viewer.staff_id,
        one_of(follow_up.to_program_id, viewer.managed),
    )
    teams = viewer.programs | viewer.managed
    shared = (
        true()
        if viewer.sees_all
        else or_(one_of(follow_up.program_id, teams), one_of(follow_up.to_program_id, teams))
    )
    open_to_all = and_(follow_up.private.is_(False), shared)
    of_managers = and_(follow_up.private, one_of(follow_up.program_id, viewer.managed))
    hidden = _of_hidden_form(viewer, follow_up)
    return or_(own, and_(or_(open_to_all, of_managers), ~hidden))


def half_seen(viewer: Viewer, follow_up: Any = FollowUp) -> ColumnElement[bool]:
    """Return the condition that a task or referral shows only what is to be done for whom, by when.

    It arose in a private form that the reader may not open, and they did not write it.
    """
    if viewer.is_admin:
        return false()
    managed = one_of(follow_up.program_id, viewer.managed)
    gone = and_(follow_up.private, func.coalesce(managed, false()).is_(False))
    return and_(
        follow_up.author_id != viewer.staff_id, or_(_of_hidden_form(viewer, follow_up), gone)
    )


def _visible_version(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for what a note said before: both then and now it must be readable."""
    notes = _seen(CaseNote)
    now = (
        select(notes.id)
        .where(
            notes.agency_id == NoteVersion.agency_id,
            notes.id == NoteVersion.note_id,
            visible_notes(viewer, notes),
            not_barred(viewer, notes.client_id),
        )
        .correlate_except(notes.id.table)
        .exists()
    )
    return and_(now, visible_notes(viewer, NoteVersion))


@cache
def _seen(model: Any) -> Any:
    """Return the columns of an alias of a model's table.

    Made once: an alias of forty columns costs more than the statement it serves. And made when
    it is needed, since its foreign keys want every table to be known.
    """
    return model.__table__.alias(f"seen_{model.__tablename__}").c


def visible_sessions(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which `viewer` sees a session."""
    if not viewer.barred:
        return _by_program(viewer)
    return and_(_by_program(viewer), _not_of_barred_alone(viewer))


def _not_of_barred_alone(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a session is of somebody the viewer is not barred from."""
    lines = _seen(SessionClient)
    of_session = (
        lines.agency_id == ServiceSession.agency_id,
        lines.session_id == ServiceSession.id,
    )
    barred = one_of(lines.client_id, viewer.barred)
    among, others = (
        select(lines.id).where(*of_session, condition).correlate_except(lines.id.table).exists()
        for condition in (barred, ~barred)
    )
    return or_(~among, others)


def _by_program(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_admin or viewer.sees_all:
        return true()
    forms, workers = _seen(ServiceForm), _seen(SessionWorker)
    one_form = (
        select(forms.id)
        .where(
            forms.agency_id == ServiceSession.agency_id,
            forms.session_id == ServiceSession.id,
            visible_forms(viewer, forms),
        )
        .correlate_except(forms.id.table)
        .exists()
    )
    worked = (
        select(workers.id)
        .where(
            workers.agency_id == ServiceSession.agency_id,
            workers.session_id == ServiceSession.id,
            workers.staff_id == viewer.staff_id,
        )
        .correlate_except(workers.id.table)
        .exists()
    )
    return or_(ServiceSession.created_by_id == viewer.staff_id, worked, one_form)


def _visible_part(viewer: Viewer, part: Any) -> ColumnElement[bool]:
    forms = _seen(ServiceForm)
    return (
        select(forms.id)
        .where(
            forms.agency_id == part.agency_id,
            forms.id == getattr(part, part.form_key),
            visible_forms(viewer, forms),
        )
        .correlate_except(forms.id.table)
        .exists()
    )


@cache
def form_parts() -> tuple[Any, ...]:
    """Return the models of what belongs to a form: blocks and rows, plugins' included."""
    return tuple(
        mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, FormPart)
    )


@cache
def rows_of_clients() -> tuple[tuple[Any, str], ...]:
    """Return (model, column) of all that refers to a client, plugins' included; forms apart."""
    return tuple(
        (mapper.class_, column.name)
        for mapper in Base.registry.mappers
        if not issubclass(mapper.class_, (Client, ServiceForm))
        for column in mapper.local_table.c
        if column.info.get("references", ("",))[0] == "client"
    )


def _conflicts(viewer: Viewer) -> tuple[Any, ...]:
    """Return the criteria of conflict blocks: nearly nobody has any, so nearly nobody pays."""
    if not viewer.barred:
        return ()
    barred = sorted(viewer.barred)
    return (
        kept_criteria(Client, Client.id.not_in(barred)),
        *(
            kept_criteria(model, not_barred(viewer, getattr(model, column)))
            for model, column in rows_of_clients()
        ),
    )


@lru_cache(maxsize=1024)
def criteria_for(viewer: Viewer) -> tuple[Any, ...]:
    """Return the loader options that hold a viewer's criteria, made once a viewer."""
    return (
        *_conflicts(viewer),
        kept_criteria(ServiceForm, visible_forms(viewer)),
        kept_criteria(ServiceSession, visible_sessions(viewer)),
        kept_criteria(CaseNote, visible_notes(viewer)),
        kept_criteria(ClientFile, visible_files(viewer), propagate_to_loaders=False),
        kept_criteria(FollowUp, visible_follow_ups(viewer), propagate_to_loaders=False),
        kept_criteria(NoteVersion, _visible_version(viewer), propagate_to_loaders=False),
        *(
            kept_criteria(part, _visible_part(viewer, part), propagate_to_loaders=False)
            for part in form_parts()
        ),
    )


@cache
def _not_merged() -> Any:
    """Return the loader option that hides the records that were merged into others."""
    return kept_criteria(Client, Client.merged_into_id.is_(None))


WALLED_INSIDE = (
    ServiceForm,
    ServiceSession,
    CaseNote,
    NoteVersion,
    ClientFile,
    FollowUp,
    FormPart,
)


@event.listens_for(DbSession, "do_orm_execute")
def _only_visible(state: ORMExecuteState) -> None:
    """Add the criteria to every select, and refuse bulk changes of forms."""
    if state.is_column_load or state.is_relationship_load:
        return
    if state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and issubclass(mapper.class_, WALLED_INSIDE):
            raise OcmsError("forms are changed one by one, so that walls and history hold")
        return
    if not state.is_select:
        return
    if not state.execution_options.get(WITH_MERGED):
        state.statement = state.statement.options(_not_merged())
    if state.execution_options.get(BEYOND):
        return
    viewer = state.session.info.get("viewer")
    if viewer is None:
        if any(issubclass(mapper.class_, WALLED_INSIDE) for mapper in state.all_mappers):
            raise NoViewerError("forms or sessions were queried while nobody was there to see them")
        return
    if state.execution_options.get(ORDINARILY):
        viewer = without_emergency(viewer)
    state.statement = state.statement.options(*criteria_for(viewer))


@dataclass(frozen=True, slots=True)
class RestrictedLine:
    """That a service happened in a program the reader is not in: nothing else of it."""

    service_date: dt.date
    program: str | None
    program_fr: str | None
    kind: str
    client_id: uuid.UUID


def restricted_lines(db: Session, *clients: Client) -> list[RestrictedLine]:
    """Return the services of clients that the reader may know of but not open.

    Private forms give no line at all (decisions A8).
    """
    viewer = viewer_of(db)
    if viewer.is_admin or viewer.sees_all:
        return []
    forms, program = restricted_forms(viewer).subquery("restricted"), Program.__table__
    statement = (
        select(
            forms.c.service_date,
            program.c.name,
            program.c.name_fr,
            forms.c.kind,
            forms.c.client_id,
        )
        .select_from(
            forms.outerjoin(
                program,
                and_(program.c.agency_id == forms.c.agency_id, program.c.id == forms.c.program_id),
            )
        )
        .where(
            forms.c.agency_id == agency_of(db),
            forms.c.client_id.in_([client.id for client in clients]),
        )
        .order_by(forms.c.service_date.desc())
    )
    return [RestrictedLine(*row) for row in db.execute(statement)]


def restricted_forms(viewer: Viewer) -> Select[Any]:
    """Select what a viewer may know of forms they may not open: agency, date, program, kind, whose.

    Whoever uses it names the agency and the clients. Private forms give no row (decisions A8).
    """
    forms = ServiceForm.__table__
    hidden = (
        false()
        if viewer.is_admin or viewer.sees_all
        # A form without a program makes the condition NULL, which NOT leaves NULL.
        else func.coalesce(visible_forms(viewer, forms.c), false()).is_(False)
    )
    return select(
        forms.c.agency_id,
        forms.c.service_date,
        forms.c.program_id,
        forms.c.kind,
        forms.c.client_id,
    ).where(
        forms.c.private.is_(False),
        one_of(forms.c.kind, viewer.kinds),
        not_barred(viewer, forms.c.client_id),
        hidden,
    )

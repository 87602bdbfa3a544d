"""Service sessions: make one, and say who took part."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ocms_core.agencies.models import Program, Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError, OcmsError
from ocms_core.files.models import ClientFile
from ocms_core.forms.models import COMPLETE, INCOMPLETE, ServiceForm
from ocms_core.forms.services import FormService
from ocms_core.i18n import _
from ocms_core.plugins.descriptors import SessionType
from ocms_core.plugins.manager import registries
from ocms_core.service_sessions.models import (
    ServiceSession,
    SessionClient,
    SessionFunder,
    SessionWorker,
)


class NotAdmittedError(OcmsError):
    """The session takes nobody else now; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__("the session admits nobody")
        self.sentence = sentence


class NotRemovedError(OcmsError):
    """A client or session stays where it is; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__("not removed")
        self.sentence = sentence


class ServiceSessionService:
    """Makes and changes sessions."""

    def __init__(self, db: Session, forms: FormService) -> None:
        self._db = db
        self._forms = forms

    def require(
        self, session_id: uuid.UUID | None, *, lock: bool = False, with_people: bool = True
    ) -> ServiceSession:
        """Return a session; raise NotFoundError if it is not there for this viewer.

        with_people: read its clients, workers and funders at once, for pages that show them.
        """
        statement = (
            select(ServiceSession)
            .where(ServiceSession.id == session_id)
            .options(joinedload(ServiceSession.site))
        )
        if with_people:
            statement = statement.options(
                selectinload(ServiceSession.clients).joinedload(SessionClient.client),
                selectinload(ServiceSession.workers).joinedload(SessionWorker.staff),
                # One or two: they come with the session.
                joinedload(ServiceSession.funders).joinedload(SessionFunder.funder),
            )
        if lock:
            statement = statement.with_for_update(of=ServiceSession)
        found = self._db.scalars(statement).unique().one_or_none()
        if found is None:
            raise NotFoundError("no such session")
        return found

    def forms_of(self, service_session: ServiceSession) -> list[Any]:
        """Return the envelopes of the session's forms that the viewer may see."""
        return list(
            self._db.execute(
                select(
                    ServiceForm.id,
                    ServiceForm.kind,
                    ServiceForm.state,
                    ServiceForm.client_id,
                    ServiceForm.private,
                    ServiceForm.minutes,
                    ServiceForm.program_id,
                )
                .where(ServiceForm.session_id == service_session.id)
                .order_by(ServiceForm.id)
            ).all()
        )

    def find(self, session_id: uuid.UUID) -> bool:
        """Whether there is such a session already: a second click on Save makes no second one."""
        return bool(
            self._db.scalar(
                select(func.count())
                .select_from(ServiceSession)
                .where(ServiceSession.id == session_id)
                # An id that is taken is taken, whoever may see the session.
                .execution_options(beyond_visibility=True)
            )
        )

    def set_people(
        self,
        service_session: ServiceSession,
        *,
        funders: Iterable[uuid.UUID],
        workers: Iterable[uuid.UUID],
    ) -> list[str]:
        """Set the funders and workers of a session; return which of the two changed."""
        changed = []
        if self._set(service_session.funders, "funder_id", list(funders), SessionFunder):
            changed.append("funders")
        if self._set(service_session.workers, "staff_id", list(workers), SessionWorker):
            changed.append("workers")
        return changed

    @staticmethod
    def _set(
        collection: list[Any], column: str, wanted: list[uuid.UUID], link: Callable[..., Any]
    ) -> bool:
        before = {getattr(row, column) for row in collection}
        for row in list(collection):
            if getattr(row, column) not in wanted:
                collection.remove(row)
        present = {getattr(row, column) for row in collection}
        collection.extend(link(**{column: key}) for key in wanted if key not in present)
        return before != set(wanted)

    def move_forms(self, service_session: ServiceSession) -> None:
        """Give every form of a session its date and site, those too that this person cannot see.

        A form that reckons its date from its own answers keeps it.
        """
        moved = self._db.scalars(
            select(ServiceForm)
            .where(
                ServiceForm.session_id == service_session.id,
                ServiceForm.kind.in_(sorted(registries().forms.every())),
            )
            .execution_options(beyond_visibility=True)
        )
        for form in moved:
            if "service_date" not in form.__form__.reckons:
                form.service_date = service_session.service_date
            form.site_id = service_session.site_id

    def add_client(
        self,
        service_session: ServiceSession,
        client: Client,
        staff: Staff,
        session_type: SessionType,
        *,
        program: Program | None,
        form_id: uuid.UUID | None = None,
    ) -> ServiceForm | None:
        """Put a client on a session, with the form that its program attaches by itself.

        Raise NotAdmittedError when the session takes nobody else.
        """
        if any(line.client_id == client.id for line in service_session.clients):
            return None
        refusal = session_type.admits(self._db, service_session) if session_type.admits else None
        if refusal is not None:
            raise NotAdmittedError(refusal)
        service_session.clients.append(SessionClient(client_id=client.id))
        record_change(self._db, "service_session", service_session.id, (), action="client added")
        self._db.flush()
        kind = self._first_form(session_type, program)
        if kind is None:
            return None
        return self.attach(
            service_session, kind, client.id, staff, program=program, form_id=form_id
        )

    def relatives(self, service_session: ServiceSession) -> list[Client]:
        """Return the family of those who take part who do not take part yet, by family."""
        present = [line.client for line in service_session.clients if line.client is not None]
        families = {client.family_id for client in present if client.family_id is not None}
        if not families:
            return []
        return list(
            self._db.scalars(
                select(Client)
                .where(
                    Client.family_id.in_(families),
                    Client.id.not_in([client.id for client in present]),
                )
                .order_by(Client.family_id, Client.born_on.nulls_last(), Client.name_key)
            )
        )

    def add_clients(
        self,
        service_session: ServiceSession,
        clients: Iterable[Client],
        staff: Staff,
        session_type: SessionType,
        *,
        program: Program | None,
    ) -> list[ServiceForm]:
        """Put several clients on a session at once, each with the form that comes by itself.

        Raise NotAdmittedError when the session takes nobody else: those before are on it.
        """
        present = {line.client_id for line in service_session.clients}
        joining = [client for client in clients if client.id not in present]
        if session_type.admits is not None:
            # Each of them may take the last place.
            made = [
                self.add_client(service_session, client, staff, session_type, program=program)
                for client in joining
            ]
            return [form for form in made if form is not None]
        service_session.clients.extend(SessionClient(client_id=client.id) for client in joining)
        for _client in joining:
            record_change(
                self._db, "service_session", service_session.id, (), action="client added"
            )
        kind = self._first_form(session_type, program)
        if kind is None or not joining:
            self._db.flush()
            return []
        return self._forms.attach_many(
            service_session,
            kind,
            joining,
            staff,
            program=program,
            funder_id=self._funder_of(service_session),
        )

    def remove_client(self, service_session: ServiceSession, client_id: uuid.UUID) -> None:
        """Take a client off a session, with their incomplete forms there.

        Raise NotRemovedError if they have a complete form, files on one, or one out of sight.
        """
        line = next((one for one in service_session.clients if one.client_id == client_id), None)
        if line is None:
            raise NotFoundError("no such client in this session")
        theirs = (
            ServiceForm.session_id == service_session.id,
            ServiceForm.client_id == client_id,
        )
        states = self._db.scalars(
            select(ServiceForm.state)
            .where(*theirs)
            # What this person cannot see must not go, and leave an orphan neither.
            .execution_options(beyond_visibility=True)
        ).all()
        visible = self._db.execute(select(ServiceForm.id, ServiceForm.kind).where(*theirs)).all()
        if any(state != INCOMPLETE for state in states):
            raise NotRemovedError(
                _("The client has a complete form in this session, and it counts in reports.")
            )
        if len(visible) != len(states):
            raise NotRemovedError(
                _("The client has a form in this session that you may not open: ask a manager.")
            )
        with_files = select(ClientFile.id).where(
            ClientFile.form_id.in_([row.id for row in visible]), ClientFile.removed_at.is_(None)
        )
        if visible and self._db.scalar(
            with_files.limit(1).execution_options(beyond_visibility=True)
        ):
            raise NotRemovedError(_("A form of the client has files: put them into the bin first."))
        for row in visible:
            self._forms.remove(self._forms.require(row.id, lock=True))
        service_session.clients.remove(line)
        record_change(self._db, "service_session", service_session.id, (), action="client removed")
        self._db.flush()

    def delete(self, service_session: ServiceSession) -> None:
        """Delete a session that nobody was put on; raise NotRemovedError if it is not empty."""
        beyond = {"beyond_visibility": True}
        for model in (SessionClient, ServiceForm):
            statement = select(model.id).where(model.session_id == service_session.id).limit(1)
            if self._db.scalar(statement.execution_options(**beyond)) is not None:
                raise NotRemovedError(
                    _("The session is not empty: take clients and forms off it first.")
                )
        record_change(self._db, "service_session", service_session.id, (), action="removed")
        self._db.delete(service_session)
        self._db.flush()

    @staticmethod
    def _funder_of(service_session: ServiceSession) -> uuid.UUID | None:
        return service_session.funders[0].funder_id if service_session.funders else None

    def _first_form(self, session_type: SessionType, program: Program | None) -> str | None:
        """Return the form that comes with a client: the program's, else that of the session."""
        wishes = [program.first_form] if program is not None else []
        for kind in (*wishes, session_type.first_form):
            if (
                kind in session_type.forms
                and self._forms.is_on(kind)
                and (program is None or program.offers(kind))
            ):
                return kind
        return None

    def attach(
        self,
        service_session: ServiceSession,
        kind: str,
        client_id: uuid.UUID | None,
        staff: Staff,
        *,
        program: Program | None,
        form_id: uuid.UUID | None = None,
    ) -> ServiceForm:
        """Add a form for one client, or the main one; the session's first funder is filled in.

        Raise NotAdmittedError for a second form of a kind that a client has once.
        """
        form_id = form_id or uuid7()
        if client_id is not None and self._has_it(service_session, kind, client_id, form_id):
            raise NotAdmittedError(_("The client has this form in this session already."))
        if client_id is None and self._has_own(service_session, form_id):
            # Not that there is one: it may be private.
            raise NotAdmittedError(
                _("You cannot begin the form of this session. Ask a manager of the program.")
            )
        return self._forms.attach(
            service_session,
            kind,
            client_id,
            staff,
            form_id=form_id,
            program=program,
            funder_id=self._funder_of(service_session),
        )

    def _has_it(
        self, service_session: ServiceSession, kind: str, client_id: uuid.UUID, form_id: uuid.UUID
    ) -> bool:
        model = registries().forms.every().get(kind)
        if model is None or not model.__form__.once:
            return False
        others = (
            select(func.count())
            .select_from(ServiceForm)
            .where(
                ServiceForm.session_id == service_session.id,
                ServiceForm.client_id == client_id,
                ServiceForm.kind == kind,
                ServiceForm.id != form_id,
            )
            # It is there, whoever may see it.
            .execution_options(beyond_visibility=True)
        )
        return bool(self._db.scalar(others))

    def _has_own(self, service_session: ServiceSession, form_id: uuid.UUID) -> bool:
        own = (
            select(ServiceForm.id)
            .where(
                ServiceForm.session_id == service_session.id,
                ServiceForm.client_id.is_(None),
                ServiceForm.id != form_id,
            )
            .limit(1)
            # A second one would count the activity twice, whoever may see the first.
            .execution_options(beyond_visibility=True)
        )
        return self._db.scalar(own) is not None


def session_state(states: Iterable[str]) -> str:
    """Return a session's state: complete when no form lacks anything (processes.md 3)."""
    found = list(states)
    return COMPLETE if found and INCOMPLETE not in found else INCOMPLETE

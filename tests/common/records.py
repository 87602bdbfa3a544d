"""A record of any kind of service form, made the way its kind wants: alone, main, or a client's."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ocms_core.agencies.models import Program, Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.directory.models import Employer, Supporter
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.parsing import row_class
from ocms_core.forms.services import FormService
from ocms_core.forms.spec import questions_of, row_questions
from ocms_core.lookups.models import AgencyListItem
from ocms_core.plugins.manager import registries
from ocms_core.service_sessions.models import ServiceSession, SessionClient, SessionWorker
from ocms_core.testing.world import viewer
from tests.common.answers import complete_answers

FORM = "form:"
TODAY = dt.datetime.now(ZoneInfo("America/Toronto")).date()
DAY = TODAY - dt.timedelta(days=2)


@dataclass
class Made:
    """Where a record is, and whose."""

    kind: str
    id: str
    session_id: str | None
    client_id: object | None
    number: int | None

    @property
    def key(self):
        """Its id as the services take it."""
        return parse_uuid7(self.id)


def sources_of(model):
    """Return what a form lets people pick, its rows' too."""
    found = set()
    for bound in questions_of(model):
        rows = bound.question.kind == "rows"
        cells = row_questions(row_class(bound)) if rows else (bound,)
        found |= {cell.question.source for cell in cells if cell.question.source}
    return found


def session_type_of(kind):
    """Return the kind of session a form belongs to, and whether it is its main form."""
    known = registries()
    form = known.forms.every()[kind]
    every = known.session_types.every()
    for session_type in every.values():
        if session_type.main_form == kind:
            return session_type, True
    for key, session_type in every.items():
        if kind in session_type.forms or key in form.__form__.sessions:
            return session_type, False
    own = known.forms.owner(kind)
    owned = [key for key in every if known.session_types.owner(key) == own]
    return every[(owned or ["direct_service"])[0]], False


class RecordMaker:
    """Makes records of the north agency through the services; `open_session` is a browser's."""

    def __init__(self, open_session, world):
        self.open_session, self.world = open_session, world
        self.draw = random.Random(7)  # noqa: S311  repeatable on purpose
        self.numbers = iter(range(500, 2000))

    def session(self, word="worker"):
        """Return an open session with the eyes of somebody."""
        session = self.open_session()
        scope.enter(session, self.world.north.id)
        session.info["viewer"] = viewer(self.world.north, word)
        return session

    def fill_lists(self):
        """Give the agency what its forms let people pick."""
        north = self.world.north
        with self.session("admin") as db:
            present = set(db.scalars(select(AgencyListItem.list_key)))
            for key in set(registries().agency_lists.every()) - present:
                db.add(AgencyListItem(list_key=key, label_en="One thing", label_fr="Une chose"))
            db.add(Employer(id=uuid7(), agency_id=north.id, name="Harbour Bakery"))
            db.add(
                Supporter(
                    id=uuid7(),
                    agency_id=north.id,
                    first_name="Ruth",
                    last_name="Okello",
                    roles=["mentor", "tutor"],
                    status="active",
                    capacity=40,
                )
            )
            db.commit()

    def make(self, kind, *, word="worker", complete=False, client=None):
        """Return a record of a kind, incomplete as it is attached, or answered in full."""
        with self.session(word) as db:
            client = client or self._client(db)
            made = self._make(db, kind, word, client, complete=complete)
            db.commit()
        return made

    def _client(self, db):
        number = next(self.numbers)
        client = Client(
            id=uuid7(), number=number, first_name="Farid", last_name=f"Number {number}",
            registration_date=DAY, arrival_date=DAY - dt.timedelta(days=90), gender="man",
        )  # fmt: skip
        db.add(client)
        db.flush()
        return client

    def _make(self, db, kind, word, client, *, complete):
        model = registries().forms.every()[kind]
        for source in sorted(sources_of(model)):
            if source.startswith(FORM):
                self._make(db, source.removeprefix(FORM), word, client, complete=True)
        north = self.world.north
        staff = db.get(Staff, (north.id, north.staff[word].id))
        program = db.get(Program, (north.id, north.programs[0].id))
        service = FormService(db, registries().forms.every(), "en")
        options = {"form_id": uuid7(), "program": program, "funder_id": north.funders[0].id}
        if model.__form__.alone:
            del options["funder_id"]
            form = service.find_or_attach_alone(kind, client, staff, today=DAY, **options)
            client_id, service_session = client.id, None
        else:
            session_type, is_main = session_type_of(kind)
            service_session = self._session_of(db, session_type, staff)
            if not is_main and session_type.main_form is not None:
                main = {**options, "form_id": uuid7()}
                form = service.attach(service_session, session_type.main_form, None, staff, **main)
                self.complete(db, form)
            client_id = None if is_main else client.id
            if client_id is not None:
                service_session.clients.append(SessionClient(client_id=client_id))
                db.flush()
            form = service.attach(service_session, kind, client_id, staff, **options)
        form.funder_id = north.funders[0].id
        if complete:
            self.complete(db, form)
        db.flush()
        return Made(
            kind,
            str(form.id),
            str(service_session.id) if service_session else None,
            client_id,
            client.number if client_id else None,
        )

    def _session_of(self, db, session_type, staff):
        made = ServiceSession(
            id=uuid7(), session_type=session_type.key, service_date=DAY, created_by_id=staff.id,
            site_id=self.world.north.sites[0].id, delivery_method="in_person",
            workers=[SessionWorker(staff_id=staff.id)],
        )  # fmt: skip
        db.add(made)
        db.flush()
        return made

    def editor(self, db, form, word="worker"):
        """Return the editor that the form's page has for somebody."""
        eyes = viewer(self.world.north, word)
        choices = AgencyChoices(db, "en", None if eyes.is_admin else eyes.programs | eyes.managed)
        if form.client_id is not None:
            choices = choices.of_client(form.client_id)
        knows = form.__form__.knows
        return Editor(
            type(form),
            choices,
            locale="en",
            today=TODAY,
            version=form.version,
            knows=knows(db, form) if knows else None,
        )

    def complete(self, db, form):
        """Answer a form in full."""
        editor = self.editor(db, form)
        submission = editor.judge(complete_answers(editor, form, self.draw, DAY), record=form)
        editor.apply(form, submission)
        FormService(db, registries().forms.every()).judge_saved(form, submission)
        db.flush()

    def answers(self, made):
        """Return texts that make a stored record complete."""
        with self.session() as db:
            form = FormService(db, registries().forms.every()).require(made.key)
            return complete_answers(self.editor(db, form), form, self.draw, DAY)

    def stored(self, made, *names):
        """Return columns of a record as the admin reads them."""
        with self.session("admin") as db:
            form = FormService(db, registries().forms.every()).require(made.key)
            return tuple(getattr(form, name) for name in names)

    def everything(self, made):
        """Return every stored answer of a record."""
        with self.session("admin") as db:
            form = FormService(db, registries().forms.every()).require(made.key)
            return self.editor(db, form, "admin").answers_of(form)

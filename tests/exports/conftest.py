"""Clients and forms as the form engine writes them, ready for every file unless told otherwise."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import insert, inspect

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.exports.files import month_end
from ocms_core.exports.records import Selection
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.plugins.manager import registries
from ocms_core.testing.world import viewer

JUNE = dt.date(2026, 6, 1)
TODAY = dt.date(2026, 7, 3)

PROFILE = {
    "first_name": ["Nadia"],
    "last_name": ["Haddad"],
    "gender": ["woman"],
    "birth_date": ["1980-05-17"],
    "official_language": ["eng"],
    "research_consent": ["yes"],
    "has_email": ["yes"],
    "email": ["nadia@example.com"],
    "identifiers-0-type": ["gcms_client_id"],
    "identifiers-0-sealed": ["11-2345-6789"],
    "phones-0-number": ["416 555 0199"],
    "addresses-0-street_number": ["12"],
    "addresses-0-street_name": ["Élm"],
    "addresses-0-city": ["Toronto"],
    "addresses-0-province": ["ON"],
    "addresses-0-postal_code": ["m5v 3a8"],
}
ENVELOPE = {
    "status": ["completed"],
    "start_date": ["2026-06-05"],
    "end_date": ["2026-06-05"],
    "service_language": ["eng"],
    "referred_by": ["family_or_friends"],
    "institution_type": ["settlement_provider"],
    "postal_code": ["M1B 5K1"],
    "support.received": ["no"],
}
ORIENTATION = ENVELOPE | {
    "arrival_stage": ["post_arrival"],
    "services_received": ["one_on_one"],
    "orientation_length": ["minutes_6_30"],
    "topics_given": ["becoming_a_citizen"],
    "skills.training_received": ["no"],
    "skills.life_received": ["no"],
}
NEEDS = ENVELOPE | {
    "needs": ["life_in_canada"],
    "needs_referred": ["life_in_canada"],
    "citizenship_intention": ["unknown"],
    "support_required": ["no"],
    "community_services_needed": ["no"],
    "settlement_plan_shared": ["yes"],
}


@dataclass
class Desk:
    """A member of staff at work: makes records through the form engine and commits them."""

    world: Any
    db: Any
    numbers: list[int] = field(default_factory=lambda: [100])

    def _fill(self, record: Any, raw: dict[str, list[str]], **options: Any) -> Any:
        editor = Editor(
            type(record), AgencyChoices(self.db, "en"), locale="en", today=TODAY, **options
        )
        submission = editor.judge(raw)
        assert not submission.errors, submission.errors
        self.db.add(record)
        editor.apply(record, submission)
        record.state = "complete" if submission.is_complete else "incomplete"
        return record

    def client(self, worker: str = "worker", **changes: Any) -> Client:
        """Register a client; a change of None leaves an answer out."""
        self.numbers[0] += 1
        client = Client(
            id=uuid7(),
            agency_id=self.world.id,
            number=self.numbers[0],
            registered_by_id=self.world.staff[worker].id,
        )
        self._fill(client, _changed(PROFILE, changes), without={"arrival_year", "postal_code"})
        self.db.flush()
        return client

    def forget_name(self, client: Client) -> None:
        """Make a client anonymous, which only a test can do."""
        client.kind = "anonymous"
        client.first_name = client.last_name = client.birth_date = client.email = None
        self.db.flush()

    def form(
        self,
        model: Any,
        raw: dict[str, list[str]],
        client: Client,
        *,
        day: dt.date = dt.date(2026, 6, 5),
        funder: int = 0,
        worker: str = "worker",
        state: str = "complete",
        **changes: Any,
    ) -> Any:
        """Record a service."""
        record = model(
            id=uuid7(),
            agency_id=self.world.id,
            client_id=client.id,
            service_date=day,
            author_id=self.world.staff[worker].id,
            worker_id=self.world.staff[worker].id,
        )
        answers = _changed(raw, changes) | {
            "funder_id": [str(self.world.funders[funder].id)],
            "program_id": [str(self.world.programs[0].id)],
        }
        self._fill(record, answers)
        record.state = state
        self.db.flush()
        return record

    def _model(self, kind: str) -> Any:
        return registries().forms.every()[kind]

    def orientation(self, client: Client, **options: Any) -> Any:
        """Record an Information and Orientation."""
        return self.form(self._model("information_orientation"), ORIENTATION, client, **options)

    def needs(self, client: Client, **options: Any) -> Any:
        """Record a Needs Assessment."""
        return self.form(self._model("needs_assessment"), NEEDS, client, **options)

    def non_specified(self, client: Client, **options: Any) -> Any:
        """Record a service that no file takes."""
        return self.form(self._model("non_specified"), {"status": ["completed"]}, client, **options)

    def many_orientations(self, count: int) -> None:
        """Give that many clients one good orientation each, by bulk inserts."""
        form = self.orientation(self.client())
        client = form.client
        model, block = type(form), type(form.support)
        pairs = [(uuid7(), uuid7()) for _number in range(count - 1)]
        rows: dict[Any, list[dict[str, Any]]] = {}

        def copy(row: Any, **changes: Any) -> None:
            rows.setdefault(type(row), []).append(_values(row) | changes)

        for client_id, form_id in pairs:
            self.numbers[0] += 1
            copy(client, id=client_id, number=self.numbers[0])
            copy(client.phones[0], id=uuid7(), client_id=client_id)
            copy(client.addresses[0], id=uuid7(), client_id=client_id)
            row_id = uuid7()
            sealed = self.db.info["vault"].seal(
                self.db, f"1{self.numbers[0]:09d}", f"client_identifier|{row_id}|value"
            )
            copy(client.identifiers[0], id=row_id, client_id=client_id, sealed=sealed)
            copy(form, id=form_id, client_id=client_id)
            copy(form.skills, id=form_id)
            copy(form.support, id=form_id)
        for kind in (Client, *(k for k in rows if k not in {Client, model, block}), model, block):
            if kind is not type(form.skills):
                self.db.execute(insert(kind), rows[kind])
        self.db.execute(insert(type(form.skills)), rows[type(form.skills)])

    def selection(self, file: str, funder: int = 0, first: dt.date = JUNE) -> Selection:
        """Select a month's records of a file."""
        exporter = registries().exporters.every()["icare"]
        return Selection(
            exporter, exporter.file(file), self.world.funders[funder], first, month_end(first)
        )


def _values(row: Any) -> dict[str, Any]:
    """Return the columns of a row that the database does not fill itself."""
    return {
        attribute.key: getattr(row, attribute.key)
        for attribute in inspect(type(row)).column_attrs
        if attribute.columns[0].computed is None
        and attribute.key not in {"created_at", "updated_at"}
    }


def _changed(raw: dict[str, list[str]], changes: dict[str, Any]) -> dict[str, list[str]]:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    merged = {**raw, **named}
    return {
        name: [value] if isinstance(value, str) else value
        for name, value in merged.items()
        if value is not None
    }


@pytest.fixture
def desk(app, world):
    """Give the worker of the northern agency a desk."""
    with app.open_session() as db:
        scope.enter(db, world.north.id)
        db.info["viewer"] = viewer(world.north, "admin")
        db.info["staff_id"] = world.north.staff["worker"].id
        yield Desk(world.north, db)


@pytest.fixture
def desk_class():
    """Give the class, for tests that bring their own database."""
    return Desk

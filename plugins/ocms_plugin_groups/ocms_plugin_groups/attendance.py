"""Who takes part in an activity and who came: many forms read and written by a few statements.

Every form goes through the engine's own judgement, so a form that is completed here is complete
by the same rules as one that was filled in by hand.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.blocks import SupportChild, SupportReceived
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.services import FormService
from ocms_core.plugins.descriptors import SessionType
from ocms_core.service_sessions.models import ServiceSession
from ocms_plugin_groups.models import GroupActivity, Headcount

# What "All attendees" asks, in the words of the attendee's own form.
SETTINGS = frozenset(
    {
        "funder_id",
        "program_id",
        "status",
        "minutes",
        "volunteer_minutes",
        "referred_by",
        "attended",
        "partner_id",
    }
)
# What the activity's form says of each who took part, and its support services.
OF_ACTIVITY = ("start_date", "end_date", "minutes", "service_language", "institution_type")
SUPPORT = (
    "received",
    "services",
    "translation_from",
    "translation_to",
    "interpretation_from",
    "interpretation_to",
)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the attendance list; form: None where there is none that the viewer may see."""

    client: Client
    form: Any

    @property
    def attended(self) -> bool | None:
        """Whether they came; None while nobody has said so."""
        return None if self.form is None else self.form.attended


@dataclass(frozen=True, slots=True)
class Counts:
    """How many came: by name, and counted without names; expected: all names on the list."""

    expected: int
    named: int
    counted: int
    capacity: int | None = None

    @property
    def attended(self) -> int:
        """All who came."""
        return self.named + self.counted


class Attendance:
    """The attendance list of one session. forms: the service that judges and attaches forms."""

    def __init__(
        self,
        db: Session,
        forms: FormService,
        service_session: ServiceSession,
        session_type: SessionType,
        *,
        kinds: Mapping[str, type[ServiceForm]],
        today: dt.date,
    ) -> None:
        self._db = db
        self._forms = forms
        self._today = today
        self.service_session = service_session
        self.kind = session_type.first_form
        if self.kind is None or self.kind not in kinds or not session_type.named:
            raise NotFoundError("nobody is named in this session")
        self.model: Any = kinds[self.kind]
        self.main_kind = kinds.get(session_type.main_form or "")

    def read(self, *, lock: bool = False) -> list[Any]:
        """Return the attendees' forms that the viewer may see, with their support services.

        Two statements, and one more for children in care.
        """
        statement = (
            select(self.model)
            .where(
                self.model.session_id == self.service_session.id,
                self.model.client_id.is_not(None),
            )
            .options(joinedload(self.model.support).selectinload(SupportReceived.children))
            .order_by(self.model.id)
        )
        if lock:
            statement = statement.with_for_update(of=ServiceForm)
        return list(self._db.scalars(statement).unique())

    def lines(self) -> list[Line]:
        """Return who is on the list, by name."""
        forms = {form.client_id: form for form in self.read()}
        lines = [
            Line(line.client, forms.get(line.client_id)) for line in self.service_session.clients
        ]
        return sorted(lines, key=lambda line: (line.client.name_key or "", line.client.number))

    def main_form(self) -> Any:
        """Return the activity's own form with its blocks, or None."""
        if self.main_kind is None:
            return None
        key = self._db.scalar(
            select(ServiceForm.id).where(
                ServiceForm.session_id == self.service_session.id,
                ServiceForm.kind == self.main_kind.__form__.key,
            )
        )
        return None if key is None else self._forms.require(key)

    def tick(
        self, shown: Collection[uuid.UUID], came: Collection[uuid.UUID], *, others_stayed_away: bool
    ) -> list[Any]:
        """Set who came among the forms that were shown; return those that changed.

        A tick that is taken away leaves the question open, unless all others stayed away.
        """
        wanted: dict[uuid.UUID, dict[str, Any]] = {}
        forms = self.read(lock=True)
        for form in forms:
            if form.id not in shown:
                continue
            attended = True if form.id in came else None
            if attended is None and (others_stayed_away or form.attended is False):
                attended = False
            wanted[form.id] = {"attended": attended}
        return self._write(forms, wanted)

    def set_all(
        self,
        answers: Mapping[str, Any],
        *,
        only: Collection[uuid.UUID],
        copy_activity: bool = False,
        copy_support: bool = False,
    ) -> list[Any]:
        """Write answers into the forms chosen and judge them; return those that changed.

        answers: by question key; None leaves what each form says. copy_activity: dates, length,
        language and place as the activity's form has them. copy_support: its support services.
        """
        given = {key: value for key, value in answers.items() if value is not None}
        main = self.main_form() if copy_activity or copy_support else None
        if main is not None and copy_activity:
            copied = {key: getattr(main, key) for key in OF_ACTIVITY}
            given = {**{k: v for k, v in copied.items() if v is not None}, **given}
        support = main.support if main is not None and copy_support else None
        return self._write(self.read(lock=True), dict.fromkeys(only, given), support)

    def _write(
        self,
        forms: Iterable[Any],
        wanted: Mapping[uuid.UUID, Mapping[str, Any]],
        support: SupportReceived | None = None,
    ) -> list[Any]:
        """Write answers by form, judge each form that changed, and log it; return these."""
        changed = []
        editors: dict[int, Editor] = {}
        for form in forms:
            answers = wanted.get(form.id)
            if answers is None:
                continue
            fields = [key for key, value in answers.items() if getattr(form, key) != value]
            for key in fields:
                setattr(form, key, answers[key])
            if support is not None and _copy_support(support, form):
                fields.append("support.services")
            if not fields:
                continue
            editor = editors.get(form.version) or self._editor(form.version)
            editors[form.version] = editor
            self._forms.judge_saved(form, editor.judge_stored(form))
            form.revision += 1
            record_change(self._db, self.model.__form__.key, form.id, sorted(fields))
            changed.append(form)
        self._db.flush()
        return changed

    def _editor(self, version: int) -> Editor:
        return Editor(
            self.model,
            StoredChoices(self._db, "en"),
            locale="en",
            today=self._today,
            version=version,
        )


def _copy_support(support: SupportReceived, form: Any) -> bool:
    """Give a form the support services of the activity; return whether that changed it."""
    own = form.support
    if own is None:
        own = SupportReceived(agency_id=form.agency_id, id=form.id)
        form.support = own
    changed = any(getattr(own, key) != getattr(support, key) for key in SUPPORT)
    for key in SUPPORT:
        value = getattr(support, key)
        setattr(own, key, list(value) if isinstance(value, list) else value)
    if not own.children and support.children:
        own.children = [
            SupportChild(
                agency_id=form.agency_id,
                id=uuid7(),
                position=child.position,
                age=child.age,
                care_type=child.care_type,
            )
            for child in support.children
        ]
        changed = True
    return changed


def count_columns(service_session: ServiceSession, models: Collection[Any]) -> list[Any]:
    """Return what `counts_from` reads, as columns of a select."""
    named, expected = (
        [
            select(func.count())
            .select_from(model)
            .where(model.session_id == service_session.id, *more(model))
            .scalar_subquery()
            for model in models
        ]
        for more in (lambda model: (model.attended.is_(True),), lambda _model: ())
    )
    main = (
        select(ServiceForm.id)
        .where(ServiceForm.session_id == service_session.id, ServiceForm.client_id.is_(None))
        .scalar_subquery()
    )
    counted = (
        select(func.coalesce(func.sum(Headcount.people), 0))
        .where(Headcount.form_id.in_(main))
        .scalar_subquery()
    )
    capacity = (
        select(func.max(GroupActivity.capacity)).where(GroupActivity.id.in_(main)).scalar_subquery()
    )
    return [*named, *expected, counted, capacity]


def counts_from(row: Sequence[Any], models: Collection[Any]) -> Counts:
    """Return the counts that the columns hold."""
    kinds = len(models)
    return Counts(
        expected=sum(row[kinds : 2 * kinds]),
        named=sum(row[:kinds]),
        counted=row[2 * kinds],
        capacity=row[2 * kinds + 1],
    )


def counts_of(db: Session, service_session: ServiceSession, models: Collection[Any]) -> Counts:
    """Return how many came to a session, as far as the viewer may see: one statement."""
    return counts_from(db.execute(select(*count_columns(service_session, models))).one(), models)

"""Change-log rows as sentences: who did what to which record, in the reader's language."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from sqlalchemy import select

from ocms_core.agencies.models import Funder, PrivacyStatement, Program, Site, Staff
from ocms_core.audit.models import ChangeLog
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_uuid7
from ocms_core.directory.models import Employer, Supporter
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.spec import questions_of
from ocms_core.i18n import _
from ocms_core.lookups.models import AgencyListItem
from ocms_core.notes.models import CaseNote
from ocms_core.plugins.manager import installed_plugins, registries
from ocms_core.privacy.conflicts import records_of
from ocms_core.questions.catalogue import is_own
from ocms_core.questions.models import AgencyQuestion
from ocms_core.referrals.models import FollowUp, Partner
from ocms_core.security.visibility import barred_from

OF_RECORD = 20
SHOWN_FIELDS = 12

ACTIONS = {
    "added": _("Added"),
    "changed": _("Changed"),
    "removed": _("Removed"),
    "restored": _("Restored"),
    "destroyed": _("Destroyed"),
    "switched_on": _("Switched on"),
    "switched_off": _("Switched off"),
    "published": _("Published"),
    "invited": _("Invited"),
    "invited_again": _("Invitation mailed again"),
    "reset_mailed": _("Password link mailed"),
    "deactivated": _("Deactivated"),
    "reactivated": _("Reactivated"),
    "client added": _("Client added"),
    "lifted": _("Lifted"),
    "withdrawn": _("Withdrawn"),
    "done": _("Marked as done"),
    "merged": _("Merged"),
    "merge_undone": _("Merge undone"),
    "identified": _("Identified"),
    "not_same": _("Marked as not the same person"),
    "suggested": _("Merge suggested"),
}


WHOLE = frozenset(
    {"added", "restored", "destroyed", "switched_on", "switched_off", "deactivated", "reactivated"}
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of record is called; source: where AgencyChoices finds its name."""

    title: str
    model: Any = None
    route: str | None = None
    source: str | None = None


CORE_KINDS = {
    "agency": Kind(_("Agency")),
    "agency_question": Kind(_("Question of your agency"), AgencyQuestion, "questions.edit"),
    "agency_list_item": Kind(_("List value"), AgencyListItem, "lists.items.edit"),
    "client": Kind(_("Client"), Client, "clients.detail"),
    "client_file": Kind(_("File"), None, "files.edit"),
    "conflict_block": Kind(_("Conflict block")),
    "emergency_access": Kind(_("Opening in an emergency"), None, "emergency.list"),
    "consent_purpose": Kind(_("Purposes of consents")),
    "case_note": Kind(_("Note"), CaseNote, "notes.detail"),
    "employer": Kind(_("Employer"), Employer, "directory.employer", "employer"),
    "follow_up": Kind(_("Task or referral"), FollowUp, "follow_ups.detail"),
    "funder": Kind(_("Funder"), Funder, "funders.edit", "funder"),
    "partner": Kind(_("Partner organization"), Partner, "partners.edit"),
    "plugin": Kind(_("Plugin")),
    "privacy_statement": Kind(_("Privacy statement"), PrivacyStatement, "privacy.version"),
    "program": Kind(_("Program"), Program, "programs.edit", "program"),
    "service_session": Kind(_("Session"), None, "sessions.detail"),
    "site": Kind(_("Site"), Site, "sites.edit", "site"),
    "staff": Kind(_("Member of staff"), Staff, "staff.edit", "staff"),
    "supporter": Kind(_("Mentor, tutor or volunteer"), Supporter, "directory.person", "supporter"),
}

OTHER_FIELDS = {
    "description": _("Description"),
    "kind": _("Kind"),
    "scope": _("Who may open it"),
    "consents": _("Consents"),
    "family_id": _("Family"),
    "family_role": _("Relationship to the head of the family"),
    "active": _("In use"),
    "condition.any": _("Asked only after one of these answers"),
    "position": _("Place in the order"),
    "first_form": _("First form"),
    "forms": _("Forms offered"),
    "members": _("Members"),
    "managers": _("Managers"),
    "role": _("Role"),
    "programs": _("Programs"),
    "is_interface_operator": _("Interface operator"),
    "sees_all_sessions": _("Sees all sessions"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One row of the log as the page shows it."""

    at: dt.datetime
    who: str
    action: str
    kind: str
    name: str
    url: str | None
    fields: list[str]
    more: int


def kinds() -> dict[str, Kind]:
    """Return every kind of record there may be in the log: the core's and the plugins' forms."""
    forms = {
        key: Kind(form.__form__.title, form, "forms.edit")
        for key, form in registries().forms.every().items()
    }
    return {**CORE_KINDS, **forms}


class ChangeLines:
    """Reads the log and words it. choices: the page's own, so that names are read once."""

    def __init__(self, request: Request, choices: AgencyChoices | None = None) -> None:
        self._request = request
        self._choices = choices or AgencyChoices(request.db, request.locale_name)
        self._kinds = kinds()
        self._t = request.localizer.translate
        self._numbers: dict[str, int] = {}

    def of_record(self, kind: str, record_id: object) -> list[ChangeLine]:
        """Return the last changes of one record, newest first."""
        statement = (
            select(ChangeLog)
            .where(ChangeLog.kind == kind, ChangeLog.record_id == str(record_id))
            .order_by(ChangeLog.at.desc(), ChangeLog.id.desc())
            .limit(OF_RECORD)
        )
        return self.word(self._request.db.scalars(statement).all())

    def page(
        self,
        *,
        kind: str | None,
        staff_id: uuid.UUID | None,
        before: uuid.UUID | None,
        size: int,
    ) -> tuple[list[ChangeLine], uuid.UUID | None]:
        """Return a page of changes and, if there are older ones, the id to go on from."""
        # Ids are ordered by time, so the primary key serves the order and the paging.
        statement = select(ChangeLog).order_by(ChangeLog.id.desc()).limit(size + 1)
        if kind is not None:
            statement = statement.where(ChangeLog.kind == kind)
        if staff_id is not None:
            statement = statement.where(ChangeLog.staff_id == staff_id)
        if before is not None:
            statement = statement.where(ChangeLog.id < before)
        barred = barred_from(self._request.db)
        if barred:
            unseen = records_of(self._request.db, barred)
            statement = statement.where(ChangeLog.record_id.not_in(unseen))
        rows = self._request.db.scalars(statement).all()
        older = rows[size - 1].id if len(rows) > size else None
        return self.word(rows[:size]), older

    def word(self, rows: Sequence[ChangeLog]) -> list[ChangeLine]:
        """Return the rows as lines."""
        self._number_clients(row.record_id for row in rows if row.kind == "client")
        return [self._line(row) for row in rows]

    def _number_clients(self, record_ids: Iterable[str]) -> None:
        """Read the numbers of clients, never their names: reading the log shows no client."""
        keys = {key for key in map(parse_uuid7, record_ids) if key is not None}
        if keys:
            self._numbers = {
                str(key): number
                for key, number in self._request.db.execute(
                    select(Client.id, Client.number).where(Client.id.in_(keys)),
                    # An old number leads to the client who took the record up.
                    execution_options={"with_merged": True},
                )
            }

    def _line(self, row: ChangeLog) -> ChangeLine:
        kind = self._kinds.get(row.kind, Kind(row.kind))
        action = str((row.detail or {}).get("action") or ("changed" if row.fields else "added"))
        # Of what was added, or switched as a whole, the fields tell nothing more.
        fields = self._fields(kind, row.fields) if action not in WHOLE else []
        return ChangeLine(
            at=row.at,
            who=self._choices.label("staff", str(row.staff_id)) if row.staff_id else "",
            action=self._t(ACTIONS.get(action, action)),
            kind=self._t(kind.title),
            name=self._name(row, kind),
            url=self._url(row, kind, action),
            fields=fields[:SHOWN_FIELDS],
            more=max(len(fields) - SHOWN_FIELDS, 0),
        )

    def _name(self, row: ChangeLog, kind: Kind) -> str:
        """Return the record's name, or a client's number."""
        if row.kind == "client":
            number = self._numbers.get(row.record_id)
            return "" if number is None else str(number)
        if kind.source is not None:
            return self._choices.label(kind.source, row.record_id)
        if row.kind == "agency_question":
            return str(self._request.agency_questions.label(row.record_id))
        if row.kind == "plugin" and row.record_id in installed_plugins():
            return self._t(installed_plugins()[row.record_id].meta.title)
        if row.kind == "privacy_statement":
            return self._t(_("Version ${number}", mapping={"number": row.record_id}))
        list_key = (row.detail or {}).get("list_key")
        return self._choices.label(f"list:{list_key}", row.record_id) if list_key else ""

    def _url(self, row: ChangeLog, kind: Kind, action: str) -> str | None:
        if kind.route is None or action == "removed":
            return None
        parts = {"id": row.record_id, "version": row.record_id}
        if row.kind == "client":
            if row.record_id not in self._numbers:
                return None
            parts["number"] = str(self._numbers[row.record_id])
        if row.detail and "list_key" in row.detail:
            parts["list"] = row.detail["list_key"]
        try:
            return str(self._request.route_path(kind.route, **parts))
        except KeyError:
            return None

    def _fields(self, kind: Kind, keys: Iterable[str]) -> list[str]:
        labels: dict[str, str] = {}
        if kind.model is not None:
            labels = {bound.key: bound.label for bound in questions_of(kind.model)}
        own = self._request.agency_questions.label
        return [
            own(key) if is_own(key) else self._t(labels.get(key) or OTHER_FIELDS.get(key, key))
            for key in keys
        ]

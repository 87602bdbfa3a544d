"""Make agencies, close and open them, and read their counts: never what is in them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from ocms_core.accounts.invitations import InvitationService
from ocms_core.accounts.models import Account, WebSession
from ocms_core.agencies.models import Agency, AgencyUsage, PrivacyStatement, Staff
from ocms_core.agencies.plugin_switch import PluginSwitch
from ocms_core.audit.services import record_change
from ocms_core.db import scope
from ocms_core.errors import NotFoundError, OcmsError
from ocms_core.host import statement
from ocms_core.jobs.outbox import enqueue
from ocms_core.plugins.manager import installed_plugins
from ocms_core.security.roles import Role

MONTHS_SHOWN = 12


class CodeTakenError(OcmsError):
    """Another agency has this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgency:
    """What an agency is made from: itself, and its first admin."""

    code: str
    name: str
    name_fr: str | None
    time_zone: str
    locale: str
    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Admin:
    """An admin of an agency, by name alone; has_password: whether the invitation was followed."""

    staff_id: uuid.UUID
    name: str
    has_password: bool


class HostService:
    """What the host operator does. operator_id: their account, for the agency's change log."""

    def __init__(self, db: Session, operator_id: uuid.UUID) -> None:
        self._db = db
        self._operator_id = str(operator_id)

    def agencies(self) -> Sequence[Agency]:
        """Return every agency, the open ones first, by name."""
        return self._db.scalars(
            select(Agency).order_by(Agency.active.desc(), func.lower(Agency.name))
        ).all()

    def enter(self, code: str) -> Agency:
        """Return an agency and put the session in its scope; raise NotFoundError."""
        agency = self._db.scalar(select(Agency).where(Agency.code == code))
        if agency is None:
            raise NotFoundError("no such agency")
        scope.enter(self._db, agency.id)
        return agency

    def create(self, new: NewAgency) -> Agency:
        """Make an agency that its first admin can set up alone; raise CodeTakenError.

        It gets its data key, a privacy statement to begin with, the plugins that are on by
        default with their lists, and an admin, to whom the invitation is mailed.
        """
        taken = select(Agency.id).where(func.lower(Agency.code) == new.code.lower())
        if self._db.scalar(taken) is not None:
            raise CodeTakenError(new.code)
        agency = Agency(
            code=new.code,
            name=new.name,
            name_fr=new.name_fr,
            time_zone=new.time_zone,
            locale=new.locale,
        )
        self._db.add(agency)
        self._db.flush()
        scope.enter(self._db, agency.id)
        self._db.info["vault"].make_key(self._db)
        self._db.add(
            PrivacyStatement(
                version=1,
                text_en=statement.ENGLISH.format(agency=agency.title("en")),
                text_fr=statement.FRENCH.format(agency=agency.title("fr")),
            )
        )
        switch = PluginSwitch(self._db, agency)
        for name, plugin in installed_plugins().items():
            if plugin.meta.on_by_default:
                switch.switch_on(name)
        admin = InvitationService(self._db).invite(
            new.email, new.first_name, new.last_name, Role.ADMIN, locale=new.locale
        )
        enqueue(self._db, "host.count")
        operator = self._operator_id
        record_change(self._db, "agency", agency.id, action="added", operator=operator)
        record_change(
            self._db, "staff", admin.id, action="invited", role=Role.ADMIN, operator=operator
        )
        return agency

    def set_active(self, agency: Agency, *, active: bool) -> None:
        """Open an agency, or close it: its staff are signed out at once and nothing is deleted."""
        if agency.active == active:
            return
        agency.active = active
        if not active:
            self._db.execute(
                update(WebSession)
                .where(WebSession.agency_id == agency.id, WebSession.ended_at.is_(None))
                .values(ended_at=func.now())
                .execution_options(synchronize_session=False)
            )
        action = "reactivated" if active else "deactivated"
        record_change(
            self._db, "agency", agency.id, ["active"], action=action, operator=self._operator_id
        )

    def admins(self) -> list[Admin]:
        """Return the active admins of the agency in scope, by name."""
        rows = self._db.execute(
            select(Staff.id, Staff.first_name, Staff.last_name, Account.password_hash.is_not(None))
            .join(Account, Account.id == Staff.account_id)
            .where(Staff.role == Role.ADMIN, Staff.active)
            .order_by(func.lower(Staff.first_name), Staff.last_name)
        )
        return [Admin(key, f"{first} {last}", chosen) for key, first, last, chosen in rows]

    def invite_again(self, key: uuid.UUID | None) -> None:
        """Mail an admin of the agency in scope another invitation; raise NotFoundError."""
        staff = self._db.scalar(
            select(Staff).where(Staff.id == key, Staff.role == Role.ADMIN, Staff.active)
        )
        if staff is None:
            raise NotFoundError("no such admin")
        InvitationService(self._db).mail_invitation(staff)
        record_change(
            self._db, "staff", staff.id, action="invited_again", operator=self._operator_id
        )


def latest_usage(platform_db: Session | None) -> dict[int, AgencyUsage]:
    """Return the newest counts by agency; the platform role reads nothing else of them."""
    if platform_db is None:
        return {}
    rows = platform_db.scalars(
        select(AgencyUsage)
        .ext(distinct_on(AgencyUsage.agency_id))
        .order_by(AgencyUsage.agency_id, AgencyUsage.month.desc()),
        execution_options={scope.ALL_AGENCIES: True},
    )
    return {row.agency_id: row for row in rows}


def usage_by_month(platform_db: Session | None, agency_id: int) -> Sequence[AgencyUsage]:
    """Return an agency's counts of the last months, the newest first."""
    if platform_db is None:
        return ()
    return platform_db.scalars(
        select(AgencyUsage)
        .where(AgencyUsage.agency_id == agency_id)
        .order_by(AgencyUsage.month.desc())
        .limit(MONTHS_SHOWN),
        execution_options={scope.ALL_AGENCIES: True},
    ).all()


def counted_at(usage: dict[int, AgencyUsage]) -> dt.datetime | None:
    """Return when the oldest of these counts was made."""
    return min((row.counted_at for row in usage.values()), default=None)

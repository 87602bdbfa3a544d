"""Give a background session the rights of who asked for the work, as they are now."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Agency, AgencyPlugin, ProgramMembership, Staff
from ocms_core.db import scope
from ocms_core.db.scope import DbSession
from ocms_core.plugins.manager import installed_plugins, registries
from ocms_core.privacy.models import ConflictBlock
from ocms_core.security.identity import permissions_of
from ocms_core.security.roles import Role
from ocms_core.security.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Rights:
    """What a job may do; `refusal` says why it may do nothing."""

    agency: Agency | None = None
    staff: Staff | None = None
    locale: str = "en"
    plugins: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    refusal: str | None = None


def enter_as(db: DbSession, agency_id: int | None, staff_id: uuid.UUID | None) -> Rights:
    """Read who asked, and set the session's staff and viewer; its agency is entered already."""
    if agency_id is None:
        return Rights()
    scope.enter(db, agency_id)
    agency = db.get_one(Agency, agency_id)
    if not agency.active:
        return Rights(refusal="the agency is deactivated")
    enabled = frozenset(db.scalars(select(AgencyPlugin.plugin)))
    plugins = enabled & frozenset(installed_plugins())
    if staff_id is None:
        return Rights(agency, locale=agency.locale, plugins=plugins)
    found = db.execute(
        select(Staff, Account.locale)
        .join(Account, Account.id == Staff.account_id)
        .where(Staff.id == staff_id, Staff.active, Account.active)
    ).first()
    if found is None:
        return Rights(refusal="who asked is deactivated")
    staff, locale = found
    member = ProgramMembership
    rows = db.execute(
        select(member.program_id, member.is_manager).where(member.staff_id == staff.id)
    ).all()
    barred = db.scalars(
        select(ConflictBlock.client_id).where(
            ConflictBlock.staff_id == staff.id, ConflictBlock.lifted_at.is_(None)
        )
    ).all()
    db.info["staff_id"] = staff.id
    db.info["viewer"] = Viewer(
        staff_id=staff.id,
        programs=frozenset(program for program, _manager in rows),
        managed=frozenset(program for program, is_manager in rows if is_manager),
        kinds=frozenset(registries().forms.enabled(plugins)),
        is_admin=staff.role == Role.ADMIN,
        sees_all=staff.sees_all_sessions,
        barred=frozenset(barred),
    )
    return Rights(agency, staff, locale, plugins, permissions_of(staff, plugins))

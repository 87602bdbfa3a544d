"""Who is asking: read once a request, from the sign-in's cookie."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyramid.request import Request
from sqlalchemy import BindParameter, Interval, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, array_agg

from ocms_core.accounts.models import Account, HostOperator, WebSession
from ocms_core.agencies.models import Agency, AgencyPlugin, Program, ProgramMembership, Staff
from ocms_core.db import scope
from ocms_core.emergency.models import EmergencyAccess
from ocms_core.plugins.manager import installed_plugins, registries
from ocms_core.privacy.models import ConflictBlock
from ocms_core.questions.models import AgencyQuestion
from ocms_core.security.permissions import BY_ROLE, HOST_OPERATOR, INTERFACE_OPERATOR, Permission
from ocms_core.security.roles import Role
from ocms_core.security.visibility import Viewer, without_emergency

# Writing when somebody was last seen more often than this would lock a row for nothing.
SEEN_EVERY = dt.timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in person; `staff` and `agency` are None for a host operator.

    asked_of: what the agency has questions of its own for, so that others read none.
    offered: the kinds of form that their programs offer, or None for all.
    """

    account: Account
    web_session: WebSession
    agency: Agency | None
    staff: Staff | None
    programs: frozenset[uuid.UUID]
    managed: frozenset[uuid.UUID]
    plugins: frozenset[str]
    permissions: frozenset[str]
    is_host_operator: bool
    barred: frozenset[uuid.UUID] = frozenset()
    asked_of: frozenset[str] = frozenset()
    offered: frozenset[str] | None = None
    opened: frozenset[uuid.UUID] = frozenset()

    def may(self, permission: str) -> bool:
        """Whether this person holds a permission."""
        return permission in self.permissions

    @property
    def is_admin(self) -> bool:
        """Whether this person is an agency admin."""
        return self.staff is not None and self.staff.role == Role.ADMIN


def cookie_name(request: Request, name: str = "ocms") -> str:
    """Return a cookie's name, the sign-in's by default; ``__Host-`` binds it to this host on https.

    A neighbouring host, or somebody on the line before TLS, can then not plant one of their own.
    """
    return f"__Host-{name}" if request.registry["settings"].secure else name


def token_hash(token: str) -> bytes:
    """Return what the table keeps of a random token."""
    return hashlib.sha256(token.encode()).digest()


@cache
def _signed_in() -> Select[*tuple[Any, ...]]:
    """Return the statement that every request begins with; it is built once a process."""
    now = func.now()
    return (
        select(WebSession, Account, Agency, HostOperator.account_id, now)
        .join(Account, Account.id == WebSession.account_id)
        .outerjoin(Agency, Agency.id == WebSession.agency_id)
        .outerjoin(HostOperator, HostOperator.account_id == Account.id)
        .where(
            WebSession.token_hash == bindparam("token_hash"),
            WebSession.ended_at.is_(None),
            WebSession.last_seen_at > now - bindparam("idle", type_=Interval),
            WebSession.created_at > now - bindparam("absolute", type_=Interval),
            Account.active,
        )
    )


@cache
def _member_of_staff() -> Select[*tuple[Any, ...]]:
    """Return the statement that reads a member of staff, their programs and the plugins."""
    agency: BindParameter[int] = bindparam("agency")
    member = ProgramMembership
    theirs = and_(member.agency_id == agency, member.staff_id == Staff.id)
    programs = select(array_agg(aggregate_order_by(member.program_id, member.id))).where(theirs)
    managed = select(array_agg(member.program_id)).where(theirs, member.is_manager)
    plugins = select(array_agg(AgencyPlugin.plugin)).where(AgencyPlugin.agency_id == agency)
    barred = select(array_agg(ConflictBlock.client_id)).where(
        ConflictBlock.agency_id == agency,
        ConflictBlock.staff_id == Staff.id,
        ConflictBlock.lifted_at.is_(None),
    )
    asked = select(array_agg(AgencyQuestion.subject.distinct())).where(
        AgencyQuestion.agency_id == agency
    )
    own = select(member.program_id).where(theirs).correlate(Staff)
    offered = select(func.jsonb_agg(func.to_jsonb(Program.forms), type_=JSONB)).where(
        Program.agency_id == agency,
        Program.active,
        or_(Program.id == Staff.default_program_id, Program.id.in_(own)),
    )
    opened = select(array_agg(EmergencyAccess.client_id)).where(
        EmergencyAccess.agency_id == agency,
        EmergencyAccess.staff_id == Staff.id,
        EmergencyAccess.expires_at > func.now(),
    )
    return select(
        Staff,
        programs.scalar_subquery(),
        managed.scalar_subquery(),
        plugins.scalar_subquery(),
        barred.scalar_subquery(),
        asked.scalar_subquery(),
        offered.scalar_subquery(),
        opened.scalar_subquery(),
    ).where(and_(Staff.account_id == bindparam("account"), Staff.active))


def load_identity(request: Request) -> Identity | None:
    """Return who holds the request's cookie, and put the session under their agency."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    settings, db = request.registry["settings"], request.db
    row = db.execute(
        _signed_in(),
        {
            "token_hash": token_hash(token),
            "idle": dt.timedelta(minutes=settings.idle_minutes),
            "absolute": dt.timedelta(hours=settings.absolute_hours),
        },
    ).first()
    if row is None:
        return None
    web_session, account, agency, operator, moment = row
    if not request.is_background_poll and moment - web_session.last_seen_at > SEEN_EVERY:
        _touch(request, web_session)
    if agency is None:
        permissions = (
            HOST_OPERATOR if operator is not None else frozenset({Permission.ACCOUNT_SELF})
        )
        nothing: frozenset[uuid.UUID] = frozenset()
        return Identity(
            account,
            web_session,
            None,
            None,
            nothing,
            nothing,
            frozenset(),
            permissions,
            operator is not None,
        )
    if not agency.active:
        return None
    scope.enter(db, agency.id)
    return _staff_identity(request, account, web_session, agency)


def _touch(request: Request, web_session: WebSession) -> None:
    """Note that the person is there; skip when another request of theirs is doing it."""
    free = (
        select(WebSession.id)
        .where(WebSession.id == web_session.id)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    request.db.execute(
        update(WebSession)
        .where(WebSession.id == free)
        .values(last_seen_at=func.now())
        .execution_options(synchronize_session=False)
    )


def _staff_identity(
    request: Request, account: Account, web_session: WebSession, agency: Agency
) -> Identity | None:
    row = request.db.execute(
        _member_of_staff(), {"agency": agency.id, "account": account.id}
    ).first()
    if row is None:
        return None
    staff, programs, managed_programs, plugin_names, barred_clients, asked_of, forms, opened = row
    enabled = frozenset(plugin_names or ()) & frozenset(installed_plugins())
    identity = Identity(
        account,
        web_session,
        agency,
        staff,
        frozenset(programs or ()),
        frozenset(managed_programs or ()),
        enabled,
        permissions_of(staff, enabled),
        is_host_operator=False,
        barred=frozenset(barred_clients or ()),
        asked_of=frozenset(asked_of or ()),
        offered=_offered(forms),
        opened=frozenset(opened or ()) - frozenset(barred_clients or ()),
    )
    viewer = viewer_for(identity)
    # An emergency opens for reading: whatever a request changes, it changes as on any other day.
    reads = request.method in {"GET", "HEAD"}
    request.db.info["viewer"] = viewer if reads else without_emergency(viewer)
    request.db.info["staff_id"] = staff.id
    return identity


def _offered(by_program: list[list[str] | None] | None) -> frozenset[str] | None:
    """Return what programs offer together: all, as soon as one of them offers all."""
    if not by_program or not all(by_program):
        return None
    return frozenset(kind for kinds in by_program for kind in kinds or ())


def permissions_of(staff: Staff, enabled: frozenset[str]) -> frozenset[str]:
    """Return what a member of staff may do, the plugins' permissions included."""
    role = Role(staff.role)
    granted = set(BY_ROLE[role])
    if staff.is_interface_operator:
        granted |= INTERFACE_OPERATOR
    for name, grant in registries().permissions.enabled(enabled).items():
        if role in grant.roles:
            granted.add(name)
    return frozenset(granted)


def viewer_for(identity: Identity) -> Viewer:
    """Return what visibility needs to know of a person."""
    staff = identity.staff
    return Viewer(
        staff_id=staff.id if staff else None,
        programs=identity.programs,
        managed=identity.managed,
        kinds=frozenset(registries().forms.enabled(identity.plugins)),
        is_admin=identity.is_admin,
        sees_all=bool(staff and staff.sees_all_sessions),
        barred=identity.barred,
        opened=identity.opened,
    )

"""The agencies of the data set: set-up and staff, few rows, written by the ORM."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account
from ocms_core.accounts.passwords import passwords
from ocms_core.agencies.models import (
    Agency,
    AgencyPlugin,
    Funder,
    PrivacyStatement,
    Program,
    ProgramMembership,
    Site,
    Staff,
)
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.lookups.models import AgencyListItem
from ocms_core.plugins.manager import installed_plugins, plugin_manager, registries
from ocms_core.security.roles import Role

PASSWORD = "granite walnut harbour"  # noqa: S105  of a data set that nobody else reaches
SITES, FUNDERS = 3, 3
# Who signs in during the measures; the others only stand in rows.
ROLES = (
    ("worker", Role.WORKER, {}),
    ("manager", Role.MANAGER, {}),
    ("admin", Role.ADMIN, {}),
    ("upload", Role.WORKER, {"is_interface_operator": True}),
)


@dataclass(slots=True)
class AgencyRows:
    """What the rows of clients and services point to."""

    agency_id: int
    code: str
    statement: UUID
    sites: list[UUID] = field(default_factory=list)
    funders: list[UUID] = field(default_factory=list)
    programs: list[UUID] = field(default_factory=list)
    topics: list[UUID] = field(default_factory=list)
    staff: list[UUID] = field(default_factory=list)
    staff_programs: list[int] = field(default_factory=list)
    seal: Callable[[str, str], tuple[bytes, bytes]] = lambda _clear, _place: (b"", b"")


def code_of(number: int) -> str:
    """Return the code of an agency of the data set; the first is the largest."""
    return f"bench-{number}"


def email(role: str, code: str) -> str:
    """Return the address a role of an agency signs in with."""
    return f"{role}@{code}.example"


def write_agency(db: Session, number: int, staff: int, programs: int) -> AgencyRows:
    """Write one agency without clients, and return its ids."""
    agency = Agency(code=code_of(number), name=f"Newcomer Services {number}")
    db.add(agency)
    db.flush()
    scope.enter(db, agency.id)
    db.info["vault"].make_key(db)
    statement = PrivacyStatement(
        id=uuid7(), version=1, text_en="We keep what you tell us.", text_fr="Nous gardons cela."
    )
    db.add(statement)
    rows = AgencyRows(agency.id, agency.code, statement.id)
    _set_up(db, rows, programs)
    _hire(db, rows, staff)
    plugin_manager().hook.ocms_enabled(db=db, agency=agency)
    db.flush()
    return rows


def _set_up(db: Session, rows: AgencyRows, programs: int) -> None:
    sites = [
        Site(id=uuid7(), name=f"Site {n}", city="Toronto", province="ON", postal_code=f"M5V 2T{n}")
        for n in range(1, SITES + 1)
    ]
    funders = [
        Funder(id=uuid7(), name=f"Funder {n}", reports_to_icare=n == 1)
        for n in range(1, FUNDERS + 1)
    ]
    teams = [Program(id=uuid7(), name=f"Program {n}") for n in range(1, programs + 1)]
    plugins = frozenset(installed_plugins())
    items = [
        AgencyListItem(id=uuid7(), list_key=key, label_en=en, label_fr=fr, position=position)
        for key, declared in registries().agency_lists.enabled(plugins).items()
        for position, (en, fr) in enumerate(declared.starts_with)
    ]
    db.add_all([*sites, *funders, *teams, *items])
    db.add_all(AgencyPlugin(plugin=name) for name in sorted(plugins))
    db.flush()
    rows.sites = [site.id for site in sites]
    rows.funders = [funder.id for funder in funders]
    rows.programs = [team.id for team in teams]
    rows.topics = [item.id for item in items if item.list_key == "non_specified_topic"]


def _hire(db: Session, rows: AgencyRows, staff: int) -> None:
    password_hash = passwords().hash(PASSWORD)
    for number in range(staff):
        word, role, add_ons = (
            ROLES[number] if number < len(ROLES) else (f"worker{number}", Role.WORKER, {})
        )
        account = Account(
            id=uuid7(),
            email=email(word, rows.code),
            password_hash=password_hash if number < len(ROLES) else None,
            agency_ids=[rows.agency_id],
        )
        db.add(account)
        db.flush()
        program = number % len(rows.programs)
        db.add(
            Staff(
                id=uuid7(),
                account_id=account.id,
                role=role,
                first_name=word.title(),
                last_name=f"Number {number}",
                default_site_id=rows.sites[0],
                default_program_id=rows.programs[program],
                default_funder_id=rows.funders[0],
                memberships=[
                    ProgramMembership(
                        program_id=rows.programs[program], is_manager=role == Role.MANAGER
                    )
                ],
                **add_ons,
            )
        )
        db.flush()
        rows.staff_programs.append(program)
    found = db.query(Staff.id).order_by(Staff.id)
    rows.staff = [member_id for (member_id,) in found]

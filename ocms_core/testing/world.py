"""A small world of two agencies for tests: every role, two programs, a client each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account
from ocms_core.accounts.passwords import passwords
from ocms_core.agencies.models import (
    Agency,
    AgencyCounter,
    AgencyPlugin,
    Funder,
    PrivacyStatement,
    Program,
    ProgramMembership,
    Site,
    Staff,
)
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.plugins.manager import installed_plugins, registries
from ocms_core.security.roles import Role
from ocms_core.security.visibility import Viewer
from ocms_core.testing.app import PASSWORD


@dataclass
class AgencyWorld:
    """One agency's rows by short names. `staff` is by role word: worker, manager, admin ..."""

    agency: Agency
    sites: list[Site] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    funders: list[Funder] = field(default_factory=list)
    staff: dict[str, Staff] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    client: Client | None = None

    @property
    def id(self) -> int:
        """The agency's id."""
        return self.agency.id


@dataclass
class World:
    """Two agencies, `north` and `south`, and the host operator."""

    north: AgencyWorld
    south: AgencyWorld
    host_email: str


HOST_EMAIL = "host@ocms.example"

ROLES: tuple[tuple[str, Role, int, bool, dict[str, bool]], ...] = (
    # word, role, program, manages it, add-ons
    ("worker", Role.WORKER, 0, False, {}),
    ("colleague", Role.WORKER, 0, False, {}),
    ("stranger", Role.WORKER, 1, False, {}),
    ("manager", Role.MANAGER, 0, True, {}),
    ("admin", Role.ADMIN, 0, False, {}),
    ("operator", Role.WORKER, 0, False, {"is_interface_operator": True}),
    ("seer", Role.WORKER, 1, False, {"sees_all_sessions": True}),
)


def make_world(open_session: Any) -> World:
    """Make both agencies through sessions of `open_session`, committed."""
    return World(
        make_agency(open_session, "north", "North Shore Newcomers"),
        make_agency(open_session, "south", "South Gate Settlement"),
        HOST_EMAIL,
    )


def hashed() -> str:
    """Return the hash of the one password of this world."""
    return passwords(cheap=True).hash(PASSWORD)


def make_agency(open_session: Any, code: str, name: str) -> AgencyWorld:
    """Make one agency with everything switched on."""
    with open_session() as session:
        # The rows outlive their session: tests read names and ids from them.
        session.expire_on_commit = False
        agency = Agency(code=code, name=name, name_fr=f"{name} (fr)")
        session.add(agency)
        session.flush()
        scope.enter(session, agency.id)
        session.info["vault"].make_key(session)
        world = AgencyWorld(agency)
        _set_up(session, world)
        _hire(session, world)
        session.add(AgencyCounter(kind="client", next_value=2))
        world.client = Client(
            id=uuid7(),
            number=1,
            first_name="Amina",
            last_name=f"Of {code.title()}",
            name_key=f"of {code} amina",
            gender="woman",
            registration_date=dt.date(2026, 1, 5),
        )
        session.add(world.client)
        # The rows are read after the session is gone.
        session.expire_on_commit = False
        session.commit()
        session.expunge_all()
    return world


def _set_up(session: Session, world: AgencyWorld) -> None:
    world.sites = [
        Site(name="Main Street", postal_code="M5V 2T6", city="Toronto", province="ON"),
        Site(name="Library", postal_code="M4B 1B3", city="Toronto", province="ON"),
    ]
    world.funders = [
        Funder(name="IRCC", agreement_number="S-1", reports_to_icare=True),
        Funder(name="City", reports_to_icare=False),
    ]
    world.programs = [Program(name="Settlement"), Program(name="Women’s Circle")]
    session.add_all([*world.sites, *world.funders, *world.programs])
    session.add(PrivacyStatement(version=1, text_en="We keep it.", text_fr="Nous le gardons."))
    session.add_all(AgencyPlugin(plugin=name) for name in installed_plugins())
    session.flush()


def _hire(session: Session, world: AgencyWorld) -> None:
    accounts = {
        word: Account(
            email=f"{word}@{world.agency.code}.example",
            password_hash=hashed(),
            agency_ids=[world.agency.id],
        )
        for word, *_rest in ROLES
    }
    session.add_all(accounts.values())
    session.flush()
    for word, role, program, _manages, add_ons in ROLES:
        world.staff[word] = Staff(
            id=uuid7(),
            account_id=accounts[word].id,
            first_name=word.title(),
            last_name=world.agency.code.title(),
            role=role,
            default_site_id=world.sites[0].id,
            default_program_id=world.programs[program].id,
            default_funder_id=world.funders[0].id,
            **add_ons,
        )
        world.emails[word] = accounts[word].email
    session.add_all(world.staff.values())
    session.flush()
    session.add_all(
        ProgramMembership(
            staff_id=world.staff[word].id,
            program_id=world.programs[program].id,
            is_manager=manages,
        )
        for word, _role, program, manages, _add_ons in ROLES
    )
    session.flush()


def viewer(world: AgencyWorld, word: str, *, barred: Iterable[uuid.UUID] = ()) -> Viewer:
    """Return the viewer of a member of staff, for tests that need no page.

    barred: ids of clients of whom this person may see nothing.
    """
    role, program, manages, add_ons = next(
        (role, program, manages, add_ons)
        for name, role, program, manages, add_ons in ROLES
        if name == word
    )
    programs = frozenset({world.programs[program].id})
    return Viewer(
        staff_id=world.staff[word].id,
        programs=programs,
        managed=programs if manages else frozenset(),
        kinds=frozenset(registries().forms.every()),
        is_admin=role == Role.ADMIN,
        sees_all=bool(add_ons.get("sees_all_sessions")),
        barred=frozenset(barred),
    )

"""What a new agency still has to set up, for the card on its admins' dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import (
    AgencyPlugin,
    Funder,
    PrivacyStatement,
    Program,
    Site,
    Staff,
)
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One thing to set up. title says what to do; hint says what for."""

    title: str
    hint: str
    url: str
    is_done: bool


def setup_steps(db: Session, request: Request) -> list[SetupStep]:
    """Return the steps in their order for an admin, none for others; one statement.

    The card is worth its place while any step is open.
    """
    if request.identity is None or not request.identity.may(Permission.AGENCY_MANAGE):
        return []

    def any_of(model: Any, *criteria: Any) -> Any:
        return select(func.count()).select_from(model).where(*criteria).scalar_subquery()

    statement, sites, funders, programs, staff, plugins = db.execute(
        select(
            any_of(PrivacyStatement),
            any_of(Site, Site.active),
            any_of(Funder, Funder.active),
            any_of(Program, Program.active),
            any_of(Staff, Staff.active),
            any_of(AgencyPlugin),
        )
    ).one()
    path = request.route_path
    return [
        SetupStep(
            _("Publish your privacy statement"),
            _("Each client is shown it before being registered."),
            path("privacy.edit"),
            statement > 0,
        ),
        SetupStep(
            _("Add your sites"),
            _("With the postal codes that funders’ files need."),
            path("sites.list"),
            sites > 0,
        ),
        SetupStep(
            _("Add your funders"),
            _("With their agreement numbers, and whether they report to iCARE."),
            path("funders.list"),
            funders > 0,
        ),
        SetupStep(
            _("Add your programs"),
            _("Who sees which sessions and forms follows from them."),
            path("programs.list"),
            programs > 0,
        ),
        SetupStep(
            _("Choose your plugins"),
            _("They bring the forms, the reports and the funders’ files."),
            path("plugins.list"),
            plugins > 0,
        ),
        SetupStep(
            _("Invite your staff"),
            _("With their roles and programs."),
            path("staff.list"),
            staff > 1,
        ),
    ]

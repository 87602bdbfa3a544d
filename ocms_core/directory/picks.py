"""What forms may choose of the directory: ``ask.pick("employer", ...)`` and the like.

Only those who may be matched and have a free place are offered; what is stored stays, whatever
became of them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, cast, func, null, or_, select

from ocms_core.agencies.models import Agency
from ocms_core.directory.lookups import ACTIVE, HOLDING, SUPPORTER_ROLE
from ocms_core.directory.models import Employer, Supporter, SupporterMatch
from ocms_core.forms.choices import bring_choices


def agency_today(agency_id: Any = Supporter.agency_id) -> ColumnElement[Any]:
    """Return today in the agency's time zone, as the database knows it."""
    zone = select(Agency.time_zone).where(Agency.id == agency_id).scalar_subquery()
    return cast(func.timezone(zone, func.now()), Date)


def may_be_matched() -> ColumnElement[bool]:
    """Return the condition that a supporter is offered for new matches, capacity apart."""
    return and_(
        Supporter.status == ACTIVE,
        or_(
            Supporter.police_check_expiry.is_(None),
            Supporter.police_check_expiry >= agency_today(),
        ),
    )


def held_places() -> Any:
    """Return how many places of a supporter are taken, as a column of selects of Supporter.

    Read from the plain table: matches that this reader may not see take places, too.
    """
    match: Any = SupporterMatch.__table__
    return (
        select(func.count())
        .select_from(match)
        .where(
            match.c.agency_id == Supporter.agency_id,
            match.c.supporter_id == Supporter.id,
            match.c.status.in_(HOLDING),
        )
        .correlate(Supporter)
        .scalar_subquery()
    )


def has_a_place() -> ColumnElement[bool]:
    """Return the condition that a supporter has a place left."""
    return Supporter.capacity > held_places()


def employers() -> Any:
    """Select the employers that forms may name."""
    return select(Employer.id, Employer.name, null(), Employer.active)


def supporters(role: str | None = None) -> Any:
    """Select the people who help in a role, or in any."""
    place = func.coalesce(func.nullif(", " + Supporter.city, ", "), "")
    offered = select(
        Supporter.id,
        Supporter.first_name + " " + Supporter.last_name + place,
        null(),
        and_(may_be_matched(), has_a_place()),
        # Somebody else may have taken the last place meanwhile: the match itself says that.
        may_be_matched(),
    )
    return offered if role is None else offered.where(Supporter.roles.contains([role]))


bring_choices("employer", employers)
bring_choices("supporter", supporters)
for _role in SUPPORTER_ROLE:
    bring_choices(_role.code, partial(supporters, _role.code))

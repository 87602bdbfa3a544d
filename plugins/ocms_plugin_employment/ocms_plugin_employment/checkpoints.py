"""The tasks that follow from a placement: at 1, 3, 6 and 12 months somebody asks how it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from ocms_core.agencies.models import Staff
from ocms_core.privacy.services import add_months
from ocms_core.referrals.services import FollowUpService
from ocms_plugin_employment.i18n import _
from ocms_plugin_employment.lookups.development import CHECKPOINT_MONTHS
from ocms_plugin_employment.models.placement import JobPlacement

REASONS = {
    "month_1": _("One month in the placement: ask whether the client is still employed."),
    "month_3": _("Three months in the placement: ask whether the client is still employed."),
    "month_6": _("Six months in the placement: ask whether the client is still employed."),
    "month_12": _("A year in the placement: ask whether the client is still employed."),
}


def origin_of(checkpoint: str) -> str:
    """Return the word by which a checkpoint's task is known."""
    return f"placement.{checkpoint}"


def plan_checkpoints(
    db: Session,
    placement: JobPlacement,
    author: Staff,
    today: dt.date,
    translate: Callable[[str], str],
) -> None:
    """Plan a task for each checkpoint of a complete placement, once; safe to repeat.

    Another start moves what is open; a checkpoint whose answer is on the form is completed.
    """
    if not placement.is_complete or placement.start_date is None:
        return
    start = placement.start_date
    FollowUpService(db, today).plan_all(
        placement,
        {
            origin_of(checkpoint): (translate(reason), add_months(start, months))
            for (checkpoint, months), reason in zip(
                CHECKPOINT_MONTHS.items(), REASONS.values(), strict=True
            )
        },
        author=author,
        done={origin_of(row.checkpoint) for row in placement.follow_ups if row.checkpoint},
        assigned_id=placement.worker_id,
        need="employment",
    )

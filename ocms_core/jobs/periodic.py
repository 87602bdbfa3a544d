"""What happens by itself: forgetting what is no longer needed, and counting what is charged.

Each agency is entered in turn, so that these jobs too stay inside the walls (decisions B7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ocms_core.accounts.models import AccountToken, SignInAttempt, WebSession
from ocms_core.agencies.models import Agency, AgencyUsage, Staff
from ocms_core.audit.services import apart
from ocms_core.clients.models import Client
from ocms_core.db.scope import DbSession
from ocms_core.duplicates.services import forget_merges
from ocms_core.forms.models import Draft, ServiceForm
from ocms_core.imports.batches import purge_imports
from ocms_core.jobs.drain import every_agency
from ocms_core.jobs.models import Outbox

DRAFTS_KEPT = dt.timedelta(days=30)
ATTEMPTS_KEPT = dt.timedelta(days=1)
SIGN_INS_KEPT = dt.timedelta(days=30)
DONE_WORK_KEPT = dt.timedelta(days=30)


def purge(open_session: Callable[[], DbSession]) -> None:
    """Delete what nobody may ask for any more.

    Old drafts, attempts to sign in, ended sign-ins, used links, work that is done, files of old
    imports and what old merges kept for their undoing.
    """
    now = func.now()
    with apart(open_session) as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT))
        session.execute(
            delete(WebSession).where(
                or_(
                    WebSession.last_seen_at < now - SIGN_INS_KEPT,
                    WebSession.ended_at < now - SIGN_INS_KEPT,
                )
            )
        )
        session.execute(delete(AccountToken).where(AccountToken.expires_at < now - SIGN_INS_KEPT))
        _purge_work(session)
    for agency_id in every_agency(open_session):
        with apart(open_session, agency_id) as session:
            session.execute(delete(Draft).where(Draft.saved_at < now - DRAFTS_KEPT))
            purge_imports(session)
            forget_merges(session)
            _purge_work(session)


def _purge_work(session: Session) -> None:
    session.execute(
        delete(Outbox).where(Outbox.state == "done", Outbox.done_at < func.now() - DONE_WORK_KEPT)
    )


def count_usage(open_session: Callable[[], DbSession], today: dt.date | None = None) -> None:
    """Write this month's counts of every agency: active staff, clients, forms served this month."""
    for agency_id in every_agency(open_session):
        with apart(open_session, agency_id) as session:
            count_agency(session, agency_id, today)


def count_agency(session: Session, agency_id: int, today: dt.date | None = None) -> None:
    """Write one agency's counts; `session` is in its scope."""
    agency = session.get_one(Agency, agency_id)
    day = today or dt.datetime.now(ZoneInfo(agency.time_zone)).date()
    month = day.replace(day=1)
    after = (month + dt.timedelta(days=32)).replace(day=1)
    beyond = {"beyond_visibility": True}
    counts = {
        "active_staff": session.scalar(select(func.count()).select_from(Staff).where(Staff.active)),
        "clients": session.scalar(select(func.count()).select_from(Client)),
        "service_forms": session.scalar(
            select(func.count(ServiceForm.id)).where(
                ServiceForm.service_date >= month, ServiceForm.service_date < after
            ),
            execution_options=beyond,
        ),
    }
    statement = insert(AgencyUsage).values(agency_id=agency_id, month=month, **counts)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["agency_id", "month"],
            set_={**counts, "counted_at": func.now()},
        )
    )

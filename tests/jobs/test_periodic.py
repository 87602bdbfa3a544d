"""What happens by itself: forgetting in every agency, and counting."""

import datetime as dt

from sqlalchemy import func, select, update

from ocms_core.accounts.models import AccountToken, SignInAttempt, WebSession
from ocms_core.agencies.models import Agency, AgencyUsage
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import Draft
from ocms_core.jobs.models import Outbox
from ocms_core.jobs.periodic import count_usage, purge

DAYS = [dt.timedelta(days=days) for days in (0, 29, 31)]


def count(app, model, agency=None):
    with app.open_session() as session:
        if agency is not None:
            scope.enter(session, agency.id)
        return session.scalar(select(func.count()).select_from(model))


def test_old_drafts_are_forgotten_in_every_agency(app, world):
    for agency in (world.north, world.south):
        with app.open_session() as session:
            scope.enter(session, agency.id)
            session.add_all(
                Draft(
                    staff_id=agency.staff["worker"].id,
                    target=f"client:{uuid7()}",
                    sealed=b"",
                    saved_at=func.now() - age,
                )
                for age in DAYS
            )
            session.commit()
    with app.open_session() as session:
        session.execute(update(Agency).where(Agency.code == "south").values(active=False))
        session.commit()
    purge(app.open_session)
    assert count(app, Draft, world.north) == 2
    assert count(app, Draft, world.south) == 2


def test_old_attempts_sign_ins_and_links_are_forgotten(app, world):
    account_id = world.north.staff["worker"].account_id
    with app.open_session() as session:
        for age in DAYS:
            session.add(
                SignInAttempt(
                    email_hash=b"x", address="127.0.0.1", kind="sign_in", at=func.now() - age
                )
            )
            session.add(
                WebSession(
                    token_hash=uuid7().bytes, account_id=account_id, last_seen_at=func.now() - age
                )
            )
            session.add(
                AccountToken(
                    token_hash=uuid7().bytes,
                    account_id=account_id,
                    purpose="reset",
                    expires_at=func.now() - age,
                )
            )
        session.commit()
    purge(app.open_session)
    assert [count(app, model) for model in (SignInAttempt, WebSession, AccountToken)] == [1, 2, 2]


def test_done_work_is_forgotten_and_open_or_failed_work_kept(app, world):
    for agency in (None, world.north):
        with app.open_session() as session:
            if agency is not None:
                scope.enter(session, agency.id)
            for state in ("waiting", "done", "failed"):
                session.add(
                    Outbox(
                        agency_id=None if agency is None else agency.id,
                        task="tests.read_clients",
                        state=state,
                        run_at=func.now() - DAYS[2],
                        done_at=func.now() - DAYS[2] if state == "done" else None,
                    )
                )
            session.commit()
    purge(app.open_session)
    for agency in (None, world.north):
        assert count(app, Outbox, agency) == 2


def test_counting_twice_in_a_month_keeps_one_row(app, world):
    for day in (dt.date(2026, 10, 31), dt.date(2026, 11, 1), dt.date(2026, 11, 30)):
        count_usage(app.open_session, day)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        rows = session.scalars(select(AgencyUsage).order_by(AgencyUsage.month)).all()
        assert [(row.month.month, row.active_staff, row.clients) for row in rows] == [
            (10, 7, 1),
            (11, 7, 1),
        ]

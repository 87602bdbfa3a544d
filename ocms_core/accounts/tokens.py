"""Mailed single-use links: looking at one changes nothing, choosing a password uses it up."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account, AccountToken
from ocms_core.security.identity import token_hash

INVITATION, RESET = "invitation", "reset"
LIFETIMES = {INVITATION: dt.timedelta(hours=48), RESET: dt.timedelta(hours=2)}
LONGEST = 100


def mint(db: Session, account_id: uuid.UUID, purpose: str, occasion: uuid.UUID) -> str:
    """Make a link's secret and keep its hash; `occasion` is the outbox row that mails it."""
    token: str = db.info["vault"].link_token(f"{purpose}|{occasion}")
    db.add(
        AccountToken(
            account_id=account_id,
            purpose=purpose,
            token_hash=token_hash(token),
            expires_at=func.now() + LIFETIMES[purpose],
        )
    )
    db.flush()
    return token


def _usable(token: str) -> tuple[object, ...]:
    return (
        AccountToken.token_hash == token_hash(token[:LONGEST]),
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > func.now(),
    )


def find(db: Session, token: str) -> tuple[AccountToken, Account] | None:
    """Return a link that still works and whose it is, or None; nothing is changed."""
    row = db.execute(
        select(AccountToken, Account)
        .join(Account, Account.id == AccountToken.account_id)
        .where(*_usable(token), Account.active)  # type: ignore[arg-type]
    ).first()
    return None if row is None else (row[0], row[1])


def use(db: Session, token: str) -> Account | None:
    """Use a link up; return the account, or None if the link is dead.

    One statement decides, so that of two posts at once only one gets it.
    """
    account_id = db.scalar(
        update(AccountToken)
        .where(*_usable(token))  # type: ignore[arg-type]
        .values(used_at=func.now())
        .returning(AccountToken.account_id)
        .execution_options(synchronize_session=False)
    )
    if account_id is None:
        return None
    return db.scalar(select(Account).where(Account.id == account_id, Account.active))


def kill_all(db: Session, account_id: uuid.UUID) -> None:
    """Make every link of an account dead: a new password was chosen."""
    db.execute(
        update(AccountToken)
        .where(AccountToken.account_id == account_id, AccountToken.used_at.is_(None))
        .values(used_at=func.now())
        .execution_options(synchronize_session=False)
    )

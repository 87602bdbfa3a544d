"""Make a host operator: only the database's owner can, never a web page."""

from __future__ import annotations

from sqlalchemy import create_engine, func, insert, select
from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account, HostOperator


def make_host_operator(owner_url: str, email: str, password_hash: str) -> None:
    """Add an account that runs the installation, or make an existing account one.

    An account that has a password keeps it.
    """
    engine = create_engine(owner_url)
    with Session(engine) as session:
        account = session.scalar(select(Account).where(func.lower(Account.email) == email.lower()))
        if account is None:
            account = Account(email=email, password_hash=password_hash)
            session.add(account)
            session.flush()
        elif account.password_hash is None:
            account.password_hash = password_hash
        if session.get(HostOperator, account.id) is None:
            session.execute(insert(HostOperator).values(account_id=account.id))
        session.commit()
    engine.dispose()

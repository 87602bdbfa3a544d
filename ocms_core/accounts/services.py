"""Signing in and out, and the limits on guessing."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account, HostOperator, SignInAttempt, WebSession
from ocms_core.accounts.passwords import Passwords
from ocms_core.agencies.models import Agency, Staff
from ocms_core.audit.services import apart
from ocms_core.db import scope
from ocms_core.errors import OcmsError
from ocms_core.security.identity import token_hash

WINDOW = dt.timedelta(minutes=15)
PER_EMAIL, PER_ADDRESS = 8, 60
BROWSER_LENGTH = 200


class TooManyAttemptsError(OcmsError):
    """Guessing is held back; the page says when to try again."""


class WrongSignInError(OcmsError):
    """E-mail or password are wrong: which of the two is not told."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """An agency a person may choose after signing in."""

    agency_id: int
    name: str
    name_fr: str | None


def email_hash(email: str) -> bytes:
    """Return what the attempts table keeps of an e-mail."""
    return hashlib.sha256(email.strip().casefold().encode()).digest()


class SignInService:
    """Checks passwords and keeps sign-ins.

    open_session: makes a session whose transaction is its own, so that a refused attempt counts
    although the request is rolled back (decisions B2).
    """

    def __init__(
        self, db: Session, passwords: Passwords, open_session: Callable[[], Session]
    ) -> None:
        self._db = db
        self._passwords = passwords
        self._open_session = open_session

    def check(self, email: str, password: str, address: str) -> Account:
        """Return the account; raise WrongSignInError or TooManyAttemptsError."""
        self.hold_back(email, address, "sign_in")
        account = self._db.scalar(
            select(Account).where(
                func.lower(Account.email) == email.strip().lower(), Account.active
            )
        )
        fits = self._passwords.verify(account.password_hash if account else None, password)
        self.count(email, address, "sign_in", succeeded=fits)
        if account is None or not fits:
            raise WrongSignInError
        if self._passwords.needs_rehash(account.password_hash or ""):
            account.password_hash = self._passwords.hash(password)
        return account

    def confirm(self, account: Account, password: str, address: str) -> None:
        """Check the password of who is signed in; raise as `check` does."""
        self.hold_back(account.email, address, "confirm")
        fits = self._passwords.verify(account.password_hash, password)
        self.count(account.email, address, "confirm", succeeded=fits)
        if not fits:
            raise WrongSignInError

    def hold_back(
        self,
        email: str,
        address: str,
        kind: str,
        *,
        per_email: int = PER_EMAIL,
        per_address: int = PER_ADDRESS,
    ) -> None:
        """Raise TooManyAttemptsError when there were too many failures of late."""
        since = func.now() - WINDOW
        last_success = (
            select(func.max(SignInAttempt.at))
            .where(
                SignInAttempt.email_hash == email_hash(email),
                SignInAttempt.kind == kind,
                SignInAttempt.succeeded,
            )
            .scalar_subquery()
        )
        mine = SignInAttempt.email_hash == email_hash(email)
        fresh = or_(last_success.is_(None), SignInAttempt.at > last_success)
        by_email, by_address = self._db.execute(
            select(
                func.count(case((mine & fresh, 1))),
                func.count(case((SignInAttempt.address == address, 1))),
            ).where(
                SignInAttempt.at > since,
                SignInAttempt.kind == kind,
                SignInAttempt.succeeded.is_(False),
                or_(mine, SignInAttempt.address == address),
            )
        ).one()
        if by_email >= per_email or by_address >= per_address:
            raise TooManyAttemptsError

    def count(self, email: str, address: str, kind: str, *, succeeded: bool) -> None:
        """Keep an attempt, whatever becomes of the request."""
        with apart(self._open_session, self._db.info.get("agency_id")) as session:
            session.add(
                SignInAttempt(
                    email_hash=email_hash(email), address=address, kind=kind, succeeded=succeeded
                )
            )

    def workplaces(self, account: Account) -> list[Workplace]:
        """Return the agencies where this account is active staff.

        Staff stand behind each agency's wall, so each is entered in a session of its own: few
        people work in more than one.
        """
        agencies = self._db.scalars(
            select(Agency)
            .where(Agency.id.in_(account.agency_ids), Agency.active)
            .order_by(Agency.name)
        ).all()
        found = []
        for agency in agencies:
            with self._open_session() as session:
                scope.enter(session, agency.id)
                works_here = session.scalar(
                    select(Staff.id).where(Staff.account_id == account.id, Staff.active)
                )
            if works_here is not None:
                found.append(Workplace(agency.id, agency.name, agency.name_fr))
        return found

    def is_host_operator(self, account: Account) -> bool:
        """Whether the account runs the installation."""
        return self._db.get(HostOperator, account.id) is not None

    def start(
        self, account: Account, agency_id: int | None, address: str | None, browser: str | None
    ) -> str:
        """Make a sign-in and return the token for its cookie."""
        token = secrets.token_urlsafe(32)
        self._db.add(
            WebSession(
                token_hash=token_hash(token),
                account_id=account.id,
                agency_id=agency_id,
                address=address,
                browser=(browser or "")[:BROWSER_LENGTH],
            )
        )
        self._db.flush()
        return token

    def end(self, web_session: WebSession) -> None:
        """End a sign-in at once."""
        web_session.ended_at = func.now()

    def open_sign_ins(
        self, account_id: uuid.UUID, *, idle: dt.timedelta, longest: dt.timedelta
    ) -> Sequence[WebSession]:
        """Return the sign-ins of an account that still open pages, the latest used first."""
        return self._db.scalars(
            select(WebSession)
            .where(
                WebSession.account_id == account_id,
                WebSession.ended_at.is_(None),
                WebSession.last_seen_at > func.now() - idle,
                WebSession.created_at > func.now() - longest,
            )
            .order_by(WebSession.last_seen_at.desc())
        ).all()

    def end_all(
        self, account_id: object, agency_id: int | None = None, *, but: uuid.UUID | None = None
    ) -> None:
        """End every sign-in of an account, or those in one agency, or all `but` one."""
        statement = update(WebSession).where(
            WebSession.account_id == account_id, WebSession.ended_at.is_(None)
        )
        if agency_id is not None:
            statement = statement.where(WebSession.agency_id == agency_id)
        if but is not None:
            statement = statement.where(WebSession.id != but)
        self._db.execute(statement.values(ended_at=func.now()))

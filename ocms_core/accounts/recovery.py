"""Forgotten, first and changed passwords. Each new password ends every sign-in of its account."""

from __future__ import annotations

from pyramid.request import Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.accounts import tokens
from ocms_core.accounts.models import Account
from ocms_core.accounts.passwords import Passwords, passwords, weakness
from ocms_core.accounts.services import SignInService, WrongSignInError
from ocms_core.db.types import uuid7
from ocms_core.errors import OcmsError
from ocms_core.jobs.outbox import enqueue

# Every try of "reset" is counted as one more to hold back, since each may send mail.
RESETS_PER_EMAIL, RESETS_PER_ADDRESS = 3, 30


class WeakPasswordError(OcmsError):
    """A new password is too easy to guess; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__("weak password")
        self.sentence = sentence


class DeadLinkError(OcmsError):
    """A mailed link was used, has expired, or never was."""


class PasswordService:
    """Mails links to new passwords, and sets them."""

    def __init__(self, db: Session, hasher: Passwords, sign_ins: SignInService) -> None:
        self._db = db
        self._hasher = hasher
        self._sign_ins = sign_ins

    def ask_for_link(self, email: str, address: str) -> None:
        """Have a link mailed if there is such an account; raise TooManyAttemptsError.

        Without an account the same work is done in vain, so that nobody learns from the answer or
        from its time who works here.
        """
        self._sign_ins.hold_back(
            email, address, "reset", per_email=RESETS_PER_EMAIL, per_address=RESETS_PER_ADDRESS
        )
        self._sign_ins.count(email, address, "reset", succeeded=False)
        account_id = self._db.scalar(
            select(Account.id).where(
                func.lower(Account.email) == email.strip().lower(), Account.active
            )
        )
        enqueue(self._db, "mail.reset", account_id=account_id or uuid7())

    def look_at(self, token: str) -> Account:
        """Return whose link this is, and change nothing; raise DeadLinkError."""
        found = tokens.find(self._db, token)
        if found is None:
            raise DeadLinkError
        return found[1]

    def choose(self, token: str, password: str) -> Account:
        """Set a password by a mailed link, once; raise DeadLinkError or WeakPasswordError."""
        self._refuse_weak(password, self.look_at(token))
        account = tokens.use(self._db, token)
        if account is None:
            raise DeadLinkError
        self._set(account, password)
        return account

    def change(self, account: Account, old: str, new: str, address: str) -> None:
        """Set another password; raise WrongSignInError, TooManyAttemptsError, WeakPasswordError."""
        self._sign_ins.hold_back(account.email, address, "change")
        fits = self._hasher.verify(account.password_hash, old)
        self._sign_ins.count(account.email, address, "change", succeeded=fits)
        if not fits:
            raise WrongSignInError
        self._refuse_weak(new, account)
        self._set(account, new)

    @staticmethod
    def _refuse_weak(password: str, account: Account) -> None:
        sentence = weakness(password, account.email)
        if sentence is not None:
            raise WeakPasswordError(sentence)

    def _set(self, account: Account, password: str) -> None:
        account.password_hash = self._hasher.hash(password)
        self._db.flush()
        tokens.kill_all(self._db, account.id)
        self._sign_ins.end_all(account.id)


def password_service(request: Request, sign_ins: SignInService) -> PasswordService:
    """Return the service for this request."""
    settings = request.registry["settings"]
    return PasswordService(request.db, passwords(cheap=settings.cheap_passwords), sign_ins)

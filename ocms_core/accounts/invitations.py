"""Make somebody staff of an agency, and mail them the link to choose a password."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account
from ocms_core.agencies.models import ProgramMembership, Staff
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.errors import OcmsError
from ocms_core.i18n import DEFAULT_LOCALE
from ocms_core.jobs.outbox import enqueue
from ocms_core.security.roles import Role


class BadEmailError(OcmsError):
    """This is no e-mail address that mail could go to."""


class AlreadyStaffError(OcmsError):
    """The e-mail belongs to somebody who is, or was, staff of this agency."""

    def __init__(self, staff: Staff) -> None:
        super().__init__("already staff of this agency")
        self.staff = staff


def checked_email(text: str) -> str:
    """Return an address as it is kept; raise BadEmailError. Nobody is asked whether it exists."""
    try:
        found = validate_email(
            text.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            test_environment=True,  # the demo's people live at invented addresses
        )
    except EmailNotValidError as problem:
        raise BadEmailError("no e-mail address") from problem
    return found.normalized


class InvitationService:
    """Invites people to the agency that `db` has in scope."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def invite(
        self,
        email: str,
        first_name: str,
        last_name: str,
        role: Role,
        *,
        locale: str = DEFAULT_LOCALE,
        programs: Mapping[uuid.UUID, bool] | None = None,
        add_ons: frozenset[str] = frozenset(),
    ) -> Staff:
        """Return a new member of staff, to whom the worker mails an invitation.

        programs: whether they manage it, by program. add_ons: names of Staff's yes/no columns.
        Raise BadEmailError or AlreadyStaffError. The account may exist, since it may work for
        other agencies: nothing of it is told here.
        """
        account_id = self.account_for(email, locale)
        present = self._db.scalar(select(Staff).where(Staff.account_id == account_id))
        if present is not None:
            raise AlreadyStaffError(present)
        staff = Staff(
            id=uuid7(),
            account_id=account_id,
            first_name=first_name,
            last_name=last_name,
            role=role,
            **dict.fromkeys(add_ons, True),
        )
        self._db.add(staff)
        self._db.flush()
        for program_id, is_manager in (programs or {}).items():
            self._db.add(
                ProgramMembership(staff_id=staff.id, program_id=program_id, is_manager=is_manager)
            )
        self._db.flush()
        self.mail_invitation(staff)
        return staff

    def account_for(self, email: str, locale: str = DEFAULT_LOCALE) -> uuid.UUID:
        """Return the account of an e-mail, made if there is none, with this agency among its own.

        An e-mail is one account over the whole host, however its capitals are written.
        """
        email, agency_id = checked_email(email), agency_of(self._db)
        self._db.execute(
            insert(Account)
            .values(id=uuid7(), email=email, locale=locale, agency_ids=[agency_id])
            .on_conflict_do_nothing()
        )
        account_id: uuid.UUID = self._db.scalars(
            select(Account.id).where(func.lower(Account.email) == email.lower())
        ).one()
        self._db.execute(
            update(Account)
            .where(Account.id == account_id, ~Account.agency_ids.contains([agency_id]))
            .values(agency_ids=func.array_append(Account.agency_ids, agency_id))
            .execution_options(synchronize_session=False)
        )
        return account_id

    def mail_invitation(self, staff: Staff) -> None:
        """Have the invitation mailed, also again when the first link has expired."""
        enqueue(self._db, "mail.invitation", account_id=staff.account_id)

    def mail_reset(self, staff: Staff) -> None:
        """Have the link to a new password mailed: an admin starts it and never sets a password."""
        enqueue(self._db, "mail.reset", account_id=staff.account_id)

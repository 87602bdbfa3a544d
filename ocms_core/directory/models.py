"""People and organisations that help clients and are none: employers, mentors, tutors, volunteers.

The directory is the whole agency's. Who was matched with whom is not: a match belongs to the
service form that made it, and is hidden with it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.clients.matching import fold
from ocms_core.db.base import AgencyScoped, Base, Timestamped, reference, tenant_relationship
from ocms_core.directory.lookups import (
    AVAILABILITY,
    EMPLOYER_SIZE,
    NAICS_SECTOR,
    SCHOOL_GRADE,
    SUPPORTER_ROLE,
    SUPPORTER_STATUS,
    TUTOR,
    TUTOR_SUBJECT,
)
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE, NOC_2021_BROAD, PROVINCE


class EmployerContact(AgencyScoped, Base):
    """Somebody to talk to at an employer."""

    __tablename__ = "employer_contact"

    employer_id: Mapped[uuid.UUID] = reference("employer", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str | None] = ask.text(_("Name"), required=True, max_length=120)
    job_title: Mapped[str | None] = ask.text(_("Job title"), max_length=80)
    phone: Mapped[str | None] = ask.text(_("Telephone"), input_type="tel", max_length=40)
    email: Mapped[str | None] = ask.text(_("E-mail"), input_type="email")

    __table_args__ = (Index("ix_employer_contact_employer", "agency_id", "employer_id"),)


class EmployerPosition(AgencyScoped, Base):
    """A kind of work that an employer offers."""

    __tablename__ = "employer_position"

    employer_id: Mapped[uuid.UUID] = reference("employer", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str | None] = ask.text(_("Position"), required=True, max_length=120)
    occupation_category: Mapped[str | None] = ask.choice(NOC_2021_BROAD, _("Occupational category"))
    occupation_code: Mapped[str | None] = ask.text(
        _("NOC 2021 code"), input_type="noc", max_length=12
    )
    openings: Mapped[int | None] = ask.number(_("Openings"), minimum=0, maximum=999)

    __table_args__ = (Index("ix_employer_position_employer", "agency_id", "employer_id"),)


class Employer(AgencyScoped, Timestamped, Base):
    """Who hires clients, or takes them on placements."""

    __tablename__ = "employer"
    __form__: ClassVar[FormSpec] = FormSpec(key="employer", title=_("Employer"))

    revision: Mapped[int] = mapped_column(Integer, default=1)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    # Folded name, sector, city and positions: what the search of the directory compares.
    search_text: Mapped[str] = mapped_column(Text, default="")

    with ask.section(_("Employer"), order=1):
        name: Mapped[str] = ask.text(_("Name of the employer"), required=True, max_length=160)
        sector: Mapped[str | None] = ask.choice(NAICS_SECTOR, _("Industry (NAICS)"))
        size: Mapped[str | None] = ask.choice(EMPLOYER_SIZE, _("Size of the employer"))
        accepts_placements: Mapped[bool | None] = ask.yes_no(
            _("Takes people on placements?"),
            hint=_("Co-op placements, work trials and volunteer work."),
        )
        languages: Mapped[list[str]] = ask.many(LANGUAGE, _("Languages spoken at work"))
        positions: Mapped[list[EmployerPosition]] = ask.rows(
            "EmployerPosition", _("Positions offered"), column="employer_id", maximum=30
        )
    with ask.section(_("Contact"), order=2):
        phone: Mapped[str | None] = ask.text(_("Telephone"), input_type="tel", max_length=40)
        email: Mapped[str | None] = ask.text(_("E-mail"), input_type="email")
        website: Mapped[str | None] = ask.text(_("Website"), max_length=200)
        contacts: Mapped[list[EmployerContact]] = ask.rows(
            "EmployerContact", _("Contact persons"), column="employer_id", maximum=20
        )
    with ask.section(_("Address"), order=3):
        address: Mapped[str | None] = ask.text(_("Street and number"), max_length=160)
        city: Mapped[str | None] = ask.text(_("City"), max_length=80)
        province: Mapped[str | None] = ask.choice(PROVINCE, _("Province"))
        postal_code: Mapped[str | None] = ask.text(
            _("Postal code"), input_type="postal_code", max_length=10
        )
    with ask.section(_("Notes"), order=4):
        notes: Mapped[str | None] = ask.long_text(
            _("Notes"), hint=_("All staff of the agency read them: write nothing about clients.")
        )

    __table_args__ = (
        Index("ix_employer_name", "agency_id", "name"),
        CheckConstraint("length(btrim(name)) > 0", name="name"),
    )


def _expires_after_check(answers: Any) -> bool:
    done, ends = answers.get("police_check_date"), answers.get("police_check_expiry")
    return not done or not ends or ends >= done


class Supporter(AgencyScoped, Timestamped, Base):
    """A mentor, tutor or volunteer; one person may be all three."""

    __tablename__ = "supporter"
    __form__: ClassVar[FormSpec] = FormSpec(
        key="supporter",
        title=_("Mentor, tutor or volunteer"),
        rules=(
            Rule(
                at="police_check_expiry",
                message=_("The check ends before it was done: correct one of the two dates."),
                test=_expires_after_check,
            ),
        ),
    )

    revision: Mapped[int] = mapped_column(Integer, default=1)
    search_text: Mapped[str] = mapped_column(Text, default="")

    with ask.section(_("Person"), order=1):
        first_name: Mapped[str] = ask.text(_("First name"), required=True, max_length=80)
        last_name: Mapped[str] = ask.text(_("Last name"), required=True, max_length=80)
        roles: Mapped[list[str]] = ask.many(SUPPORTER_ROLE, _("Helps as"), required=True)
        status: Mapped[str] = ask.choice(
            SUPPORTER_STATUS,
            _("Status"),
            default="applied",
            always=True,
            hint=_("Only active people are offered for new matches."),
        )
        phone: Mapped[str | None] = ask.text(_("Telephone"), input_type="tel", max_length=40)
        email: Mapped[str | None] = ask.text(_("E-mail"), input_type="email")
        city: Mapped[str | None] = ask.text(_("City"), max_length=80)
        postal_code: Mapped[str | None] = ask.text(
            _("Postal code"), input_type="postal_code", max_length=10
        )
        languages: Mapped[list[str]] = ask.many(LANGUAGE, _("Languages spoken"))
    with ask.section(_("Work"), order=2):
        employer_id: Mapped[uuid.UUID | None] = ask.pick("employer", _("Employer"))
        occupation: Mapped[str | None] = ask.text(_("Occupation"), max_length=120)
        occupation_category: Mapped[str | None] = ask.choice(
            NOC_2021_BROAD, _("Occupational category")
        )
        occupation_code: Mapped[str | None] = ask.text(
            _("NOC 2021 code"), input_type="noc", max_length=12, hint=_("Five digits, if known.")
        )
        years_of_experience: Mapped[int | None] = ask.number(
            _("Years of experience"), minimum=0, maximum=80
        )
    with ask.section(_("Tutoring"), order=3):
        subjects: Mapped[list[str]] = ask.many(
            TUTOR_SUBJECT, _("Subjects"), shown_if=roles.contains([TUTOR])
        )
        grades: Mapped[list[str]] = ask.many(
            SCHOOL_GRADE, _("Grades"), shown_if=roles.contains([TUTOR])
        )
    with ask.section(_("Availability"), order=4):
        capacity: Mapped[int] = ask.number(
            _("How many clients at once?"),
            minimum=0,
            maximum=50,
            default=1,
            always=True,
            hint=_("New matches beyond this number are refused."),
        )
        availability: Mapped[list[str]] = ask.many(AVAILABILITY, _("When?"))
        meets_online: Mapped[bool | None] = ask.yes_no(_("Can meet online?"))
    with ask.section(_("Checks"), order=5):
        police_check_date: Mapped[dt.date | None] = ask.date(
            _("Police check done on"), maximum="today"
        )
        police_check_expiry: Mapped[dt.date | None] = ask.date(
            _("Police check valid until"),
            hint=_("After this day the person is not offered for new matches."),
        )
        orientation_date: Mapped[dt.date | None] = ask.date(_("Orientation on"), maximum="today")
    with ask.section(_("Notes"), order=6):
        notes: Mapped[str | None] = ask.long_text(
            _("Notes"), hint=_("All staff of the agency read them: write nothing about clients.")
        )

    employer: Mapped[Employer | None] = tenant_relationship("Employer", "employer_id")

    __table_args__ = (
        Index("ix_supporter_name", "agency_id", "last_name", "first_name"),
        Index("ix_supporter_employer", "agency_id", "employer_id"),
        Index("ix_supporter_police_check", "agency_id", "police_check_expiry"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("status in ('applied', 'active', 'paused', 'left')", name="status"),
    )

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class SupporterMatch(FormPart, AgencyScoped, Base):
    """That a supporter helps the client of a service form: one row a form, hidden with it."""

    __tablename__ = "supporter_match"
    form_key = "form_id"

    form_id: Mapped[uuid.UUID] = reference("service_form", ondelete="cascade")
    supporter_id: Mapped[uuid.UUID] = reference("supporter")
    role: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    since: Mapped[dt.date | None] = mapped_column(Date)
    until: Mapped[dt.date | None] = mapped_column(Date)

    supporter: Mapped[Supporter] = tenant_relationship("Supporter", "supporter_id")

    __table_args__ = (
        UniqueConstraint("agency_id", "form_id"),
        Index("ix_supporter_match_supporter", "agency_id", "supporter_id", "status"),
        CheckConstraint("role in ('mentor', 'tutor')", name="role"),
        CheckConstraint(
            "status in ('proposed', 'accepted', 'active', 'completed', 'ended_early', 'declined')",
            name="status",
        ),
    )


@event.listens_for(Employer, "before_insert")
@event.listens_for(Employer, "before_update")
def _fold_employer(_mapper: Any, _connection: Any, employer: Employer) -> None:
    titles = [row.title for row in employer.positions]
    parts = [employer.name, employer.city, *titles]
    employer.search_text = fold(" ".join(part for part in parts if part))


@event.listens_for(Supporter, "before_insert")
@event.listens_for(Supporter, "before_update")
def _fold_supporter(_mapper: Any, _connection: Any, supporter: Supporter) -> None:
    parts = [supporter.first_name, supporter.last_name, supporter.occupation, supporter.city]
    supporter.search_text = fold(" ".join(part for part in parts if part))

"""Tables of an agency's set-up. The agency itself stands outside the wall; the rest inside."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import (
    AgencyScoped,
    Base,
    Timestamped,
    reference,
    tenant_children,
    tenant_relationship,
)
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE, PROVINCE, STREET_DIRECTION, STREET_TYPE
from ocms_core.security.roles import Role


class Agency(Base):
    """A tenant of the installation."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_fr: Mapped[str | None]
    time_zone: Mapped[str] = mapped_column(Text, default="America/Toronto")
    locale: Mapped[str] = mapped_column(Text, default="en")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (
        CheckConstraint("code ~ '^[a-z][a-z0-9-]{1,30}$'", name="code"),
        CheckConstraint("locale in ('en', 'fr')", name="locale"),
    )

    def title(self, locale: str) -> str:
        """Return the agency's name in a language."""
        return self.name_fr or self.name if locale == "fr" else self.name


class AgencyPlugin(AgencyScoped, Base):
    """A plugin that an agency has switched on; the row goes when it is switched off."""

    __tablename__ = "agency_plugin"

    plugin: Mapped[str]
    enabled_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (UniqueConstraint("agency_id", "plugin"),)


class AgencyCounter(AgencyScoped, Base):
    """The next free human number of a kind, taken in blocks (decisions B5)."""

    __tablename__ = "agency_counter"

    kind: Mapped[str]
    next_value: Mapped[int] = mapped_column(BigInteger, default=1)

    __table_args__ = (UniqueConstraint("agency_id", "kind"),)


class Site(AgencyScoped, Timestamped, Base):
    """A place where the agency serves clients; its postal code goes into funders' files."""

    __tablename__ = "site"
    __form__ = FormSpec(key="site", title=_("Site"))

    name: Mapped[str] = ask.text(_("Name of the site"), required=True, max_length=120)
    name_fr: Mapped[str | None] = ask.text(
        _("Name in French"), hint=_("Shown to people who work in French."), max_length=120
    )
    with ask.section(_("Address")):
        street_number: Mapped[str | None] = ask.text(_("Street number"), max_length=20)
        street_name: Mapped[str | None] = ask.text(_("Street name"), max_length=120)
        street_type: Mapped[str | None] = ask.choice(STREET_TYPE, _("Street type"))
        street_direction: Mapped[str | None] = ask.choice(STREET_DIRECTION, _("Direction"))
        unit: Mapped[str | None] = ask.text(_("Unit"), max_length=20)
        city: Mapped[str | None] = ask.text(_("City"), max_length=80)
        province: Mapped[str | None] = ask.choice(PROVINCE, _("Province"))
        postal_code: Mapped[str | None] = ask.text(
            _("Postal code"),
            required=True,
            hint=_("Written into funders’ files as the place of service, for example M5V 2T6."),
            input_type="postal_code",
            max_length=10,
        )
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (UniqueConstraint("agency_id", "name"),)


class Funder(AgencyScoped, Timestamped, Base):
    """Who pays for services, under one agreement."""

    __tablename__ = "funder"
    __form__ = FormSpec(key="funder", title=_("Funder"))

    name: Mapped[str] = ask.text(_("Name of the funder"), required=True, max_length=120)
    name_fr: Mapped[str | None] = ask.text(_("Name in French"), max_length=120)
    agreement_number: Mapped[str | None] = ask.text(_("Agreement number"), max_length=60)
    reports_to_icare: Mapped[bool | None] = ask.yes_no(
        _("Reports to iCARE"),
        required=True,
        hint=_("Yes: services paid by this funder go into the monthly iCARE files."),
    )
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (UniqueConstraint("agency_id", "name"),)


class Program(AgencyScoped, Timestamped, Base):
    """A team of staff and its services: also the wall inside the agency (processes.md 9)."""

    __tablename__ = "program"
    __form__ = FormSpec(key="program", title=_("Program"))

    name: Mapped[str] = ask.text(_("Name of the program"), required=True, max_length=120)
    name_fr: Mapped[str | None] = ask.text(_("Name in French"), max_length=120)
    default_funder_id: Mapped[uuid.UUID | None] = ask.pick(
        "funder", _("Usual funder"), hint=_("Filled in on new forms of this program.")
    )
    first_form: Mapped[str | None] = mapped_column(Text)
    forms: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    def offers(self, kind: str) -> bool:
        """Whether new sessions of the program offer a kind of form: all, if none is chosen."""
        return not self.forms or kind in self.forms


class Staff(AgencyScoped, Timestamped, Base):
    """A person who works for the agency: one account may be staff of several agencies."""

    __tablename__ = "staff"
    __form__ = FormSpec(key="staff", title=_("Member of staff"))

    account_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("account.id", ondelete="RESTRICT")
    )
    role: Mapped[Role] = mapped_column(Text, default=Role.WORKER)
    is_interface_operator: Mapped[bool] = mapped_column(Boolean, default=False)
    sees_all_sessions: Mapped[bool] = mapped_column(Boolean, default=False)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    deactivated_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    with ask.section(_("About you")):
        first_name: Mapped[str] = ask.text(_("First name"), required=True, max_length=80)
        last_name: Mapped[str] = ask.text(_("Last name"), required=True, max_length=80)
        job_title: Mapped[str | None] = ask.text(_("Job title"), max_length=80)
        phone: Mapped[str | None] = ask.text(
            _("Telephone"),
            hint=_("Printed on settlement plans given to clients."),
            input_type="tel",
            max_length=40,
        )
        client_safe_email: Mapped[str | None] = ask.text(
            _("E-mail shown to clients"), input_type="email"
        )
        languages: Mapped[list[str]] = ask.many(
            LANGUAGE, _("Languages spoken"), hint=_("Colleagues find you by them in the directory.")
        )
    with ask.section(_("Filled in for you on new records")):
        default_site_id: Mapped[uuid.UUID | None] = ask.pick("site", _("Usual site"))
        default_program_id: Mapped[uuid.UUID | None] = ask.pick("program", _("Usual program"))
        default_funder_id: Mapped[uuid.UUID | None] = ask.pick("funder", _("Usual funder"))

    memberships: Mapped[list[ProgramMembership]] = tenant_children("ProgramMembership", "staff_id")

    __table_args__ = (
        UniqueConstraint("agency_id", "account_id"),
        CheckConstraint("role in ('worker', 'manager', 'admin')", name="role"),
    )

    @property
    def name(self) -> str:
        """First and last name, as colleagues read it."""
        return f"{self.first_name} {self.last_name}".strip()


class ProgramMembership(AgencyScoped, Base):
    """That a member of staff belongs to a program, and whether they manage it."""

    __tablename__ = "program_membership"

    staff_id: Mapped[uuid.UUID] = reference("staff", ondelete="cascade")
    program_id: Mapped[uuid.UUID] = reference("program", ondelete="cascade")
    is_manager: Mapped[bool] = mapped_column(Boolean, default=False)

    program: Mapped[Program] = tenant_relationship("Program", "program_id")

    __table_args__ = (UniqueConstraint("agency_id", "staff_id", "program_id"),)


class PrivacyStatement(AgencyScoped, Base):
    """A version of the agency's own privacy statement; versions are added, never changed."""

    __tablename__ = "privacy_statement"
    __form__ = FormSpec(key="privacy_statement", title=_("Privacy statement"))

    version: Mapped[int] = mapped_column(Integer)
    text_en: Mapped[str] = ask.long_text(_("Statement in English"), required=True)
    text_fr: Mapped[str] = ask.long_text(_("Statement in French"), required=True)
    published_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    published_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)

    __table_args__ = (UniqueConstraint("agency_id", "version"),)

    def text(self, locale: str) -> str:
        """Return the statement in a language."""
        return self.text_fr if locale == "fr" else self.text_en


class AgencyUsage(AgencyScoped, Base):
    """What the host charges by, a row a month: counts, never a client (decisions B7)."""

    __tablename__ = "agency_usage"

    month: Mapped[dt.date]
    active_staff: Mapped[int] = mapped_column(Integer, default=0)
    clients: Mapped[int] = mapped_column(Integer, default=0)
    service_forms: Mapped[int] = mapped_column(Integer, default=0)
    counted_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (UniqueConstraint("agency_id", "month"),)


Index(
    "ix_program_membership_program",
    ProgramMembership.agency_id,
    ProgramMembership.program_id,
)

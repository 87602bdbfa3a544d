"""The client, and every question of the profile.

A named client fills the profile over months; an anonymous one has no identifying column at all
(processes.md 2). What a client has several of stands in ``rows.py``.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    event,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from ocms_core.agencies.models import Site
from ocms_core.clients.keys import is_renamed, refresh
from ocms_core.clients.rows import (
    AT_MERGE,
    STAYS,
    ClientAddress,
    ClientAlias,
    ClientIdentifier,
    ClientName,
    ClientPhone,
    EmergencyContact,
    Family,
    LanguageLevel,
    PastAnswer,
)
from ocms_core.db.base import AgencyScoped, Base, Timestamped, reference, tenant_relationship
from ocms_core.db.scope import DbSession, agency_of
from ocms_core.forms import ask
from ocms_core.forms.partial_dates import earliest
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.i18n import _
from ocms_core.lookups import (
    CLIENT_STATUS,
    CONTACT_WAY,
    COUNTRY,
    CREDENTIAL_ASSESSOR,
    CREDENTIAL_STATUS,
    EDUCATION_LEVEL,
    EMPLOYMENT_STATUS,
    GENDER,
    HIGH_NEED,
    HOUSING,
    IMMIGRATION_CLASS,
    IMMIGRATION_STATUS,
    INCOME_SOURCE,
    LANGUAGE,
    MARITAL_STATUS,
    NOC_2021_BROAD,
    OFFICIAL_LANGUAGE_PREFERENCE,
    REFERRED_BY,
)

__all__ = [
    "ANONYMOUS",
    "ANONYMOUS_QUESTIONS",
    "AT_MERGE",
    "COMPLETE",
    "INCOMPLETE",
    "NAMED",
    "NAMED_WITHOUT",
    "STAYS",
    "Client",
    "ClientAddress",
    "ClientAlias",
    "ClientIdentifier",
    "ClientName",
    "ClientPhone",
    "EmergencyContact",
    "Family",
    "LanguageLevel",
    "PastAnswer",
]

NAMED, ANONYMOUS = "named", "anonymous"
INCOMPLETE, COMPLETE = "incomplete", "complete"
_NOT_ACTIVE = [item.code for item in CLIENT_STATUS if item.code != "active"]

# A partial date as a day for sorting and ages: the middle of what is not known.
BORN_ON = """
case when birth_date is null then null
     else make_date(
        substring(birth_date from 1 for 4)::int,
        case when birth_date ~ '^[0-9]{4}-[0-9]{2}' then substring(birth_date from 6 for 2)::int
             else 7 end,
        case when birth_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
                  then substring(birth_date from 9 for 2)::int
             when birth_date ~ '^[0-9]{4}-[0-9]{2}$' then 15
             else 1 end)
end
"""


def _has_one_name(answers: Any) -> bool:
    return bool(answers.get("has_one_name"))


def _arrived_after_birth(answers: Any) -> bool:
    arrived, born = answers.get("arrival_date"), answers.get("birth_date")
    return not arrived or not born or arrived >= earliest(born)


class Client(AgencyScoped, Timestamped, Base):
    """A person the agency serves: one row a person and agency."""

    __tablename__ = "client"
    # What the database fills in is read when somebody asks for it: asking at once makes one
    # statement as long as all rows of an import together.
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012  SQLAlchemy reads it
    __form__: ClassVar[FormSpec] = FormSpec(
        key="client",
        title=_("Client profile"),
        excused={"first_name": _has_one_name, "last_name": _has_one_name},
        rules=(
            Rule(
                at="arrival_date",
                also=("birth_date",),
                message=_("The arrival is before the birth: correct one of the two dates."),
                test=_arrived_after_birth,
            ),
            Rule(
                at="first_name",
                message=_("Type at least one name."),
                test=lambda answers: (
                    "first_name" not in answers
                    or bool(answers.get("first_name") or answers.get("last_name"))
                ),
            ),
            Rule(
                at="has_one_name",
                message=_("There are two names: answer No, or clear one of them."),
                test=lambda answers: (
                    not answers.get("has_one_name")
                    or not (answers.get("first_name") and answers.get("last_name"))
                ),
            ),
        ),
    )

    number: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text, default=NAMED)
    state: Mapped[str] = mapped_column(Text, default=INCOMPLETE)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    family_id: Mapped[uuid.UUID | None] = reference("family", nullable=True)
    family_role: Mapped[str | None]
    registered_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    privacy_statement_id: Mapped[uuid.UUID | None] = reference("privacy_statement", nullable=True)
    privacy_locale: Mapped[str | None]
    privacy_answered_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    imported_as: Mapped[str | None]
    # Why this is somebody new although a client much alike was there: the worker's word.
    new_because: Mapped[str | None]
    # Purposes to which the client said no; the database keeps it in step with the consents.
    withheld: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    # The record of the same person that took this one up: no list shows this row any more.
    merged_into_id: Mapped[uuid.UUID | None] = reference(
        "client", nullable=True, info={AT_MERGE: STAYS}
    )
    # Answers to the agency's own questions, by their keys.
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    # Folded names, "last first preferred": what lists sort by.
    name_key: Mapped[str] = mapped_column(Text, default="")
    # What search compares (clients/keys.py): every name, and keys that likely people share.
    search_names: Mapped[str] = mapped_column(Text, default="", server_default="")
    search_keys: Mapped[list[int]] = mapped_column(
        ARRAY(Integer()), default=list, server_default="{}"
    )
    born_on: Mapped[dt.date | None] = mapped_column(Date, Computed(BORN_ON, persisted=True))

    with ask.section(_("Name and birth"), key="name", order=1):
        first_name: Mapped[str | None] = ask.text(
            _("First name"), green=True, max_length=80, autocomplete="off"
        )
        last_name: Mapped[str | None] = ask.text(
            _("Last name"), green=True, max_length=80, autocomplete="off"
        )
        has_one_name: Mapped[bool | None] = ask.yes_no(
            _("Has one name only"),
            hint=_("Type the one name as last name and answer Yes: then none is missing."),
        )
        preferred_name: Mapped[str | None] = ask.text(
            _("Preferred name"), max_length=80, autocomplete="off"
        )
        other_names: Mapped[list[ClientName]] = ask.rows(
            "ClientName",
            _("Other names"),
            column="client_id",
            maximum=10,
            hint=_(
                "Earlier names, the name in another script: the client is found by each of them. "
                "A name that you change above is kept here."
            ),
        )
        gender: Mapped[str | None] = ask.choice(GENDER, _("Gender"), green=True)
        birth_date: Mapped[str | None] = ask.partial_date(
            _("Date of birth"), green=True, maximum="today", reckoned_from="registration_date"
        )
        country_of_birth: Mapped[str | None] = ask.choice(COUNTRY, _("Country of birth"))
        marital_status: Mapped[str | None] = ask.choice(MARITAL_STATUS, _("Marital status"))
    with ask.section(_("Arrival and status"), key="arrival", order=2):
        arrival_year: Mapped[str | None] = ask.text(
            _("Year of arrival"),
            green=True,
            max_length=7,
            input_type="year",
            hint=_("Four digits, or “unknown”."),
        )
        arrival_date: Mapped[dt.date | None] = ask.date(
            _("Arrival date"), green=True, maximum="today"
        )
        landing_date: Mapped[dt.date | None] = ask.date(_("Landing date"), maximum="today")
        reentry_date: Mapped[dt.date | None] = ask.date(_("Re-entry date"), maximum="today")
        immigration_status: Mapped[str | None] = ask.choice(
            IMMIGRATION_STATUS, _("Immigration status"), green=True
        )
        immigration_status_since: Mapped[dt.date | None] = ask.date(
            _("Immigration status since"),
            maximum="today",
            hint=_("When the status changes, the earlier one is kept in the history."),
        )
        immigration_class: Mapped[str | None] = ask.choice(
            IMMIGRATION_CLASS, _("Immigration class")
        )
        country_of_origin: Mapped[str | None] = ask.choice(COUNTRY, _("Country of origin"))
        country_of_last_residence: Mapped[str | None] = ask.choice(
            COUNTRY, _("Country of last residence")
        )
        citizenships: Mapped[list[str]] = ask.many(COUNTRY, _("Citizenship"))
        identifiers: Mapped[list[ClientIdentifier]] = ask.rows(
            "ClientIdentifier",
            _("Immigration identifiers"),
            column="client_id",
            maximum=6,
            hint=_("iCARE finds the client by one of these and the date of birth."),
        )
    with ask.section(_("Contact"), key="contact", order=3):
        phones: Mapped[list[ClientPhone]] = ask.rows(
            "ClientPhone",
            _("Telephone numbers"),
            column="client_id",
            only_where="until.is_(None)",
            green=True,
            at_least=1,
            maximum=10,
            hint=_(
                "The first is the preferred one. A number that you change or remove is kept in "
                "the history."
            ),
        )
        has_email: Mapped[bool | None] = ask.yes_no(_("Does the client have an e-mail address?"))
        email: Mapped[str | None] = ask.text(
            _("E-mail"),
            input_type="email",
            autocomplete="off",
            shown_if=has_email == True,  # noqa: E712
        )
        may_email: Mapped[bool | None] = ask.yes_no(
            _("May we send e-mail?"),
            shown_if=has_email == True,  # noqa: E712
        )
        addresses: Mapped[list[ClientAddress]] = ask.rows(
            "ClientAddress",
            _("Addresses"),
            column="client_id",
            only_where="until.is_(None)",
            maximum=10,
            hint=_(
                "The first is the present address. When the client moves, type the new address "
                "over it: the earlier one is kept in the history with its last day."
            ),
        )
        postal_code: Mapped[str | None] = ask.text(_("Postal code"), green=True, max_length=20)
    with ask.section(
        _("Safe contact"),
        key="safety",
        order=4,
        hint=_("What stands here is shown on top of every page about the client."),
    ):
        preferred_contact: Mapped[str | None] = ask.choice(
            CONTACT_WAY, _("How does the client want to be reached?")
        )
        may_phone: Mapped[bool | None] = ask.yes_no(_("May we phone?"))
        may_text: Mapped[bool | None] = ask.yes_no(_("May we send text messages?"))
        may_post: Mapped[bool | None] = ask.yes_no(_("May we send letters?"))
        safe_hours: Mapped[str | None] = ask.text(
            _("Safe hours"), hint=_("For example weekdays from 9 to 3, never in the evening.")
        )
        contact_warning: Mapped[str | None] = ask.text(
            _("What must we take care of?"),
            hint=_("For example: say that you call from the dentist’s. Kept short, seen by all."),
        )
    with ask.section(_("Language"), key="language", order=5):
        official_language: Mapped[str | None] = ask.choice(
            OFFICIAL_LANGUAGE_PREFERENCE, _("Preferred official language")
        )
        mother_tongue: Mapped[str | None] = ask.choice(LANGUAGE, _("Mother tongue"))
        languages_spoken: Mapped[list[str]] = ask.many(LANGUAGE, _("Languages spoken"))
        needs_interpreter: Mapped[bool | None] = ask.yes_no(_("Needs an interpreter"))
        interpreter_language: Mapped[str | None] = ask.choice(
            LANGUAGE,
            _("Language of the interpreter"),
            shown_if=needs_interpreter == True,  # noqa: E712
        )
        language_levels: Mapped[list[LanguageLevel]] = ask.rows(
            "LanguageLevel",
            _("Language assessments"),
            column="client_id",
            maximum=20,
            hint=_("Add a line for each new assessment: the earlier ones stay."),
        )
    with ask.section(_("Emergency contacts"), key="emergency", order=6):
        emergency_contacts: Mapped[list[EmergencyContact]] = ask.rows(
            "EmergencyContact", _("Whom to call in an emergency"), column="client_id", maximum=6
        )
    with ask.section(_("Housing and household"), key="household", order=7):
        housing: Mapped[str | None] = ask.choice(HOUSING, _("Housing"))
        household_size: Mapped[int | None] = ask.number(
            _("People in the household"), minimum=1, maximum=40, hint=_("With the client.")
        )
        children_ages: Mapped[str | None] = ask.text(
            _("Ages of the children"), max_length=80, hint=_("For example 3, 7 and 12.")
        )
    with ask.section(_("Education"), key="education", order=8):
        education_level: Mapped[str | None] = ask.choice(
            EDUCATION_LEVEL, _("Highest level of education")
        )
        education_field: Mapped[str | None] = ask.text(_("Field of study"))
        education_institution: Mapped[str | None] = ask.text(_("Institution"))
        education_country: Mapped[str | None] = ask.choice(COUNTRY, _("Country of the studies"))
        education_year: Mapped[int | None] = ask.number(
            _("Year of completion"), minimum=1930, maximum=2100
        )
        credential_status: Mapped[str | None] = ask.choice(
            CREDENTIAL_STATUS, _("Assessment of foreign credentials")
        )
        credential_assessor: Mapped[str | None] = ask.choice(
            CREDENTIAL_ASSESSOR,
            _("Assessed by"),
            shown_if=credential_status.in_(["in_progress", "assessed"]),
        )
    with ask.section(_("Work and income"), key="work", order=9):
        employment_status: Mapped[str | None] = ask.choice(
            EMPLOYMENT_STATUS, _("Employment status")
        )
        occupation: Mapped[str | None] = ask.text(_("Occupation"))
        occupation_category: Mapped[str | None] = ask.choice(
            NOC_2021_BROAD, _("Occupational category (NOC 2021)")
        )
        occupation_code: Mapped[str | None] = ask.text(
            _("NOC 2021 code"), input_type="noc", max_length=12, hint=_("Five digits, if known.")
        )
        years_of_experience: Mapped[int | None] = ask.number(
            _("Years of experience"), minimum=0, maximum=80
        )
        intended_occupation: Mapped[str | None] = ask.text(_("Occupation wanted in Canada"))
        income_sources: Mapped[list[str]] = ask.many(INCOME_SOURCE, _("Sources of income"))
    with ask.section(_("High needs"), key="needs", order=10):
        high_needs: Mapped[list[str]] = ask.many(HIGH_NEED, _("High needs"))
        needs_remarks: Mapped[str | None] = ask.long_text(_("Remarks on the needs"))
    with ask.section(_("Research"), key="research", order=11):
        research_consent: Mapped[bool | None] = ask.yes_no(
            _("Consent for future research or consultation")
        )
        research_contact: Mapped[list[str]] = ask.many(
            CONTACT_WAY,
            _("How may researchers reach the client?"),
            shown_if=research_consent == True,  # noqa: E712
        )
        research_refusal: Mapped[str | None] = ask.text(
            _("Reason for the refusal, if the client gives one"),
            shown_if=research_consent == False,  # noqa: E712
        )
        research_answered_on: Mapped[dt.date | None] = ask.date(
            _("Day of this answer"),
            maximum="today",
            shown_if=research_consent.in_([True, False]),
        )
    with ask.section(_("Registration"), key="registration", order=12):
        referred_by: Mapped[str | None] = ask.choice(
            REFERRED_BY, _("How did the client hear of us?")
        )
        registration_date: Mapped[dt.date | None] = ask.date(
            _("Registration date"), green=True, maximum="today"
        )
        registration_site_id: Mapped[uuid.UUID | None] = ask.pick(
            "site", _("Registration site"), green=True
        )
        status: Mapped[str] = ask.choice(
            CLIENT_STATUS, _("Client status"), default="active", always=True
        )
        status_since: Mapped[dt.date | None] = ask.date(
            _("Status since"), maximum="today", shown_if=status.in_(_NOT_ACTIVE)
        )
        moved_to: Mapped[str | None] = ask.text(
            _("Where to?"), max_length=80, shown_if=status == "moved"
        )
        comments: Mapped[str | None] = ask.long_text(_("Comments"))

    family: Mapped[Family | None] = tenant_relationship("Family", "family_id")
    registration_site: Mapped[Site | None] = tenant_relationship("Site", "registration_site_id")

    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        CheckConstraint("kind in ('named', 'anonymous')", name="kind"),
        CheckConstraint("state in ('incomplete', 'complete')", name="state"),
        CheckConstraint(r"birth_date ~ '^[0-9]{4}(~|-[0-9]{2}(-[0-9]{2})?)?$'", name="birth_date"),
        CheckConstraint(
            "kind = 'named' or (first_name is null and last_name is null and "
            "preferred_name is null and birth_date is null and email is null)",
            name="anonymous",
        ),
        Index("ix_client_name", "agency_id", "name_key", "id"),
        # The space before it lets one scan find the beginnings of words, the first word's too.
        Index(
            "ix_client_search",
            "agency_id",
            literal_column("(' '::text || search_names)").label("words"),
            "search_keys",
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        ),
        Index(
            "ix_client_profile",
            "agency_id",
            "id",
            postgresql_include=["gender", "born_on", "immigration_status", "country_of_origin"],
        ),
        Index("ix_client_family", "agency_id", "family_id"),
        Index(
            "ix_client_merged_into",
            "agency_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id is not null"),
        ),
        Index("ix_client_born_on", "agency_id", "born_on"),
        Index("ix_client_email", "agency_id", text("lower(email)")),
    )

    @property
    def name(self) -> str:
        """First and last name in the order they are spoken, or one name; empty for anonymous."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    @property
    def is_named(self) -> bool:
        """Whether this is a named client."""
        return self.kind == NAMED


@event.listens_for(DbSession, "before_flush")
def _keep_search_in_step(session: Session, _context: Any, _instances: Any) -> None:
    """Make anew what search compares of whoever got another name or date of birth."""
    rows = [*session.new, *session.dirty, *session.deleted]
    clients: dict[Client, list[ClientName]] = {
        row: [] for row in rows if isinstance(row, Client) and is_renamed(row)
    }
    for row in rows:
        if isinstance(row, ClientName) and row.client_id is not None:
            client = session.get(Client, (row.agency_id or agency_of(session), row.client_id))
            if client is not None:
                clients.setdefault(client, []).append(row)
    for client, loose in clients.items():
        if client not in session.deleted:
            named = dict.fromkeys([*client.other_names, *loose])
            refresh(client, [row.name for row in named if row not in session.deleted])


ANONYMOUS_QUESTIONS = frozenset(
    {
        "gender",
        "arrival_year",
        "immigration_status",
        "postal_code",
        "registration_date",
        "registration_site_id",
        "comments",
    }
)
NAMED_WITHOUT = frozenset({"arrival_year", "postal_code"})

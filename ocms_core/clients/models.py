"""The client, and what a client has several of: phones, addresses, identifiers.

A named client fills the profile over months; an anonymous one has no identifying column at all
(processes.md 2).
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
    LargeBinary,
    Text,
    UniqueConstraint,
    event,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, object_session

from ocms_core.agencies.models import Site
from ocms_core.clients.matching import name_key
from ocms_core.db.base import AgencyScoped, Base, Timestamped, reference, tenant_relationship
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.i18n import _
from ocms_core.lookups import (
    CLIENT_IDENTIFIER_TYPE,
    COUNTRY,
    GENDER,
    IMMIGRATION_CLASS,
    IMMIGRATION_STATUS,
    LANGUAGE,
    MARITAL_STATUS,
    OFFICIAL_LANGUAGE_PREFERENCE,
    PHONE_KIND,
    PROVINCE,
    REFERRED_BY,
    STREET_DIRECTION,
    STREET_TYPE,
)

NAMED, ANONYMOUS = "named", "anonymous"
# A column that refers to a client says AT_MERGE: STAYS in its info when its rows are not to move
# to the other record of the same person (ocms_core/duplicates/moving.py).
AT_MERGE, STAYS = "at_merge", "stays"
INCOMPLETE, COMPLETE = "incomplete", "complete"

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


class Family(AgencyScoped, Base):
    """People who live as one household, under one code."""

    __tablename__ = "family"

    code: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "code"),)


class ClientPhone(AgencyScoped, Base):
    """One telephone number; `digits` is what search compares."""

    __tablename__ = "client_phone"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    number: Mapped[str] = ask.text(
        _("Telephone number"), input_type="tel", autocomplete="off", max_length=40, required=True
    )
    kind: Mapped[str | None] = ask.choice(PHONE_KIND, _("Kind"))
    may_leave_message: Mapped[bool | None] = ask.yes_no(_("May we leave a message?"))
    digits: Mapped[str] = mapped_column(
        Text, Computed("regexp_replace(number, '[^0-9]', '', 'g')", persisted=True)
    )

    __table_args__ = (
        Index("ix_client_phone_client", "agency_id", "client_id"),
        Index("ix_client_phone_digits", "agency_id", text("right(digits, 7)")),
        Index("ix_client_phone_begins", "agency_id", "digits"),
    )


class ClientAddress(AgencyScoped, Base):
    """One address; the first is the present one."""

    __tablename__ = "client_address"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    street_number: Mapped[str | None] = ask.text(_("Street number"), max_length=20)
    street_name: Mapped[str | None] = ask.text(_("Street name"), max_length=120)
    street_type: Mapped[str | None] = ask.choice(STREET_TYPE, _("Street type"))
    street_direction: Mapped[str | None] = ask.choice(STREET_DIRECTION, _("Direction"))
    unit: Mapped[str | None] = ask.text(_("Unit"), max_length=20)
    city: Mapped[str | None] = ask.text(_("City"), max_length=80)
    province: Mapped[str | None] = ask.choice(PROVINCE, _("Province"))
    postal_code: Mapped[str | None] = ask.text(
        _("Postal code"), hint=_("For example M5V 2T6."), max_length=20
    )

    __table_args__ = (Index("ix_client_address_client", "agency_id", "client_id"),)


class ClientIdentifier(AgencyScoped, Base):
    """One immigration identifier: encrypted, and found again by a blind index (decisions D8)."""

    __tablename__ = "client_identifier"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    type: Mapped[str | None] = ask.choice(
        CLIENT_IDENTIFIER_TYPE, _("Type of identifier"), required=True
    )
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary,
        info={
            "question": ask.Question(
                kind="sealed",
                label=_("Identifier"),
                hint=_("A UCI has 8 or 10 digits; hyphens do not matter."),
                required=True,
                max_length=40,
                report=False,
            )
        },
    )
    blind_index: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_client_identifier_client", "agency_id", "client_id"),
        Index("ix_client_identifier_blind", "agency_id", "blind_index"),
    )

    @property
    def value(self) -> str | None:
        """The identifier in clear, for who may see the client."""
        if self.sealed is None:
            return None
        vault = object_session(self).info["vault"]  # type: ignore[union-attr]
        return str(vault.open(object_session(self), self.sealed, self._place()))

    @value.setter
    def value(self, clear: str) -> None:
        vault = object_session(self).info["vault"]  # type: ignore[union-attr]
        self.sealed = vault.seal(object_session(self), clear, self._place())
        self.blind_index = vault.blind(object_session(self), clear)

    def _place(self) -> str:
        # Bound to its row: a sealed value copied elsewhere does not open.
        return f"client_identifier|{self.id}|value"


class Client(AgencyScoped, Timestamped, Base):
    """A person the agency serves: one row a person and agency."""

    __tablename__ = "client"
    __form__: ClassVar[FormSpec] = FormSpec(
        key="client",
        title=_("Client profile"),
        rules=(
            Rule(
                at="arrival_date",
                message=_("The arrival is before the birth: correct one of the two dates."),
                test=lambda answers: (
                    not answers.get("arrival_date")
                    or not answers.get("birth_date")
                    or str(answers["arrival_date"]) >= str(answers["birth_date"]).rstrip("~")
                ),
            ),
            Rule(
                at="first_name",
                message=_("Type at least one name."),
                test=lambda answers: (
                    "first_name" not in answers
                    or bool(answers.get("first_name") or answers.get("last_name"))
                ),
            ),
        ),
    )

    number: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text, default=NAMED)
    state: Mapped[str] = mapped_column(Text, default=INCOMPLETE)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    status: Mapped[str] = mapped_column(Text, default="active")
    family_id: Mapped[uuid.UUID | None] = reference("family", nullable=True)
    registered_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    privacy_statement_id: Mapped[uuid.UUID | None] = reference("privacy_statement", nullable=True)
    privacy_locale: Mapped[str | None]
    privacy_answered_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    imported_as: Mapped[str | None]
    # Purposes to which the client said no; the database keeps it in step with the consents.
    withheld: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    # The record of the same person that took this one up: from then on no list shows this row,
    # which stays as it was so that the merge can be undone (security/visibility.py).
    merged_into_id: Mapped[uuid.UUID | None] = reference(
        "client", nullable=True, info={AT_MERGE: STAYS}
    )
    # Folded names, "last first preferred": what lists sort by and search compares.
    name_key: Mapped[str] = mapped_column(Text, default="")
    born_on: Mapped[dt.date | None] = mapped_column(Date, Computed(BORN_ON, persisted=True))

    with ask.section(_("Name and birth"), order=1):
        first_name: Mapped[str | None] = ask.text(
            _("First name"), green=True, max_length=80, autocomplete="off"
        )
        last_name: Mapped[str | None] = ask.text(
            _("Last name"), green=True, max_length=80, autocomplete="off"
        )
        preferred_name: Mapped[str | None] = ask.text(
            _("Preferred name"), max_length=80, autocomplete="off"
        )
        gender: Mapped[str | None] = ask.choice(GENDER, _("Gender"), green=True)
        birth_date: Mapped[str | None] = ask.partial_date(
            _("Date of birth"), green=True, maximum="today"
        )
        marital_status: Mapped[str | None] = ask.choice(MARITAL_STATUS, _("Marital status"))
    with ask.section(_("Arrival and status"), order=2):
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
        immigration_class: Mapped[str | None] = ask.choice(
            IMMIGRATION_CLASS, _("Immigration class")
        )
        country_of_origin: Mapped[str | None] = ask.choice(COUNTRY, _("Country of origin"))
        country_of_last_residence: Mapped[str | None] = ask.choice(
            COUNTRY, _("Country of last residence")
        )
        identifiers: Mapped[list[ClientIdentifier]] = ask.rows(
            "ClientIdentifier",
            _("Immigration identifiers"),
            column="client_id",
            maximum=6,
            hint=_("iCARE finds the client by one of these and the date of birth."),
        )
    with ask.section(_("Language"), order=3):
        official_language: Mapped[str | None] = ask.choice(
            OFFICIAL_LANGUAGE_PREFERENCE, _("Preferred official language")
        )
        mother_tongue: Mapped[str | None] = ask.choice(LANGUAGE, _("Mother tongue"))
        needs_interpreter: Mapped[bool | None] = ask.yes_no(_("Needs an interpreter"))
    with ask.section(_("Contact"), order=4):
        phones: Mapped[list[ClientPhone]] = ask.rows(
            "ClientPhone",
            _("Telephone numbers"),
            column="client_id",
            green=True,
            at_least=1,
            maximum=10,
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
            maximum=10,
            hint=_("The first is the present address."),
        )
        postal_code: Mapped[str | None] = ask.text(_("Postal code"), green=True, max_length=20)
    with ask.section(_("Consent and registration"), order=5):
        research_consent: Mapped[bool | None] = ask.yes_no(
            _("Consent for future research or consultation")
        )
        referred_by: Mapped[str | None] = ask.choice(
            REFERRED_BY, _("How did the client hear of us?")
        )
        registration_date: Mapped[dt.date | None] = ask.date(
            _("Registration date"), green=True, maximum="today"
        )
        registration_site_id: Mapped[uuid.UUID | None] = ask.pick(
            "site", _("Registration site"), green=True
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
            literal_column("(' '::text || name_key)").label("words"),
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


class ClientAlias(AgencyScoped, Base):
    """The number of a record that was merged: it finds the record that took it up.

    client_id: the record that is there now, also after that one was merged in its turn.
    """

    __tablename__ = "client_alias"

    number: Mapped[int] = mapped_column(BigInteger)
    former_id: Mapped[uuid.UUID] = reference("client", info={AT_MERGE: STAYS})
    client_id: Mapped[uuid.UUID] = reference("client")

    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        UniqueConstraint("agency_id", "former_id"),
        Index("ix_client_alias_client", "agency_id", "client_id"),
    )


@event.listens_for(Client, "before_insert")
@event.listens_for(Client, "before_update")
def _fold_names(_mapper: Any, _connection: Any, client: Client) -> None:
    """Keep what search compares in step with the names, however they were changed."""
    client.name_key = name_key(client.first_name, client.last_name, client.preferred_name)


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

"""What a client has several of: names, phones, addresses, identifiers, contacts, past answers.

A row that is over is kept and says until when it was so: pages ask only about the present ones.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Computed,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    event,
    func,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column, object_session

from ocms_core.clients.identifiers import IDENTIFIER_RULES
from ocms_core.clients.matching import fold
from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.forms import ask
from ocms_core.forms.spec import Rule
from ocms_core.i18n import _
from ocms_core.lookups import (
    ASSESSED_LANGUAGE,
    ASSESSMENT_TOOL,
    CLB_LISTENING_SPEAKING,
    CLB_READING_WRITING,
    CLIENT_IDENTIFIER_TYPE,
    LANGUAGE,
    NAME_KIND,
    NCLC_LISTENING_SPEAKING,
    NCLC_READING_WRITING,
    PHONE_KIND,
    PROVINCE,
    STREET_DIRECTION,
    STREET_TYPE,
)

# A column that refers to a client says AT_MERGE: STAYS in its info when its rows are not to move
# to the other record of the same person (ocms_core/duplicates/moving.py).
AT_MERGE, STAYS = "at_merge", "stays"


_TOWN = ("city", "province", "postal_code")
_STREET = ("street_number", "street_name", "street_type", "street_direction")


class Family(AgencyScoped, Base):
    """People who live as one household, under one code."""

    __tablename__ = "family"

    code: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "code"),)


class ClientPhone(AgencyScoped, Base):
    """One telephone number; `digits` is what search compares, also of those no longer in use."""

    __tablename__ = "client_phone"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    number: Mapped[str] = ask.text(
        _("Telephone number"), input_type="tel", autocomplete="off", max_length=40, required=True
    )
    kind: Mapped[str | None] = ask.choice(PHONE_KIND, _("Kind of number"))
    may_leave_message: Mapped[bool | None] = ask.yes_no(_("May we leave a message?"))
    avoid: Mapped[bool | None] = ask.yes_no(_("Do not use this number"))
    until: Mapped[dt.date | None] = mapped_column(Date)
    digits: Mapped[str] = mapped_column(
        Text, Computed("regexp_replace(number, '[^0-9]', '', 'g')", persisted=True)
    )

    line_parts: ClassVar[frozenset[str]] = frozenset({"number", "kind"})

    @staticmethod
    def line_of(texts: dict[str, str]) -> str:
        """Return a number with its kind."""
        return texts["number"] + (f" ({texts['kind']})" if texts["kind"] else "")

    __table_args__ = (
        Index("ix_client_phone_client", "agency_id", "client_id"),
        Index("ix_client_phone_digits", "agency_id", literal_column("right(digits, 7)")),
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
    since: Mapped[dt.date | None] = ask.date(_("Lives here since"), maximum="today")
    avoid: Mapped[bool | None] = ask.yes_no(_("Send nothing to this address"))
    until: Mapped[dt.date | None] = mapped_column(Date)

    __table_args__ = (Index("ix_client_address_client", "agency_id", "client_id"),)

    # Written on one line as on an envelope, what is left with its label behind it.
    line_parts: ClassVar[frozenset[str]] = frozenset({*_STREET, "unit", *_TOWN})

    @staticmethod
    def line_of(texts: dict[str, str]) -> str:
        """Return an address as on an envelope."""
        street = [texts[name] for name in _STREET if texts[name]]
        unit = f"{texts['unit']}-" if texts["unit"] and texts["street_number"] else texts["unit"]
        place = " ".join(texts[name] for name in ("province", "postal_code") if texts[name])
        parts = [unit + " ".join(street), texts["city"], place]
        return ", ".join(part for part in parts if part)


class ClientIdentifier(AgencyScoped, Base):
    """One immigration identifier: encrypted, and found again by a blind index (decisions D8)."""

    __tablename__ = "client_identifier"
    __row_rules__: ClassVar[tuple[Rule, ...]] = IDENTIFIER_RULES

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    type: Mapped[str | None] = ask.choice(
        CLIENT_IDENTIFIER_TYPE, _("Type of identifier"), required=True
    )
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary,
        info={
            "sealed": "client_identifier|{id}|value",
            "question": ask.Question(
                kind="sealed",
                label=_("Identifier"),
                hint=_("A UCI has 8 or 10 digits; hyphens do not matter."),
                required=True,
                max_length=40,
                report=False,
            ),
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


class ClientName(AgencyScoped, Base):
    """Another name of a client: earlier, at birth, in another script. Search compares the key."""

    __tablename__ = "client_name"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = ask.text(_("Other name"), max_length=160, autocomplete="off", required=True)
    kind: Mapped[str | None] = ask.choice(NAME_KIND, _("Kind of name"))
    name_key: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_client_name_client", "agency_id", "client_id"),)


@event.listens_for(ClientName, "before_insert")
@event.listens_for(ClientName, "before_update")
def _fold_name(_mapper: Any, _connection: Any, name: ClientName) -> None:
    name.name_key = fold(name.name)


class EmergencyContact(AgencyScoped, Base):
    """Somebody to call when something happens to the client."""

    __tablename__ = "client_emergency_contact"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = ask.text(
        _("Contact’s name"), max_length=160, autocomplete="off", required=True
    )
    relationship_to_client: Mapped[str | None] = ask.text(
        _("Relationship"), hint=_("For example sister, neighbour, sponsor."), max_length=80
    )
    phone: Mapped[str | None] = ask.text(
        _("Contact’s telephone"), input_type="tel", autocomplete="off", max_length=40
    )
    other_phone: Mapped[str | None] = ask.text(
        _("Contact’s other telephone"), input_type="tel", autocomplete="off", max_length=40
    )
    email: Mapped[str | None] = ask.text(
        _("Contact’s e-mail"), input_type="email", autocomplete="off"
    )
    language: Mapped[str | None] = ask.choice(LANGUAGE, _("Contact’s language"))

    __table_args__ = (Index("ix_client_emergency_contact_client", "agency_id", "client_id"),)


_ORAL = ask.Worded("language", {"fra": NCLC_LISTENING_SPEAKING})
_WRITTEN = ask.Worded("language", {"fra": NCLC_READING_WRITING})


class LanguageLevel(AgencyScoped, Base):
    """One language assessment: the benchmarks of a day. Each new one is a row of its own."""

    __tablename__ = "client_language_level"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    assessed_on: Mapped[dt.date | None] = ask.date(_("Date of assessment"), maximum="today")
    language: Mapped[str | None] = ask.choice(ASSESSED_LANGUAGE, _("Language assessed"))
    tool: Mapped[str | None] = ask.choice(ASSESSMENT_TOOL, _("Assessment tool"))
    listening: Mapped[str | None] = ask.choice(CLB_LISTENING_SPEAKING, _("Listening"), worded=_ORAL)
    speaking: Mapped[str | None] = ask.choice(CLB_LISTENING_SPEAKING, _("Speaking"), worded=_ORAL)
    reading: Mapped[str | None] = ask.choice(CLB_READING_WRITING, _("Reading"), worded=_WRITTEN)
    writing: Mapped[str | None] = ask.choice(CLB_READING_WRITING, _("Writing"), worded=_WRITTEN)

    __table_args__ = (Index("ix_client_language_level_client", "agency_id", "client_id"),)


class PastAnswer(AgencyScoped, Base):
    """What a question of the profile was answered before, and until when that was so."""

    __tablename__ = "client_past_answer"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    question: Mapped[str]
    answer: Mapped[str]
    since: Mapped[dt.date | None] = mapped_column(Date)
    until: Mapped[dt.date] = mapped_column(Date)
    noted_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (Index("ix_client_past_answer_client", "agency_id", "client_id"),)


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

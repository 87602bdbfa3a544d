"""One small form, and a card that each client may have, with what is stamped on it."""

import datetime as dt
import uuid

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.forms import ask
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec
from ocms_core.lookups import YES_NO_UNKNOWN


class DummyForm(ServiceForm):
    """The smallest form there can be."""

    __tablename__ = "dummy_form"
    __form__ = FormSpec(key="dummy_form", title="Dummy form", version=2)

    with ask.section("Dummy"):
        mood: Mapped[str | None] = ask.choice(YES_NO_UNKNOWN, "Is all well?", green=True)
        why: Mapped[str | None] = ask.text("Why not?", shown_if=mood == "no")
        later: Mapped[str | None] = ask.text("Asked since version two", since=2)
        former: Mapped[str | None] = ask.text("Asked in version one", until=1)


class DummyCard(AgencyScoped, Base):
    """A client has one card at most."""

    __tablename__ = "dummy_card"

    client_id: Mapped[uuid.UUID] = reference("client")
    colour: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "client_id"),)


class DummyStamp(AgencyScoped, Base):
    """A card is stamped once a day."""

    __tablename__ = "dummy_stamp"

    card_id: Mapped[uuid.UUID] = reference("dummy_card", ondelete="cascade")
    day: Mapped[dt.date]

    __table_args__ = (UniqueConstraint("agency_id", "card_id", "day"),)

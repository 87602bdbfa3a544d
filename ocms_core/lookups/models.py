"""Values of the lists that an agency keeps itself."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, Timestamped
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec
from ocms_core.i18n import _


class AgencyListItem(AgencyScoped, Timestamped, Base):
    """One value of an agency's list; used values are switched off, not deleted."""

    __tablename__ = "agency_list_item"
    __form__ = FormSpec(key="agency_list_item", title=_("List value"))

    list_key: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = ask.text(_("In English"), required=True, max_length=120)
    label_fr: Mapped[str] = ask.text(_("In French"), required=True, max_length=120)
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (UniqueConstraint("agency_id", "list_key", "label_en"),)

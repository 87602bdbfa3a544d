"""The pages of the agency's partners: a register, with the programs to which each is offered."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select

from ocms_core.agencies.extras import Extra, Extras, ExtraSection, Raw
from ocms_core.agencies.registers import Column, Register
from ocms_core.agencies.views.registers import RegisterPages
from ocms_core.db.types import parse_uuid7
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE
from ocms_core.referrals.lookups import PARTNER_FUNDING
from ocms_core.referrals.models import Partner, PartnerProgram
from ocms_core.security.permissions import Permission

YES = _("Yes")


def _contact(row: Partner) -> str:
    return ", ".join(part for part in (row.contact_person, row.phone, row.email) if part)


PARTNERS = Register(
    key="partners",
    path="/partners",
    kind="partner",
    model=Partner,
    permission=Permission.LIST_MANAGE,
    unique="name",
    title=_("Partners"),
    lead=_("The organizations to which your staff refer clients."),
    add=_("Add a partner"),
    none=_("Your agency has no partner yet."),
    saved=_("The partner is saved."),
    taken=_("Another partner has this name. Choose a name that tells the two apart."),
    off_hint=_("No longer offered on new referrals. Those that were made stay as they are."),
    columns=(
        Column(_("Contact"), lambda row, _locale, _facts: _contact(row)),
        Column(
            _("Languages of service"),
            lambda row, locale, _facts: ", ".join(
                LANGUAGE.label(code, locale) for code in row.languages
            ),
        ),
        Column(_("Francophone"), lambda row, _locale, _facts: YES if row.is_francophone else None),
        Column(
            _("Funded by"),
            lambda row, locale, _facts: (
                PARTNER_FUNDING.label(row.funded_by, locale) if row.funded_by else None
            ),
        ),
        Column(_("Only for"), lambda row, _locale, facts: ", ".join(facts.get(row.id, ()))),
    ),
)


class PartnerPages(RegisterPages):
    """A partner is an organization and the programs that may refer to it."""

    def facts(self, _rows: list[Any]) -> dict[Any, Any]:
        """Return the names of the programs of each partner that is not for all."""
        found: dict[Any, list[str]] = {}
        for row in self.request.db.execute(
            select(PartnerProgram.partner_id, PartnerProgram.program_id)
        ):
            name = self.choices.label("program", str(row.program_id))
            found.setdefault(row.partner_id, []).append(name)
        return {key: sorted(names, key=str.casefold) for key, names in found.items()}

    def extras(self, row: Any) -> Extras:
        """Ask for the programs."""
        stored = {str(key) for key in self._programs_of(row)}
        programs = Extra(
            key="programs",
            kind="many",
            label=_("Offered to"),
            hint=_("Choose none to offer the partner to every program."),
            options=[
                (key, name)
                for key, name, active in self.choices.every("program")
                if active or key in stored
            ],
        )
        return Extras([ExtraSection(_("Who may refer to them"), [programs])], self.t)

    def _programs_of(self, row: Any) -> list[uuid.UUID]:
        if row is None:
            return []
        if not hasattr(self, "_stored"):
            self._stored = list(
                self.request.db.scalars(
                    select(PartnerProgram.program_id)
                    .where(PartnerProgram.partner_id == row.id)
                    .order_by(PartnerProgram.program_id)
                )
            )
        return self._stored

    def extra_answers(self, row: Any) -> Raw:
        """Return the stored programs."""
        return {"programs": [str(key) for key in self._programs_of(row)]}

    def write_extras(self, row: Any, raw: Raw) -> list[str]:
        """Store them."""
        db = self.request.db
        wanted = {key for key in map(parse_uuid7, raw["programs"]) if key is not None}
        stored = {
            one.program_id: one
            for one in db.scalars(select(PartnerProgram).where(PartnerProgram.partner_id == row.id))
        }
        for key in stored.keys() - wanted:
            db.delete(stored[key])
        db.add_all(
            PartnerProgram(partner_id=row.id, program_id=key)
            for key in sorted(wanted - stored.keys())
        )
        db.flush()
        return ["programs"] if wanted != stored.keys() else []

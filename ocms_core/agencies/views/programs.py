"""The programs' pages: also who belongs to a program, who manages it, and its forms."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, select

from ocms_core.agencies.extras import Extra, Extras, ExtraSection, Raw
from ocms_core.agencies.models import ProgramMembership, Staff
from ocms_core.agencies.roles import ROLE_NAMES
from ocms_core.agencies.services import MembershipService
from ocms_core.agencies.views.registers import RegisterPages
from ocms_core.db.types import parse_uuid7
from ocms_core.i18n import _
from ocms_core.security.roles import Role

OWN_FORM = "own"
NOT_AMONG = _("Tick this form below, too, or choose another: it is not among those offered.")


class ProgramExtras(Extras):
    """The questions of a program: the first form has to be among those that are offered."""

    def judge(self, raw: Raw) -> dict[str, str]:
        """Return what is wrong, by input name."""
        errors = super().judge(raw)
        first, offered = raw["first_form"], raw["forms"]
        if offered and first and first[0] not in {OWN_FORM, "", *offered}:
            errors.setdefault("first_form", NOT_AMONG)
        return errors


class ProgramPages(RegisterPages):
    """A program is a name, a team, and what its new sessions start with."""

    def facts(self, rows: list[Any]) -> dict[Any, Any]:
        """Return members, managers, funders and first forms by id."""
        members: dict[Any, int] = {}
        managers: dict[Any, list[str]] = {}
        named = (Staff.first_name + " " + Staff.last_name).label("name")
        found = self.request.db.execute(
            select(
                ProgramMembership.program_id,
                func.count().label("members"),
                func.array_agg(named).filter(ProgramMembership.is_manager).label("managers"),
            )
            .join(Staff, Staff.id == ProgramMembership.staff_id)
            .where(Staff.active)
            .group_by(ProgramMembership.program_id)
        )
        for program_id, count, names in found:
            members[program_id] = count
            managers[program_id] = sorted(names or ())
        return {
            "members": members,
            "managers": managers,
            "funders": {
                row.default_funder_id: self.choices.label("funder", str(row.default_funder_id))
                for row in rows
                if row.default_funder_id
            },
            "forms": {**dict(self._forms(None)), None: _("Of the session type")},
        }

    def _forms(self, stored: str | None) -> list[tuple[str, str]]:
        """Return the forms that may be attached; a stored one stays, though it be off."""
        offered = [(key, form.__form__.title) for key, form in self.request.plugins.forms.items()]
        if stored and stored not in dict(offered):
            offered.append((stored, _("A form that is switched off")))
        return offered

    def _shown(self, row: Any) -> list[str]:
        """Return the chosen forms that the agency has switched on."""
        return [key for key in row.forms or () if key in self.request.plugins.forms]

    def extras(self, row: Any) -> Extras:
        """Ask for the forms and for the team."""
        first = Extra(
            key="first_form",
            kind="choice",
            label=_("First form"),
            hint=_("Attached to each client of a new session of this program by itself."),
            required=True,
            options=[
                (OWN_FORM, _("The session type’s own")),
                *self._forms(None if row is None else row.first_form),
            ],
        )
        offered = Extra(
            key="forms",
            kind="many",
            label=_("Forms offered"),
            hint=_(
                "What the program’s staff can add to a session. With none ticked, all are offered. "
                "Forms that are there already stay."
            ),
            options=self._forms(None),
        )
        team = Extra(
            key="team",
            kind="grid",
            label=_("Staff"),
            options=[
                (str(staff.id), f"{staff.name} ({self.t(ROLE_NAMES[Role(staff.role)])})")
                for staff in self._colleagues()
            ],
            columns=(("members", _("Member")), ("managers", _("Manages"))),
        )
        hint = _(
            "Members see each other’s sessions and forms. Who manages the program also sees "
            "private forms in it, and becomes a program manager."
        )
        return ProgramExtras(
            [
                ExtraSection(_("New sessions"), [first, offered]),
                ExtraSection(_("Team"), [team], hint),
            ],
            self.t,
        )

    def _colleagues(self) -> list[Staff]:
        if not hasattr(self, "_staff"):
            self._staff = MembershipService(self.request.db).colleagues()
        return self._staff

    def extra_answers(self, row: Any) -> Raw:
        """Return the stored forms and team."""
        if row is None:
            return {"first_form": [OWN_FORM]}
        active = {staff.id for staff in self._colleagues()}
        team = MembershipService(self.request.db).of_program(row.id)
        present = [membership for key, membership in team.items() if key in active]
        return {
            "first_form": [row.first_form or OWN_FORM],
            "forms": self._shown(row),
            "members": sorted(str(one.staff_id) for one in present),
            "managers": sorted(str(one.staff_id) for one in present if one.is_manager),
        }

    def write_extras(self, row: Any, raw: Raw) -> list[str]:
        """Store the forms and the team."""
        changed = []
        chosen = raw["first_form"][0]
        first_form = None if chosen == OWN_FORM else chosen
        if row.first_form != first_form:
            row.first_form = first_form
            changed.append("first_form")
        ticked = set(raw["forms"])
        if ticked != set(self._shown(row)):
            # What a plugin that is switched off brought is not on the page, and comes back with it.
            kept = [key for key in row.forms or () if key not in self.request.plugins.forms]
            chosen_forms = [key for key in self.request.plugins.forms if key in ticked]
            row.forms = [*chosen_forms, *kept] if chosen_forms else None
            changed.append("forms")
        changed += MembershipService(self.request.db).set_members(
            row, _ids(raw["members"]), _ids(raw["managers"])
        )
        return changed


def _ids(texts: list[str]) -> set[uuid.UUID]:
    return {key for key in map(parse_uuid7, texts) if key is not None}

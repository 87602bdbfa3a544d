"""Roles and add-ons in plain words, for the people who give them and for those who have them."""

from __future__ import annotations

from typing import Final

from ocms_core.i18n import _
from ocms_core.security.roles import Role

ROLE_NAMES: Final = {
    Role.WORKER: _("Program worker"),
    Role.MANAGER: _("Program manager"),
    Role.ADMIN: _("Agency admin"),
}
ROLE_WORDS: Final = {
    Role.WORKER: _(
        "Program worker: sees the sessions and forms of the own programs, but not the private "
        "forms of others; runs reports on the own work."
    ),
    Role.MANAGER: _(
        "Program manager: also sees the private forms of the programs they manage; runs reports "
        "on those programs and their staff; keeps the agency’s own lists."
    ),
    Role.ADMIN: _(
        "Agency admin: sees everything in the agency, runs all reports, makes funders’ files, "
        "imports clients, and keeps staff, sites, programs, funders and plugins."
    ),
}
ADD_ON_NAMES: Final = {
    "is_interface_operator": _("Interface operator"),
    "sees_all_sessions": _("Sees all sessions"),
}
ADD_ON_WORDS: Final = {
    "is_interface_operator": _("Interface operator: checks and makes the files for funders."),
    "sees_all_sessions": _(
        "Sees all sessions: sees the sessions and forms of every program, but no private forms "
        "of others."
    ),
}
EVERYBODY: Final = _(
    "Everybody finds clients and opens their profiles: a profile belongs to the whole agency."
)


def what_they_see(
    role: Role, add_ons: frozenset[str], programs: list[str], managed: list[str]
) -> list[str]:
    """Return sentences that say what a person in this position can open."""
    sentences = [EVERYBODY]
    if role == Role.ADMIN:
        return [
            *sentences,
            _("All sessions and forms of the agency, private ones too."),
            _("All reports, funders’ files, the agency’s set-up, and who saw and changed what."),
        ]
    if "sees_all_sessions" in add_ons:
        sentences.append(
            _("The sessions and forms of every program, but no private forms of others.")
        )
    else:
        sentences.append(
            _(
                "The sessions and forms of these programs: ${programs}. Those of other programs "
                "are only shown as restricted.",
                mapping={"programs": ", ".join(programs)},
            )
        )
    if managed:
        sentences.append(
            _("Private forms too in: ${programs}.", mapping={"programs": ", ".join(managed)})
        )
    if role == Role.MANAGER:
        sentences.append(_("Reports on the programs they manage and on the staff of these."))
        sentences.append(_("They keep the agency’s own lists."))
    else:
        sentences.append(_("Reports on their own work."))
    if "is_interface_operator" in add_ons:
        sentences.append(_("They check and make the files for funders."))
    return sentences

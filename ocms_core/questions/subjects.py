"""What an agency may ask its own questions of: the profile, forms and kinds of session it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ocms_core.clients.models import Client
from ocms_core.i18n import _
from ocms_core.questions.catalogue import CLIENT, FORM, SESSION
from ocms_core.service_sessions.models import ServiceSession

GROUPS = {CLIENT: _("Clients"), FORM: _("Service forms"), SESSION: _("Kinds of session")}


@dataclass(frozen=True, slots=True)
class Subject:
    """One of them. model: whose declared questions stand above the agency's own."""

    key: str
    title: str
    model: Any

    @property
    def group(self) -> str:
        """The heading it is listed under."""
        return str(GROUPS[self.key.partition(":")[0]])


def offered_subjects(plugins: Any) -> dict[str, Subject]:
    """Return the subjects of an agency by key; those of a plugin that is off are not there."""
    found = [Subject(CLIENT, Client.__form__.title, Client)]
    found += [
        Subject(f"{SESSION}:{key}", kind.title, ServiceSession)
        for key, kind in plugins.session_types.items()
    ]
    found += [
        Subject(f"{FORM}:{key}", model.__form__.title, model)
        for key, model in plugins.forms.items()
    ]
    return {subject.key: subject for subject in found}

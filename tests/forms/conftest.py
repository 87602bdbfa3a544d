"""What the tests of the engine share: every declared form, and an agency's choices without one."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from ocms_core.agencies.models import Funder, Program, Site, Staff
from ocms_core.clients.models import Client
from ocms_core.directory.models import Employer, Supporter
from ocms_core.forms import blocks  # noqa: F401  mapped before the forms that name them
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.plugins.manager import registries
from ocms_core.service_sessions.models import ServiceSession

TODAY = dt.date(2026, 11, 23)
OWN = {
    source: [(str(uuid.UUID(int=start + n)), f"{source} {n}", n < 2) for n in range(3)]
    for start, source in (
        (10, "program"),
        (20, "funder"),
        (30, "site"),
        (40, "staff"),
        (50, "list:non_specified_topic"),
        (55, "list:group_activity"),
        (60, "employer"),
        (70, "mentor"),
        (80, "tutor"),
        (90, "volunteer"),
        (100, "supporter"),
        (110, "partner"),
        (110, "form:mentor_match"),
    )
}


class FixedChoices(AgencyChoices):
    """An agency with two rows of each kind that may be chosen, and one that may not any more."""

    def __init__(self, locale="en"):
        super().__init__(None, locale)
        self._rows = self._brought = OWN


def every_form():
    """Return each model of the application that declares a form."""
    return [
        Client,
        Site,
        Program,
        Funder,
        Staff,
        Employer,
        Supporter,
        ServiceSession,
        *registries().forms.every().values(),
    ]


@pytest.fixture
def editor_of():
    """Return a maker of editors: ``editor_of(Model, locale="fr")``."""

    def make(model, **options):
        locale = options.setdefault("locale", "en")
        options.setdefault("today", TODAY)
        return Editor(model, FixedChoices(locale), **options)

    return make

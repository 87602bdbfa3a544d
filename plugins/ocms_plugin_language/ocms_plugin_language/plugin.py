"""What this plugin gives to the core."""

from __future__ import annotations

from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta, SessionPage, SessionType
from ocms_core.security.permissions import Permission
from ocms_plugin_language.i18n import _

META = PluginMeta(
    name="language",
    title=_("Language assessment and training"),
    description=_("Language assessments; courses with roster, calendar, attendance and exits."),
    requires="0.1",
)


@hookimpl
def ocms_models() -> list[str]:
    """Register the tables of the forms."""
    return ["ocms_plugin_language.learners"]


@hookimpl
def ocms_configure(config: Any) -> None:
    """Add the pages of a course."""
    config.include("ocms_plugin_language.pages")


@hookimpl
def ocms_session_types() -> list[SessionType]:
    """Offer the session that is a course."""
    from ocms_plugin_language import spots

    return [
        SessionType(
            key="language_training",
            title=_("Language training"),
            description=_("One course: its classes, its learners and how they leave it."),
            forms=("language_enrolment", "language_exit"),
            first_form="language_enrolment",
            main_form="language_course",
            pages=(
                SessionPage(
                    title=_("Roster"), route="language.roster", permission=Permission.SESSION_READ
                ),
                SessionPage(
                    title=_("Classes"), route="language.classes", permission=Permission.SESSION_READ
                ),
                SessionPage(
                    title=_("Attendance"),
                    route="language.attendance",
                    permission=Permission.SESSION_READ,
                ),
            ),
            admits=spots.admits,
            order=40,
        )
    ]


@hookimpl
def ocms_demo_data(db: Any, agency: Any, random: Any) -> None:
    """Make up six courses, with learners, attendance, waiting lists and exits."""
    from ocms_plugin_language.demo import write_courses

    write_courses(db, agency, random)

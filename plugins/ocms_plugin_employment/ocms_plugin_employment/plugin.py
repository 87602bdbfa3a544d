"""What this plugin gives to the core."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta, SessionType
from ocms_core.security.permissions import Permission
from ocms_plugin_employment.i18n import _

META = PluginMeta(
    name="employment",
    title=_("Employment"),
    description=_(
        "The form Employment, and job development: needs, progress, placements, mentors and tutors."
    ),
    requires="0.1",
)
JOB_DEVELOPMENT = SessionType(
    key="job_development",
    title=_("Direct service (job development)"),
    description=_("Work towards a job with one client: needs, search, placement, mentor."),
    forms=(
        "job_needs_assessment",
        "job_progress",
        "job_placement",
        "mentor_match",
        "mentor_update",
        "employment",
    ),
    first_form="job_needs_assessment",
    order=20,
)


@hookimpl
def ocms_configure(config: Any) -> None:
    """Tell how job development is recorded."""
    config.add_help_topic(
        "job-development",
        _("Job development, placements and mentors"),
        "ocms_plugin_employment:help/job-development",
        permission=Permission.SESSION_READ,
        order=37,
    )


@hookimpl
def ocms_demo_data(db: Any, agency: Any, random: Any) -> None:
    """Write the job development of some clients."""
    from ocms_plugin_employment.demo.write import write_job_development

    write_job_development(db, agency, random)


@hookimpl
def ocms_forms_saved(request: Any, forms: Sequence[Any]) -> None:
    """Plan the checkpoints of a placement, and count the hours of a match anew."""
    from ocms_core.forms.pages import today_of
    from ocms_plugin_employment.checkpoints import plan_checkpoints
    from ocms_plugin_employment.totals import count_hours

    for form in forms:
        if form.kind == "mentor_update":
            count_hours(request.db, form.client_id)
        elif form.kind == "job_placement":
            plan_checkpoints(
                request.db, form, request.staff, today_of(request), request.localizer.translate
            )

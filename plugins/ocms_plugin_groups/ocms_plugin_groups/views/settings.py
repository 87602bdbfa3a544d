"""All attendees at once: what their forms have in common is said one time, and completes them."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.forms.pages import CONTROLS, RecordPage, make_editor
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_plugin_groups.attendance import SETTINGS, Attendance
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.views import attendance_of, chosen_ids, require_session, tell_saved

FROM_MAIN = ("funder_id", "program_id", "minutes")
OWN_CONTROLS = (*CONTROLS, "for", "copy_activity", "copy_support")


@view_defaults(
    route_name="groups.all_attendees",
    renderer="ocms_plugin_groups:templates/settings.pt",
    permission=Permission.SESSION_WRITE,
)
class AllAttendees:
    """The questions are the attendee form's own; an empty answer leaves each form as it is."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.record = require_session(request, lock=request.method == "POST")
        self.list: Attendance = attendance_of(request, self.record)
        self.editor = make_editor(request, self.list.model, only=SETTINGS)

    def _page(self, submission: Any, chosen: set[Any] | None, **details: Any) -> dict[str, Any]:
        submission.missing = []
        lines = [line for line in self.list.lines() if line.form is not None]
        page = RecordPage(self.request, self.list.model(), self.editor)
        return {
            "form": page.view(submission, state=None),
            "service_session": self.record,
            "lines": lines,
            "chosen": {line.form.id for line in lines} if chosen is None else chosen,
            "copy_activity": True,
            "copy_support": False,
            **details,
        }

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Begin with what the activity's own form says."""
        main = self.list.main_form()
        answers: dict[str, Any] = {"status": "completed", "attended": True}
        if main is not None:
            answers |= {key: getattr(main, key) for key in FROM_MAIN}
            answers["partner_id"] = main.activity.partner_id if main.activity else None
            answers["status"] = main.status or "completed"
        submission = self.editor.judge(self.editor.raw_from(answers))
        submission.errors = {}
        return self._page(submission, None, copy_support=main is not None and bool(main.support))

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Write the answers into the forms that are ticked."""
        post = self.request.POST
        submission = self.editor.read(post, controls=OWN_CONTROLS)
        chosen = chosen_ids(self.request, "for")
        copied = {name: bool(post.get(name)) for name in ("copy_activity", "copy_support")}
        if not submission.can_be_saved:
            self.request.response.status_code = 422
            return self._page(submission, chosen, **copied)
        changed = self.list.set_all(submission.answers, only=chosen, **copied)
        tell_saved(self.request, changed)
        told = _("Forms changed: ${count}.", mapping={"count": len(changed)})
        self.request.flash(told, "success")
        return HTTPSeeOther(self.request.route_path("groups.attendance", id=self.record.id))

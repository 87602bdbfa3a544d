"""The agency's privacy statement: versions are added, and never changed afterwards."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ocms_core.agencies.models import PrivacyStatement
from ocms_core.agencies.views.registers import CONFLICT, UNPROCESSABLE
from ocms_core.audit.services import record_change
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.pages import today_of
from ocms_core.forms.rendering import Renderer
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

UNCHANGED = _("This is the text of the current version. Change it, or leave the page.")
MOST_DIGITS = 6


@view_defaults(permission=Permission.AGENCY_MANAGE)
class PrivacyPages:
    """The current statement, one old version, and the page that publishes a new one."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.t = request.localizer.translate
        self.choices = AgencyChoices(request.db, request.locale_name)
        self.editor = Editor(
            PrivacyStatement,
            self.choices,
            locale=request.locale_name,
            today=today_of(request),
        )

    def _versions(self) -> list[PrivacyStatement]:
        return list(
            self.request.db.scalars(
                select(PrivacyStatement).order_by(PrivacyStatement.version.desc())
            )
        )

    def _author(self, statement: PrivacyStatement) -> str:
        key = statement.published_by_id
        return self.choices.label("staff", str(key)) if key else ""

    @view_config(
        route_name="privacy.edit",
        renderer="ocms_core.agencies:templates/privacy.pt",
        params=Params(),
    )
    def show(self) -> dict[str, Any]:
        """Show the current version in both languages, and the older ones by date."""
        versions = self._versions()
        return {
            "statement": versions[0] if versions else None,
            "versions": versions,
            "author": self._author,
            "is_current": True,
        }

    @view_config(
        route_name="privacy.version",
        renderer="ocms_core.agencies:templates/privacy.pt",
        params=Params(),
    )
    def show_version(self) -> dict[str, Any]:
        """Show one version."""
        number = self.request.matchdict["version"]
        versions = self._versions()
        for statement in versions:
            if str(statement.version) == number:
                return {
                    "statement": statement,
                    "versions": versions,
                    "author": self._author,
                    "is_current": statement is versions[0],
                }
        raise NotFoundError("no such version")

    @view_config(
        route_name="privacy.add",
        request_method="GET",
        renderer="ocms_core.agencies:templates/privacy_form.pt",
        params=Params(),
    )
    def show_form(self) -> dict[str, Any]:
        """Show the text of the current version, to be changed."""
        versions = self._versions()
        raw = self.editor.raw_of(versions[0]) if versions else {}
        return self._form(versions, Submission(raw))

    @view_config(
        route_name="privacy.add",
        request_method="POST",
        renderer="ocms_core.agencies:templates/privacy_form.pt",
        params=READS_ITS_OWN,
    )
    def write(self) -> Any:
        """Show how the typed text will look, or publish it as the next version."""
        post = self.request.POST
        posted = self.editor.read(post, controls={"csrf_token", "revision", "step"})
        step, base = post.getall("step"), post.getall("revision")
        if step not in [["preview"], ["publish"]] or len(base) != 1:
            raise BadInputError("preview or publish, from one version")
        versions = self._versions()
        current = versions[0] if versions else None
        if posted.can_be_saved and current is not None:
            texts = (posted.answers["text_en"], posted.answers["text_fr"])
            if texts == (current.text_en, current.text_fr):
                posted.errors["text_en"] = [UNCHANGED]
        if not posted.can_be_saved:
            return self._form(versions, posted, UNPROCESSABLE)
        if base[0] != str(current.version if current else 0):
            return self._form(versions, posted, CONFLICT)
        if step == ["preview"]:
            return self._form(versions, posted, is_preview=True)
        if not self._publish(posted, current):
            return self._form(self._versions(), posted, CONFLICT)
        self.request.flash(_("The new version is published. Clients are shown it from now on."))
        return HTTPSeeOther(self.request.route_path("privacy.edit"))

    def _publish(self, posted: Submission, current: PrivacyStatement | None) -> bool:
        """Add the next version; return False if somebody else just did."""
        db = self.request.db
        statement = PrivacyStatement(
            version=current.version + 1 if current else 1,
            published_by_id=self.request.staff.id,
        )
        self.editor.apply(statement, posted)
        try:
            with db.begin_nested():
                db.add(statement)
                db.flush()
        except IntegrityError:
            return False
        record_change(db, "privacy_statement", statement.version, action="published")
        return True

    def _form(
        self,
        versions: list[PrivacyStatement],
        submission: Submission,
        status: int = 200,
        *,
        is_preview: bool = False,
    ) -> dict[str, Any]:
        self.request.response.status_code = status
        form = Renderer(self.editor, self.t).form(
            submission,
            show_missing=False,
            revision=versions[0].version if versions else 0,
        )
        for view in form.fields:
            view.rows_count = 12
        form.sections[0].title = self.t(_("Text"))
        return {
            "form": form,
            "form_action": None,
            "number": versions[0].version + 1 if versions else 1,
            "conflict": status == CONFLICT,
            "preview": submission.answers if is_preview else None,
        }

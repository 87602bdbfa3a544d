"""List, add, edit and switch the rows of any register: one set of pages for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ocms_core.agencies.extras import Extras, Raw
from ocms_core.agencies.registers import Register, name_of
from ocms_core.agencies.services import (
    LastProgramError,
    RegisterService,
    TakenError,
    fingerprint,
)
from ocms_core.audit.lines import ChangeLines
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.pages import today_of
from ocms_core.forms.rendering import Renderer
from ocms_core.i18n import _
from ocms_core.web.derivers import READS_ITS_OWN, Params

TEMPLATES = "ocms_core.agencies:templates/"
UNPROCESSABLE, CONFLICT = 422, 409
LEFT_OUT = _(
    "These people belong to no other program: ${names}. Add them to another program first.",
)


class RegisterPages:
    """The pages of one register; a child adds questions that no column answers."""

    def __init__(self, request: Request, register: Register) -> None:
        self.request = request
        self.register = register
        self.locale = request.locale_name
        self.t = request.localizer.translate
        self.choices = AgencyChoices(request.db, self.locale)
        self.service = RegisterService(request.db, register, self.belongs())
        self.editor = Editor(
            register.model, self.choices, locale=self.locale, today=today_of(request)
        )

    # -- what a child may change ------------------------------------------------------------

    def belongs(self) -> dict[str, Any]:
        """Return the answers that every row of this page shares."""
        return {}

    def address(self) -> dict[str, str]:
        """Return what the addresses of these pages need besides the row's id."""
        return {}

    def heading(self) -> str:
        """Return the title of the list."""
        return self.register.title

    def facts(self, _rows: list[Any]) -> dict[Any, Any]:
        """Return what columns show of other tables."""
        return {}

    def extras(self, _row: Any) -> Extras:
        """Return the questions besides those of the model."""
        return Extras([], self.t)

    def extra_answers(self, _row: Any) -> Raw:
        """Return the stored answers of those."""
        return {}

    def write_extras(self, _row: Any, _raw: Raw) -> list[str]:
        """Store them; return what changed."""
        return []

    def back(self) -> str | None:
        """Return the address of the page above the list, if there is one."""
        return None

    # -- the pages --------------------------------------------------------------------------

    def show_list(self) -> dict[str, Any]:
        """Show the rows."""
        rows = self.service.rows()
        return {
            "register": self.register,
            "heading": self.heading(),
            "rows": rows,
            "facts": self.facts(rows),
            "locale": self.locale,
            "title_of": lambda row: name_of(row, self.locale),
            "edit_path": lambda row: self._path("edit", row),
            "add_path": self._path("add"),
            "back_path": self.back(),
        }

    def show_add(self) -> dict[str, Any]:
        """Show the empty form."""
        raw = self.editor.defaults()
        return self._form(None, Submission(raw), self.extra_answers(None), {})

    def add(self) -> Any:
        """Make a row."""
        return self._save(None)

    def show_edit(self) -> dict[str, Any]:
        """Show a row's form."""
        row = self._row()
        stored = self.editor.judge(self.editor.raw_of(row), record=row)
        stored.errors = {}
        return self._form(row, stored, self.extra_answers(row), {})

    def edit(self) -> Any:
        """Save a row, unless somebody else changed it since the page was opened."""
        return self._save(self._row(lock=True))

    def switch(self) -> Any:
        """Offer a row for new records, or no longer."""
        active = self.request.POST.get("active")
        if active not in {"yes", "no"}:
            raise BadInputError("switch on or off")
        row = self._row(lock=True)
        try:
            self.service.switch(row, active=active == "yes")
        except LastProgramError as error:
            stored = Submission(self.editor.raw_of(row))
            wrong = {"members": _left_out(error)}
            return self._form(row, stored, self.extra_answers(row), wrong, UNPROCESSABLE)
        self.request.flash(_("It is in use again.") if row.active else _("It is switched off."))
        return HTTPSeeOther(self._path("list"))

    # -- inside -----------------------------------------------------------------------------

    def _path(self, page: str, row: Any = None) -> str:
        parts = self.address() if row is None else {**self.address(), "id": str(row.id)}
        return self.request.route_path(f"{self.register.key}.{page}", **parts)

    def _row(self, *, lock: bool = False) -> Any:
        return self.service.find(parse_uuid7(self.request.matchdict["id"]), lock=lock)

    def _revision(self, row: Any) -> int | None:
        if row is None:
            return None
        return fingerprint({**self.editor.raw_of(row), **self.extra_answers(row)})

    def _save(self, row: Any) -> Any:
        post = self.request.POST
        extras = self.extras(row)
        posted = self.editor.read(
            post, record=row, controls={"csrf_token", "revision", *extras.names}
        )
        if len(post.getall("revision")) != (row is not None):
            raise BadInputError("the revision is missing")
        raw = extras.read(post)
        errors = extras.judge(raw)
        name = posted.answers.get(self.register.unique)
        if name and self.service.is_taken(name, None if row is None else row.id):
            posted.errors.setdefault(self.register.unique, []).append(self.register.taken)
        if not posted.can_be_saved or errors:
            return self._form(row, posted, raw, errors, status=UNPROCESSABLE)
        if row is not None and post["revision"] != str(self._revision(row)):
            return self._form(row, posted, raw, errors, status=CONFLICT)

        def write(target: Any) -> list[str]:
            changed = self.editor.apply(target, posted)
            self.request.db.flush()
            return changed + self.write_extras(target, raw)

        try:
            self.service.save(self.service.new() if row is None else row, write)
        except TakenError:
            posted.errors[self.register.unique] = [self.register.taken]
            return self._form(row, posted, raw, errors, status=UNPROCESSABLE)
        except LastProgramError as error:
            return self._form(row, posted, raw, {"members": _left_out(error)}, status=UNPROCESSABLE)
        self.request.flash(self.register.saved)
        return HTTPSeeOther(self._path("list"))

    def _form(
        self, row: Any, submission: Submission, raw: Raw, errors: dict[str, str], status: int = 200
    ) -> dict[str, Any]:
        self.request.response.status_code = status
        form = Renderer(self.editor, self.t).form(
            submission, show_missing=False, revision=self._revision(row)
        )
        self.extras(row).add_to(form, raw, errors)
        return {
            "register": self.register,
            "heading": self.heading(),
            "form": form,
            "form_action": None if row is None else self._path("edit", row),
            "row": row,
            "row_title": None if row is None else name_of(row, self.locale),
            "list_path": self._path("list"),
            "switch_path": None if row is None else self._path("switch", row),
            "lines": None if row is None else self._history(row),
            "stored_now": self._differences(row, submission) if status == CONFLICT else None,
        }

    def _history(self, row: Any) -> Any:
        lines = ChangeLines(self.request, choices=self.choices)
        return lines.of_record(self.register.kind, row.id)

    def _differences(self, row: Any, submission: Submission) -> list[tuple[str, str]]:
        """Return label and saved answer of each question that the page answers otherwise."""
        raw = self.editor.raw_of(row)
        saved = Renderer(self.editor, self.t).form(Submission(raw), show_missing=False)
        return [
            (view.label, view.text)
            for view in saved.fields
            if [text for text in raw.get(view.key, ()) if text]
            != [text for text in submission.raw.get(view.key, ()) if text]
        ]


def _left_out(error: LastProgramError) -> Any:
    return _(str(LEFT_OUT), mapping={"names": ", ".join(error.names)})


def add_register(
    config: Configurator, register: Register, pages: Callable[..., Any] = RegisterPages
) -> None:
    """Add the routes and views of a register."""
    key, path = register.key, register.path
    config.add_route(f"{key}.list", path)
    config.add_route(f"{key}.add", f"{path}/new")
    config.add_route(f"{key}.edit", f"{path}/{{id}}")
    config.add_route(f"{key}.switch", f"{path}/{{id}}/switch")

    def view(action: str) -> Callable[[Request], Any]:
        def call(request: Request) -> Any:
            return getattr(pages(request, register), action)()

        return call

    listing, form = f"{TEMPLATES}register_list.pt", f"{TEMPLATES}register_form.pt"
    for route, action, method, template, params in (
        ("list", "show_list", "GET", listing, Params()),
        ("add", "show_add", "GET", form, Params()),
        ("add", "add", "POST", form, READS_ITS_OWN),
        ("edit", "show_edit", "GET", form, Params()),
        ("edit", "edit", "POST", form, READS_ITS_OWN),
        ("switch", "switch", "POST", form, Params("active")),
    ):
        config.add_view(
            view(action),
            route_name=f"{key}.{route}",
            request_method=method,
            renderer=template,
            permission=register.permission,
            params=params,
        )

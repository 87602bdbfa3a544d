"""The pages on which an agency's admin keeps its own questions."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.audit.lines import ChangeLines
from ocms_core.audit.services import record_change
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.pages import CONTROLS, RecordPage, line_buttons, today_of
from ocms_core.forms.rendering import Renderer
from ocms_core.i18n import _
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.questions.asking import judge_change, question_editor
from ocms_core.questions.catalogue import CUSTOM, condition_of
from ocms_core.questions.lookups import QUESTION_KIND
from ocms_core.questions.models import AgencyQuestion
from ocms_core.questions.services import DOWN, KIND, UP, DependsError, QuestionService
from ocms_core.questions.subjects import Subject, offered_subjects
from ocms_core.questions.untranslated import without_french
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

MANAGE: dict[str, Any] = {"permission": Permission.AGENCY_MANAGE}
TEMPLATES = "ocms_core.questions:templates/"


def subject_named(request: Request, key: str) -> Subject:
    """Return a subject the agency has; raise NotFoundError for others."""
    subject = offered_subjects(request.plugins).get(key)
    if subject is None:
        raise NotFoundError("nothing to ask questions of")
    return subject


def question_of(request: Request, *, lock: bool = False) -> tuple[Subject, AgencyQuestion]:
    """Return the question of the address; one of a plugin that is off is not there."""
    key = parse_uuid7(request.matchdict["id"])
    question = QuestionService(request.db).require(key, lock=lock)
    return subject_named(request, question.subject), question


def path_of(request: Request, subject: Subject, page: str = "subject") -> str:
    """Return the address of a page of a subject."""
    return str(request.route_path(f"questions.{page}", subject=subject.key))


@view_config(
    route_name="questions.list", renderer=TEMPLATES + "subjects.pt", params=Params(), **MANAGE
)
def list_subjects(request: Request) -> dict[str, Any]:
    """Show what may be asked questions of, and how many there are."""
    groups: dict[str, list[tuple[Subject, int]]] = {}
    rows = request.agency_questions.rows
    for subject in offered_subjects(request.plugins).values():
        asked = sum(not question.is_removed for question in rows.get(subject.key, ()))
        groups.setdefault(subject.group, []).append((subject, asked))
    return {"groups": groups}


@view_config(
    route_name="questions.subject", renderer=TEMPLATES + "questions.pt", params=Params(), **MANAGE
)
def list_questions(request: Request) -> dict[str, Any]:
    """Show the questions of one subject in their order, and those that were taken away."""
    subject = subject_named(request, request.matchdict["subject"])
    rows = request.agency_questions.rows.get(subject.key, [])
    return {
        "subject": subject,
        "asked": [row for row in rows if not row.is_removed],
        "removed": [row for row in rows if row.is_removed],
        "kinds": QUESTION_KIND,
        "today": today_of(request),
        "condition_of": condition_of,
        "locale": request.locale_name,
    }


@view_config(
    route_name="questions.preview",
    renderer=TEMPLATES + "preview.pt",
    params=Params("language"),
    **MANAGE,
)
def show_preview(request: Request) -> dict[str, Any]:
    """Show the questions as people will see them, in either language."""
    subject = subject_named(request, request.matchdict["subject"])
    reader: Any = ReadIn(request, language_of(request))
    made = request.agency_questions.of(subject.key, subject.model, reader.locale_name)
    editor = Editor(
        subject.model,
        request.choices,
        locale=reader.locale_name,
        today=today_of(request),
        only=(CUSTOM,),
        extra=[bound for question, bound in made if not question.is_removed],
    )
    submission = editor.judge({})
    return {
        "subject": subject,
        "form": Renderer(editor, reader.localizer.translate).form(submission, show_missing=False),
        "language": reader.locale_name,
    }


@view_config(
    route_name="questions.untranslated",
    renderer=TEMPLATES + "untranslated.pt",
    params=Params(),
    **MANAGE,
)
def show_untranslated(request: Request) -> dict[str, Any]:
    """List the questions, hints and choices of the agency that have no French."""
    subjects = offered_subjects(request.plugins)
    return {"lines": without_french(request.agency_questions.rows, subjects)}


class _QuestionPage:
    """What adding and changing share; a child says which question it is."""

    def __init__(self, request: Request, subject: Subject, question: AgencyQuestion) -> None:
        self.request = request
        self.subject = subject
        self.question = question
        self.service = QuestionService(request.db)
        self.editor = question_editor(request, subject, question)
        self.page = RecordPage(request, question, self.editor)

    def shown(self, submission: Submission, **more: Any) -> dict[str, Any]:
        """Return the page of a submission."""
        return {
            "form": self.page.view(submission, state=None),
            "form_action": None,
            "subject": self.subject,
            "question": self.question,
            "is_new": self.question.label_en is None,
            "title": self.question.label(self.request.locale_name),
            "overtaken": None,
            "minted": None,
            "lines": [],
            **more,
        }

    def read(self) -> Submission:
        """Return what was posted, judged."""
        post = self.request.POST
        return self.editor.read(post, record=self._record(), controls=CONTROLS)

    def with_lines(self) -> Submission | None:
        """Return what was typed with a line added or removed, if such a button was pressed."""
        raw = line_buttons(self.editor, self.request.POST)
        if raw is None:
            return None
        submission = self.editor.judge(raw, record=self._record())
        submission.errors = {}
        return submission

    def _record(self) -> AgencyQuestion | None:
        return self.question if self.question in self.request.db else None

    def refused(self, submission: Submission, status: int = 422, **more: Any) -> dict[str, Any]:
        """Return the page again, with what was typed."""
        self.request.response.status_code = status
        return self.shown(submission, **more)


@view_defaults(route_name="questions.add", renderer=TEMPLATES + "question.pt", **MANAGE)
class AddQuestion(_QuestionPage):
    """A new question."""

    def __init__(self, request: Request) -> None:
        subject = subject_named(request, request.matchdict["subject"])
        super().__init__(request, subject, AgencyQuestion(subject=subject.key, condition={}))

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the empty page."""
        submission = self.editor.judge(self.editor.defaults())
        submission.errors = {}
        return self.shown(submission, minted=str(uuid7()))

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Add the question; the same page posted twice adds one."""
        minted = parse_uuid7(self.request.POST.get("id"))
        if minted is None:
            raise BadInputError("no id")
        back = HTTPSeeOther(path_of(self.request, self.subject))
        if self.service.find(minted):
            return back
        submission = self.with_lines()
        if submission is not None:
            return self.shown(submission, minted=str(minted))
        submission = self.read()
        if not submission.can_be_saved:
            return self.refused(submission, minted=str(minted))
        db = self.request.db
        with db.no_autoflush:
            self.question.id = minted
            self.service.add(self.question)
            self.editor.apply(self.question, submission)
        db.flush()
        record_change(db, KIND, minted, (), action="added")
        self.request.flash(_("The question is added."))
        return back


@view_defaults(route_name="questions.edit", renderer=TEMPLATES + "question.pt", **MANAGE)
class EditQuestion(_QuestionPage):
    """Change a question."""

    def __init__(self, request: Request) -> None:
        super().__init__(request, *question_of(request, lock=request.method == "POST"))

    def shown(self, submission: Submission, **more: Any) -> dict[str, Any]:
        """Return the page, with what was changed before."""
        lines = ChangeLines(self.request, choices=self.request.choices)
        return super().shown(submission, lines=lines.of_record(KIND, self.question.id), **more)

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show what is stored."""
        submission = self.editor.judge(self.editor.raw_of(self.question), record=self.question)
        submission.errors = {}
        return self.shown(submission)

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save; what would make answers unreadable is refused."""
        submission = self.with_lines()
        if submission is not None:
            return self.shown(submission)
        submission = self.read()
        judge_change(self.service, self.question, submission)
        if not submission.can_be_saved:
            return self.refused(submission)
        overtaken = self.page.overtaken_by(submission)
        if overtaken is not None:
            return self.refused(submission, 409, overtaken=overtaken)
        self.page.save(submission)
        self.request.flash(_("The question is saved."))
        return HTTPSeeOther(path_of(self.request, self.subject))


@view_config(route_name="questions.move", request_method="POST", params=Params("where"), **MANAGE)
def move_question(request: Request) -> HTTPSeeOther:
    """Put a question one place higher or lower."""
    where = request.POST.get("where")
    if where not in {UP, DOWN}:
        raise BadInputError("up or down")
    subject, question = question_of(request)
    try:
        QuestionService(request.db).move(question, where)
    except DependsError:
        request.flash(
            _("A question stays below the one whose answer decides whether it is asked."), "error"
        )
    return HTTPSeeOther(path_of(request, subject))


@view_config(route_name="questions.switch", request_method="POST", params=Params("asked"), **MANAGE)
def switch_question(request: Request) -> HTTPSeeOther:
    """Take a question away, or ask it again."""
    asked = request.POST.get("asked")
    if asked not in {"yes", "no"}:
        raise BadInputError("asked or not")
    subject, question = question_of(request, lock=True)
    QuestionService(request.db).switch(question, asked=asked == "yes")
    request.flash(
        _("The question is asked again, with the answers that people gave before.")
        if asked == "yes"
        else _("The question is no longer asked. The answers are kept.")
    )
    return HTTPSeeOther(path_of(request, subject))

"""The page of any record on the engine: draft, lines, mistakes, other people's changes, saving.

Client profiles, service forms and the agency's own tables share it, so that nothing typed is lost
on any of them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pyramid.request import Request

from ocms_core.audit.services import record_change
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.drafts import DraftService
from ocms_core.forms.editor import Editor, Raw, Submission, row_indexes
from ocms_core.forms.rendering import FormView, Renderer
from ocms_core.forms.texts import as_texts

CONTROLS = ("csrf_token", "revision", "id", "next")


def today_of(request: Request) -> dt.date:
    """Return today in the agency's time zone (decisions D7)."""
    zone = request.agency.time_zone if request.agency else "America/Toronto"
    return dt.datetime.now(ZoneInfo(zone)).date()


def choices_of(request: Request) -> AgencyChoices:
    """Return what this person may choose, an admin every program, others their own.

    Pages ask for ``request.choices``, so that their parts read the agency's lists once.
    """
    identity = request.identity
    programs = None if identity.is_admin else identity.programs
    return AgencyChoices(request.db, request.locale_name, programs)


def make_editor(
    request: Request,
    model: Any,
    *,
    choices: AgencyChoices | None = None,
    client_id: uuid.UUID | None = None,
    record: Any = None,
    **options: Any,
) -> Editor:
    """Return the editor of a model for this reader, with the questions of the agency's own.

    client_id: whose forms may be picked. record: what is to be asked about, where its day or its
    type decides which of the own questions are.
    """
    choices = choices or request.choices
    today = today_of(request)
    own = request.agency_questions.asked(
        model, record, locale=request.locale_name, today=today, only=options.get("only")
    )
    return Editor(
        model,
        choices if client_id is None else choices.of_client(client_id),
        locale=request.locale_name,
        today=today,
        extra=own.asked,
        dormant=own.dormant,
        **options,
    )


def line_buttons(editor: Editor, post: Any) -> Raw | None:
    """Return the typed answers with a line added or removed, when such a button was pressed.

    Without JavaScript "Add a line" and "Remove" are submit buttons: ``add:phones`` and
    ``remove:phones:2``.
    """
    for name in post:
        verb, _colon, rest = name.partition(":")
        if verb not in {"add", "remove"}:
            continue
        key, _colon, index = rest.partition(":")
        bound = editor.by_key.get(key)
        if bound is None or bound.question.kind != "rows":
            raise BadInputError("unknown button")
        raw = {other: post.getall(other) for other in editor.input_names(post.keys())}
        if verb == "add":
            raw[f"{key}-{max(row_indexes(raw, key), default=-1) + 1}-id"] = [""]
        else:
            raw = {o: v for o, v in raw.items() if not o.startswith(f"{key}-{index}-")}
        return raw
    return None


class RecordPage:
    """Shows and saves one record.

    target: names its draft. judge_saved: sets what follows from the answers (state, keys) after
    they were applied. needed: yellow keys with the names of the funders' files; needs: which of
    them the answers still lack.
    """

    def __init__(
        self,
        request: Request,
        record: Any,
        editor: Editor,
        *,
        target: str | None = None,
        needed: Mapping[str, list[str]] | None = None,
        needs: Callable[[Mapping[str, Any]], list[str]] | None = None,
        judge_saved: Callable[[Any, Submission], None] | None = None,
    ) -> None:
        self.request = request
        self.record = record
        self.editor = editor
        self.target = target
        self.needed = needed or {}
        self.needs = needs
        self.judge_saved = judge_saved
        self.drafts = DraftService(request.db, request.staff.id)

    @property
    def revision(self) -> int:
        """How often the record was saved; a page posts back the one it was made from."""
        return getattr(self.record, "revision", 0) or 0

    def view(self, submission: Submission, **details: Any) -> FormView:
        """Return what the macros draw of a submission."""
        renderer = Renderer(self.editor, self.request.localizer.translate, self.needed)
        needs = self.needs(submission.answers) if self.needs else []
        details.setdefault("state", getattr(self.record, "state", None))
        return renderer.form(submission, needs=needs, revision=self.revision, **details)

    def show(self, *, read_only: bool = False) -> dict[str, Any]:
        """Return the page: the draft if there is one, else what is stored."""
        draft = self.drafts.find(self.target) if self.target and not read_only else None
        if draft is None:
            submission = self.editor.judge(self.editor.raw_of(self.record), record=self.record)
            submission.errors = {}
            self._suggest(submission)
            return {"form": self.view(submission), "draft": None, "overtaken": None}
        submission = self.editor.judge(self.drafts.raw_of(draft), record=self.record)
        submission.errors = {}
        self._suggest(submission)
        view = self.view(submission, draft_saved_at=draft.saved_at, state="draft")
        overtaken = draft.revision != self.revision
        changes = self._changes(submission) if overtaken else None
        return {"form": view, "draft": draft, "overtaken": changes}

    def _suggest(self, submission: Submission) -> None:
        """Write today into the fields that ask for it once another answer brings them up.

        Only the page says it: what is still hidden when the form is saved stays empty.
        """
        for bound in self.editor.questions:
            if bound.question.suggested == "today" and bound.key in submission.hidden:
                submission.raw[bound.key] = as_texts(self.editor.today, bound.question.kind)

    def submit(self) -> dict[str, Any] | None:
        """Save what was posted and return None, or return the page that says what is wrong."""
        post = self.request.POST
        raw = line_buttons(self.editor, post)
        if raw is not None:
            submission = self.editor.judge(raw, record=self.record)
            submission.errors = {}
            return {"form": self.view(submission), "draft": None, "overtaken": None}
        submission = self.editor.read(post, record=self.record, controls=CONTROLS)
        if not submission.can_be_saved:
            self.request.response.status_code = 422
            return {"form": self.view(submission), "draft": None, "overtaken": None}
        overtaken = self.overtaken_by(submission)
        if overtaken is not None:
            self.request.response.status_code = 409
            return {"form": self.view(submission), "draft": None, "overtaken": overtaken}
        if not self.settle(submission):
            self.request.response.status_code = 422
            return {"form": self.view(submission), "draft": None, "overtaken": None}
        self.save(submission)
        return None

    def settle(self, submission: Submission) -> bool:
        """Let the form settle what it must with other rows; say whether it may be saved."""
        settles = self.editor.spec.settles
        if settles is not None:
            wrong = settles(self.request.db, self.record, submission.answers, self.editor.today)
            submission.errors.update({key: [text] for key, text in wrong.items()})
        return submission.can_be_saved

    def refuse(self) -> dict[str, Any]:
        """Return the page with what was typed: it may not be saved now, and is not lost."""
        submission = self.editor.read(self.request.POST, record=self.record, controls=CONTROLS)
        self.request.response.status_code = 409
        return {"form": self.view(submission), "draft": None, "overtaken": None}

    def overtaken_by(self, submission: Submission) -> list[dict[str, str]] | None:
        """Return what differs, when somebody saved the record since this page was made."""
        made_from = self.request.POST.get("revision", str(self.revision))
        return None if made_from == str(self.revision) else self._changes(submission)

    def save(self, submission: Submission, *, also: Iterable[str] = ()) -> list[str]:
        """Write the answers, what follows from them, and the line in the change log.

        also: names of what the page changed beside the engine's questions.
        """
        changed = [*self.editor.apply(self.record, submission), *also]
        if self.judge_saved is not None:
            self.judge_saved(self.record, submission)
        if changed:
            if hasattr(self.record, "revision"):
                self.record.revision = self.revision + 1
            record_change(self.request.db, self.editor.spec.key, self.record.id, changed)
        if self.target:
            self.drafts.discard(self.target)
        self.request.db.flush()
        return changed

    def _changes(self, submission: Submission) -> list[dict[str, str]]:
        """Return the questions whose stored answer differs from the typed one."""
        translate = self.request.localizer.translate
        renderer = Renderer(self.editor, translate)
        stored_raw = self.editor.raw_of(self.record)
        stored = renderer.form(self.editor.judge(stored_raw, record=self.record))
        theirs = {field.key: field.text for field in stored.answers}
        mine = {field.key: field.text for field in renderer.form(submission).answers}
        labels = {bound.key: translate(bound.label) for bound in self.editor.questions}
        return [
            {"label": labels[key], "mine": mine.get(key, ""), "theirs": text}
            for key, text in theirs.items()
            if key in labels and text != mine.get(key, "")
        ]

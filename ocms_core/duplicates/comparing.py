"""Two profiles side by side, question by question, as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pyramid.request import Request

from ocms_core.clients.models import Client
from ocms_core.clients.services import ClientService, questions_for
from ocms_core.duplicates.profiles import FAMILY, MERGED, row_lists, suggested
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.pages import make_editor
from ocms_core.forms.rendering import Renderer
from ocms_core.i18n import _


@dataclass(frozen=True, slots=True)
class Line:
    """One question in both profiles. chosen: "a" or "b"; joined: all rows are kept."""

    key: str
    label: str
    a: str
    b: str
    chosen: str = "a"
    joined: bool = False

    @property
    def differs(self) -> bool:
        """Whether the two answers are not the same text."""
        return self.a != self.b


@dataclass(slots=True)
class Comparison:
    """What differs and what is the same, in the order of the profile."""

    differing: list[Line] = field(default_factory=list)
    same: list[Line] = field(default_factory=list)


def compare(request: Request, a: Client, b: Client) -> Comparison:
    """Return the answers of two clients beside each other; those of neither are left out."""
    choices = StoredChoices(request.db, request.locale_name)
    editors = [
        make_editor(request, Client, choices=choices, **questions_for(one.kind)) for one in (a, b)
    ]
    texts = [_texts(request, editor, one) for editor, one in zip(editors, (a, b), strict=True)]
    rows = {bound.key for bound in row_lists()}
    found = Comparison()
    labels = {
        bound.key: request.localizer.translate(bound.label)
        for editor in editors
        for bound in editor.questions
    }
    of_a, of_b = texts
    for key, label in labels.items():
        _add(found, a, b, Line(key, label, of_a.get(key, ""), of_b.get(key, "")), rows)
    family = request.localizer.translate(_("Family code"))
    _add(found, a, b, Line(FAMILY, family, _family(a), _family(b)), rows)
    return found


def _add(found: Comparison, a: Client, b: Client, line: Line, rows: set[str]) -> None:
    if not (line.a or line.b):
        return
    if not line.differs:
        found.same.append(line)
        return
    chosen = "b" if suggested(a, b, line.key) == MERGED else "a"
    found.differing.append(
        Line(line.key, line.label, line.a, line.b, chosen, joined=line.key in rows)
    )


def _family(client: Client) -> str:
    return client.family.code if client.family else ""


def _texts(request: Request, editor: Editor, client: Client) -> dict[str, str]:
    submission = editor.judge(editor.raw_of(client), record=client)
    form = Renderer(editor, request.localizer.translate).form(submission)
    return {view.key: view.text for view in form.fields if view.is_answered}


def judge_with(request: Request) -> Any:
    """Return the function that sets what follows from the answers of a profile."""
    service = ClientService(request.db)
    choices = StoredChoices(request.db, request.locale_name)

    def judge(client: Client) -> None:
        editor = make_editor(request, Client, choices=choices, **questions_for(client.kind))
        submission = editor.judge(editor.raw_of(client), record=client)
        for key in submission.hidden:
            # An answer to what is no longer asked, such as the e-mail of who has none.
            bound = editor.by_key[key]
            if bound.question.kind not in {"rows", "many"} and bound.block is None:
                setattr(client, bound.attribute, None)
        # Nobody was asked anything by a merge: the ledger gets no answer, and moves with its rows.
        submission.answers.pop("research_consent", None)
        service.judge_saved(client, submission)

    return judge

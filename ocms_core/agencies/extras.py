"""Questions that no column answers, such as who belongs to a program: drawn like all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocms_core.errors import BadInputError
from ocms_core.forms.rendering import FieldView, FormView, Option, SectionView
from ocms_core.i18n import _

Raw = dict[str, list[str]]
NOT_OFFERED = _("Choose again: what you chose is no longer offered.")
MISSING = _("Answer this question; without it the record cannot be saved.")
RADIOS = 6


@dataclass(slots=True, kw_only=True)
class Extra:
    """One question. kind: "text", "choice", "many" or "grid" (whose columns are its inputs).

    options: (code, name) pairs, the rows of a grid; columns: (input name, heading) of a grid.
    """

    key: str
    kind: str
    label: str
    hint: str | None = None
    required: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)
    columns: tuple[tuple[str, str], ...] = ()
    input_type: str = "text"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its inputs."""
        return tuple(name for name, _title in self.columns) or (self.key,)

    def read(self, post: Any) -> Raw:
        """Return what was posted; raise BadInputError on a repeated single answer."""
        raw = {name: [str(value) for value in post.getall(name)] for name in self.names}
        if self.kind in {"text", "choice"} and len(raw[self.key]) > 1:
            raise BadInputError(f"parameter {self.key!r} is repeated")
        return raw

    def judge(self, raw: Raw) -> dict[str, str]:
        """Return what is wrong, by input name."""
        offered = {code for code, _name in self.options}
        errors = {}
        for name in self.names:
            answers = [text for text in raw.get(name, ()) if text]
            if self.kind != "text" and not offered.issuperset(answers):
                errors[name] = NOT_OFFERED
            elif self.required and not answers:
                errors[name] = MISSING
        return errors

    def view(
        self, raw: Raw, errors: Mapping[str, str], translate: Callable[[str], str]
    ) -> FieldView:
        """Return what the field macros draw."""
        given = raw.get(self.key, [])
        view = _plain(self.key, self.kind, translate(self.label), given)
        view.hint = translate(self.hint) if self.hint else None
        view.required = self.required
        view.input_type = self.input_type
        if self.kind == "grid":
            view.grid_rows = [(code, translate(name)) for code, name in self.options]
            view.grid_columns = [
                _plain(name, "many", translate(title), raw.get(name, []))
                for name, title in self.columns
            ]
        else:
            view.options = [
                Option(code, translate(name), code in given) for code, name in self.options
            ]
        if self.kind == "choice" and len(self.options) > RADIOS:
            view.kind = "select"
        if self.kind in {"text", "choice"}:
            view.raw = given[0] if given else ""
        for part in (view, *view.grid_columns):
            part.errors = [translate(errors[part.name])] if part.name in errors else []
        return view


def _plain(name: str, kind: str, label: str, raw: list[str]) -> FieldView:
    return FieldView(key=name, name=name, kind=kind, label=label, hint=None, raw=raw, text="")


@dataclass(slots=True)
class ExtraSection:
    """A titled part of a page with such questions."""

    title: str
    extras: list[Extra]
    hint: str | None = None


class Extras:
    """All such questions of one page, by section."""

    def __init__(self, sections: Iterable[ExtraSection], translate: Callable[[str], str]) -> None:
        self.sections = list(sections)
        self._translate = translate

    @property
    def every(self) -> list[Extra]:
        """The questions in order."""
        return [extra for section in self.sections for extra in section.extras]

    @property
    def names(self) -> set[str]:
        """The names of all inputs."""
        return {name for extra in self.every for name in extra.names}

    def read(self, post: Any) -> Raw:
        """Return what was posted, by input name."""
        return {name: texts for extra in self.every for name, texts in extra.read(post).items()}

    def judge(self, raw: Raw) -> dict[str, str]:
        """Return what is wrong, by input name."""
        return {name: text for extra in self.every for name, text in extra.judge(raw).items()}

    def add_to(
        self, form: FormView, raw: Raw, errors: Mapping[str, str], *, first: bool = False
    ) -> None:
        """Put the questions after the form's own, or before them, and what is wrong on top."""
        views, summary = [], []
        for section in self.sections:
            fields = [extra.view(raw, errors, self._translate) for extra in section.extras]
            views.append(
                SectionView(
                    key=f"x-{section.extras[0].key}",
                    title=self._translate(section.title),
                    hint=self._translate(section.hint) if section.hint else None,
                    fields=fields,
                )
            )
            for field_view in fields:
                for part in (field_view, *field_view.grid_columns):
                    summary += [(part.id, part.label, text) for text in part.errors]
        form.sections = [*views, *form.sections] if first else [*form.sections, *views]
        form.errors = [*summary, *form.errors] if first else [*form.errors, *summary]

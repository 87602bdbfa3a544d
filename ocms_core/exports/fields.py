"""From field keys, ``form.field``, to questions: resolved once, at boot, or the boot stops.

Field keys are public names (decisions C3). The first part is ``client``, the form's own key, or
the name of a shared block that the form takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import inspect

from ocms_core.clients.models import Client
from ocms_core.exports.exporter import CLIENT, Exporter, ExportFile
from ocms_core.forms.editor import read_cell
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import BoundQuestion, questions_of, row_questions
from ocms_core.lookups import Code, CodeList
from ocms_core.plugins.registries import PluginError


class UnknownFieldError(PluginError):
    """An exporter reads a field that no form has: the application must not start."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field key and the question it names; `model` is the class that holds the column."""

    key: str
    bound: BoundQuestion
    model: Any

    @property
    def is_of_client(self) -> bool:
        """Whether the client answers, and not the form."""
        return self.model is Client

    @property
    def is_rows(self) -> bool:
        """Whether the answer is repeated rows."""
        return self.bound.question.kind == "rows"

    @property
    def question_key(self) -> str:
        """The key of the question on the page that asks it."""
        return self.bound.key

    @property
    def label(self) -> str:
        """The words of the question."""
        return self.bound.label

    @property
    def parent_column(self) -> Any:
        """The column by which repeated rows name their parent."""
        relationship = inspect(self.model).relationships[self.bound.attribute]
        (child,) = [
            remote for _own, remote in relationship.local_remote_pairs if remote.name != "agency_id"
        ]
        return getattr(row_class(self.bound), child.name)


def resolve(file: ExportFile, forms: Mapping[str, Any]) -> dict[str, Field]:
    """Return the fields of a file by key; raise UnknownFieldError for one that nobody asks."""
    form = None
    if not file.is_of_clients:
        form = forms.get(file.source)
        if form is None:
            raise UnknownFieldError(f"{file.key} reads an unknown form {file.source!r}")
    return {key: _field(file, key, form) for key in file.fields}


def _field(file: ExportFile, key: str, form: Any) -> Field:
    first, _dot, name = key.partition(".")
    if first == CLIENT:
        model, wanted, holder = Client, name, Client
    elif form is not None and first == file.source:
        model, wanted, holder = form, name, form
    elif form is not None and first in form.__form__.blocks:
        model, wanted = form, key
        holder = inspect(form).relationships[first].mapper.class_
    else:
        raise UnknownFieldError(f"{file.key} reads {key!r}, which the form does not have")
    for bound in questions_of(model):
        if bound.key == wanted:
            return Field(key, bound, holder)
    raise UnknownFieldError(f"{file.key} reads {key!r}, which nobody is asked")


def check_exporters(exporters: Iterable[Exporter], forms: Mapping[str, Any]) -> None:
    """Resolve every field of every exporter, so that a wrong one stops the boot."""
    for exporter in exporters:
        for file in exporter.files:
            resolve(file, forms)


def answer(bound: BoundQuestion, stored: Any) -> Any:
    """Return a stored answer as an exporter wants it: Codes instead of code texts."""
    codes = bound.question.codes
    if codes is None:
        return stored
    if bound.question.kind == "many":
        return [code_of(codes, text) for text in stored or ()]
    return None if stored is None else code_of(codes, stored)


def code_of(codes: CodeList, text: str) -> Code:
    """Return the code; one that the list has lost stands for itself, for the check to find."""
    return codes.by_code.get(text) or Code(text, text, text)


def cells_of_row(bound: BoundQuestion, row: Any) -> dict[str, Any]:
    """Return one repeated row as an exporter wants it; a sealed answer is called "value"."""
    return {name: answer(cell, read_cell(row, cell)) for name, cell in named_cells(bound)}


@lru_cache(maxsize=64)
def named_cells(bound: BoundQuestion) -> tuple[tuple[str, BoundQuestion], ...]:
    """Return the questions of repeated rows with the names that exporters know them by."""
    return tuple(
        ("value" if cell.question.kind == "sealed" else cell.key, cell)
        for cell in row_questions(row_class(bound))
    )


class OneRecord:
    """The answers of one form or client that is at hand as an object, read as they are asked for.

    answers: what stands on the page instead of what is stored, by question key.
    """

    def __init__(
        self,
        fields: Mapping[str, Field],
        record: Any,
        client: Client | None,
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        self._fields = fields
        self._record = record
        self._client = client
        self._answers = answers or {}

    def value(self, key: str) -> Any:
        """Return the answer of a field."""
        field = self._fields[key]
        bound = field.bound
        is_other = field.is_of_client and not isinstance(self._record, Client)
        if not is_other and bound.key in self._answers:
            return self._typed(bound, self._answers[bound.key])
        holder = self._client if field.is_of_client else self._record
        if holder is not None and bound.block is not None:
            holder = getattr(holder, bound.block)
        if holder is None:
            return [] if bound.question.kind in {"many", "rows"} else None
        stored = getattr(holder, bound.attribute)
        if field.is_rows:
            return [cells_of_row(bound, row) for row in stored]
        return answer(bound, stored)

    @staticmethod
    def _typed(bound: BoundQuestion, given: Any) -> Any:
        if bound.question.kind != "rows":
            return answer(bound, given)
        return [
            {name: answer(cell, row.get(cell.key)) for name, cell in named_cells(bound)}
            for row in given or ()
        ]

"""What a plugin hands over to make a funder's files: plain declarations, no page and no SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from ocms_core.plugins.descriptors import check_key

CLIENT = "client"

Cells = Mapping[str, str | None]


class Severity(StrEnum):
    """How much a finding matters: an error keeps the record out of the file."""

    ERROR = "error"
    WARNING = "warning"


class Record(Protocol):
    """What a form and its client answer, by field key such as ``client.birth_date``.

    A choice answers with its Code, a list of choices with a list of Codes, repeated rows with a
    list of mappings; what is not filled in answers None or an empty list.
    """

    def value(self, field: str) -> Any:
        """Return the answer of a field."""


class Finding(Protocol):
    """One thing that is wrong with a row; `field` is where to mend it, None when nobody can.

    severity is "error" or "warning"; sentence says what to do.
    """

    @property
    def severity(self) -> str:
        """How much it matters."""

    @property
    def sentence(self) -> Any:
        """What to do about it."""

    @property
    def field(self) -> str | None:
        """Where to do it."""


class FileWriter(Protocol):
    """Writes one file to a binary stream; the same rows give the same bytes."""

    def __call__(self, rows: Iterable[Cells], stream: BinaryIO, *, draft: bool) -> None:
        """Write the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """One file of an exporter.

    source: the service form whose records fill it, or "client".
    fields: every field key that `row` reads; needed: those without which a record is no good.
    row: the cells of a record by column; check: what is wrong with them; write: the file.
    follows: the key of a file of the same exporter that must be good for a client before the
    client's records go into this one.
    sealed: columns whose cells are kept encrypted in the ledger.
    goes_again: whether a record may go again after it was changed.
    remarks: sentences that the page shows, such as what is not known of a template.
    """

    key: str
    title: str
    description: str
    source: str
    fields: tuple[str, ...]
    needed: frozenset[str]
    row: Callable[[Record], dict[str, str | None]]
    check: Callable[[Cells], Sequence[Finding]]
    write: FileWriter
    file_stem: str
    extension: str = "xlsx"
    media_type: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    rows_per_file: int = 2500
    follows: str | None = None
    sealed: frozenset[str] = frozenset()
    goes_again: bool = False
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key)
        check_key(self.source)
        unread = self.needed - set(self.fields)
        if unread:
            raise ValueError(f"{self.key} needs fields that it does not read: {sorted(unread)}")

    @property
    def is_of_clients(self) -> bool:
        """Whether the file has a row a client, and not a row a service."""
        return self.source == CLIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """The files that one kind of funder takes, in the order in which they are to be sent.

    pays: whether a funder's services go into these files; given the class Funder it is SQL, given
    one funder it is a truth, so it is written as a comparison.
    steps: sentences that the page shows as a numbered list.
    """

    key: str
    title: str
    description: str
    files: tuple[ExportFile, ...]
    pays: Callable[[Any], Any]
    steps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key)
        for file in self.files:
            if file.follows is not None and self.file(file.follows) is None:
                raise ValueError(f"{self.key}.{file.key} follows an unknown file {file.follows!r}")

    def file(self, key: str) -> ExportFile | None:
        """Return one of the files, or None."""
        return next((file for file in self.files if file.key == key), None)

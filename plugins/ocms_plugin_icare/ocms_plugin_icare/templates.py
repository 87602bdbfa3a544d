"""The bulk upload templates as IRCC handed them out, read from `data/templates.json`.

The file keeps all that is known, with its evidence; these classes carry what the writer, the
checks and the pages use. What is not known is None here and empty in a workbook.
"""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

ColumnType = Literal["text", "date", "yes_no", "option"]
Required = Literal["yes", "no", "conditional"]


@dataclass(frozen=True)
class OptionList:
    """The labels a column accepts, with iCARE's own numbers for them where they are known."""

    key: str
    labels: tuple[str, ...]
    ids: tuple[str, ...] | None
    confidence: str
    note: str | None

    @cached_property
    def known(self) -> frozenset[str]:
        """The labels, for a quick look-up."""
        return frozenset(self.labels)


@dataclass(frozen=True)
class Column:
    """One column of a template; `position` counts from 1 and `letter` is Excel's name for it."""

    position: int
    letter: str
    id: str
    heading: str
    type: ColumnType
    required: Required
    mandatory: bool
    rule: str | None
    format: str | None
    options: OptionList | None
    note: str | None


@dataclass(frozen=True)
class Template:
    """One template: one workbook, one sheet of data."""

    key: str
    title: str
    banner: str
    form_key: str | None
    lov_column_count: int | None
    columns: tuple[Column, ...]
    source: str
    confidence: str

    @cached_property
    def by_id(self) -> MappingProxyType[str, Column]:
        """The columns by their machine id."""
        return MappingProxyType({column.id: column for column in self.columns})

    @property
    def mandatory(self) -> tuple[Column, ...]:
        """The columns whose heading is orange."""
        return tuple(column for column in self.columns if column.mandatory)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Name what stays empty in the hidden sheets: `form_key`, or the key of an option list."""
        lists = {
            column.options.key: None
            for column in self.columns
            if column.options is not None and column.options.ids is None
        }
        return (*(("form_key",) if self.form_key is None else ()), *lists)


@cache
def templates() -> MappingProxyType[str, Template]:
    """Return all templates by key, in the order in which they are to be uploaded."""
    data = _read()
    lists = {
        key: OptionList(
            key=key,
            labels=tuple(entry["values"]),
            ids=None if entry["ids"] is None else tuple(entry["ids"]),
            confidence=entry["confidence"],
            note=entry["note"],
        )
        for key, entry in data["option_lists"].items()
    }
    return MappingProxyType({entry["key"]: _template(entry, lists) for entry in data["templates"]})


def template(key: str) -> Template:
    """Return one template; KeyError when there is none of that key."""
    return templates()[key]


def rejection_pattern() -> str:
    """Return the regular expression of what iCARE writes in column A of a rejected row."""
    pattern: str = _read()["processing_details"]["regex"]
    return pattern


@cache
def _read() -> dict[str, Any]:
    text = files("ocms_plugin_icare").joinpath("data/templates.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _template(entry: dict[str, Any], lists: dict[str, OptionList]) -> Template:
    return Template(
        key=entry["key"],
        title=entry["title"],
        banner=entry["banner_a1"],
        form_key=entry["lov_form_key"],
        lov_column_count=entry["lov_column_count"],
        columns=tuple(_column(column, lists) for column in entry["columns"]),
        source=entry["source"],
        confidence=entry["confidence"],
    )


def _column(entry: dict[str, Any], lists: dict[str, OptionList]) -> Column:
    key = entry["options_list"]
    return Column(
        position=entry["position"],
        letter=entry["column"],
        id=entry["id"],
        heading=entry["heading"],
        type=entry["type"],
        required=entry["required"],
        mandatory=entry["mandatory_flag"],
        rule=entry["required_rule"],
        format=entry["format"],
        options=None if key is None else lists[key],
        note=entry["notes"],
    )

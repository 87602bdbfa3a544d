"""Move every row that refers to one record over to another, by the foreign keys in the metadata.

The core moves the tables of plugins too, without knowing them. Where a unique key allows one row
and both records have it (both came to the same session), the double is left out, remembered, and
what hangs on it moves to its twin. Everything moves, whoever may see it: these are statements of
plain tables that no reader's criteria touch (beyond_visibility), so each names the agency itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    Table,
    Text,
    UniqueConstraint,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocms_core.clients.models import AT_MERGE, STAYS
from ocms_core.db.base import Base
from ocms_core.db.scope import agency_of

ALL_ROWS = {"beyond_visibility": True, "with_merged": True}


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """What must differ beside the reference: its other columns, and where the key holds."""

    others: tuple[Any, ...]
    where: Any = None


@dataclass(frozen=True, slots=True)
class Link:
    """A column by which rows of a table refer to another table's rows."""

    table: Table
    column: str
    keys: tuple[UniqueKey, ...]

    def refers_to(self, agency_id: int, *ids: uuid.UUID) -> ColumnElement[bool]:
        """Return the condition that a row of this agency refers to one of `ids`."""
        return and_(self.table.c.agency_id == agency_id, self.table.c[self.column].in_(ids))


@dataclass(slots=True)
class Moved:
    """What moving did. moves: plain ids, for JSON; left_out: (table, row) in the order removed."""

    moves: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows were moved."""
        return sum(len(move["ids"]) for move in self.moves)


@cache
def links_to(name: str) -> tuple[Link, ...]:
    """Return every column that refers to a table's rows and whose rows move with them."""
    found = []
    for table in Base.metadata.tables.values():
        for constraint in table.foreign_key_constraints:
            column = _reference(constraint, name)
            if column is not None and column.info.get(AT_MERGE) != STAYS:
                found.append(Link(table, column.name, _unique_keys(table, column)))
    return tuple(sorted(found, key=lambda link: (link.table.name, link.column)))


def _reference(constraint: ForeignKeyConstraint, name: str) -> Any:
    """Return the column that holds the id of a row of table `name`, if it is this constraint's."""
    if constraint.referred_table.name != name:
        return None
    for element in constraint.elements:
        if element.column.name == "id":
            return element.parent
    return None


def _unique_keys(table: Table, column: Any) -> tuple[UniqueKey, ...]:
    keys = [
        UniqueKey(_without(constraint.columns, column))
        for constraint in (*table.constraints,)
        if isinstance(constraint, UniqueConstraint) and column in set(constraint.columns)
    ]
    if column.primary_key:
        keys.append(UniqueKey(_without(table.primary_key.columns, column)))
    keys += [
        UniqueKey(
            _without(index.expressions, column), index.dialect_options["postgresql"].get("where")
        )
        for index in table.indexes
        if index.unique and column in set(index.columns)
    ]
    return tuple(keys)


def _without(parts: Iterable[Any], column: Any) -> tuple[Any, ...]:
    return tuple(
        part for part in parts if part is not column and getattr(part, "name", "") != "agency_id"
    )


class Mover:
    """Moves rows within the agency in scope, and remembers each."""

    def __init__(
        self, db: Session, leave: Mapping[str, Collection[uuid.UUID]] | None = None
    ) -> None:
        """leave: by table, the ids of rows that stay where they are."""
        self._db = db
        self._agency_id = agency_of(db)
        self._leave = leave or {}
        self.moved = Moved()

    def move(self, table: str, source: uuid.UUID, target: uuid.UUID) -> None:
        """Let what refers to the row `source` of a table refer to the row `target`."""
        links = list(links_to(table))
        self._leave_doubles_out(links, source, target)
        for turn in _one_a_table(links):
            parts = []
            for number, link in turn:
                rows = link.table
                changed = (
                    update(rows)
                    .where(
                        link.refers_to(self._agency_id, source),
                        rows.c.id.not_in(self._leave.get(rows.name, ())),
                    )
                    .values({link.column: target, **_unchanged(rows)})
                    .returning(rows.c.id)
                    .cte(f"moved_{number}")
                )
                parts.append(select(literal(number), changed.c.id))
            self._note(self._execute(union_all(*parts)).all(), links, source, target)

    def _note(
        self, rows: Sequence[Any], links: list[Link], source: uuid.UUID, target: uuid.UUID
    ) -> None:
        ids: dict[int, list[str]] = {}
        for number, key in rows:
            ids.setdefault(number, []).append(str(key))
        self.moved.moves += [
            {
                "table": links[number].table.name,
                "column": links[number].column,
                "from": str(source),
                "into": str(target),
                "ids": keys,
            }
            for number, keys in ids.items()
        ]

    # -- doubles ----------------------------------------------------------------------------

    def _leave_doubles_out(self, links: list[Link], source: uuid.UUID, target: uuid.UUID) -> None:
        """Remove rows that the target has already, once what hangs on them is with their twins."""
        candidates = [
            self._candidates(number, link, key, source, target)
            for number, link in enumerate(links)
            for key in link.keys
        ]
        twins: dict[int, dict[uuid.UUID, uuid.UUID]] = {}
        kept: dict[Any, uuid.UUID] = {}
        rows = self._execute(union_all(*candidates)).all() if candidates else []
        for number, which, key, text, is_target in rows:
            if is_target:
                kept[number, which, text] = key
        for number, which, key, text, is_target in rows:
            if not is_target and (number, which, text) in kept:
                twins.setdefault(number, {})[key] = kept[number, which, text]
        for number, pairs in twins.items():
            table = links[number].table
            for double, twin in pairs.items():
                if links_to(table.name):
                    self.move(table.name, double, twin)
            self._remove(table, table.c.id.in_(pairs))

    def _candidates(
        self, number: int, link: Link, key: UniqueKey, source: uuid.UUID, target: uuid.UUID
    ) -> Select[Any]:
        """Return the rows of both records with what their unique key compares, as text."""
        rows = link.table
        compared = func.jsonb_build_array(*key.others) if key.others else literal("")
        conditions = [link.refers_to(self._agency_id, source, target)]
        conditions += [part.is_not(None) for part in key.others if hasattr(part, "is_not")]
        if key.where is not None:
            conditions.append(key.where)
        return select(
            literal(number),
            literal(link.keys.index(key)),
            rows.c.id,
            cast(compared, Text),
            rows.c[link.column] == target,
        ).where(*conditions)

    def _remove(self, table: Table, *conditions: Any) -> None:
        columns = [column for column in table.columns if column.computed is None]
        removed = self._execute(
            delete(table)
            .where(table.c.agency_id == self._agency_id, *conditions)
            .returning(*columns)
        )
        self.moved.left_out += [(table.name, dict(row._mapping)) for row in removed]  # noqa: SLF001

    # -- undoing ----------------------------------------------------------------------------

    def put_back(self, moved: Moved) -> int:
        """Undo what `moved` says; return how many rows could not come back.

        A row that has gone elsewhere since stays there; what was removed since stays away, and so
        does a double that hung on something that is gone.
        """
        lost = 0
        for name, group in groupby(reversed(moved.left_out), key=lambda entry: entry[0]):
            rows = [row for _name, row in group]
            if not self._insert(name, rows):
                lost += sum(not self._insert(name, [row]) for row in rows)
        for move in moved.moves:
            table = Base.metadata.tables.get(move["table"])
            if table is None:
                lost += len(move["ids"])
                continue
            self._execute(
                update(table)
                .where(
                    table.c.agency_id == self._agency_id,
                    table.c[move["column"]] == uuid.UUID(move["into"]),
                    table.c.id.in_([uuid.UUID(key) for key in move["ids"]]),
                )
                .values({move["column"]: uuid.UUID(move["from"]), **_unchanged(table)})
            )
        return lost

    def _insert(self, name: str, rows: list[dict[str, Any]]) -> bool:
        """Write rows as they were; return whether there was place for all of them."""
        table = Base.metadata.tables.get(name)
        if table is None:
            return False
        try:
            with self._db.begin_nested():
                self._execute(insert(table).values(rows))
        except IntegrityError:
            return False
        return True

    def _execute(self, statement: Any) -> Any:
        return self._db.execute(statement, execution_options=ALL_ROWS)


def _unchanged(table: Table) -> dict[str, Any]:
    """Return the columns that an update would set by itself, as they are: nobody edited the row."""
    return {column.name: column for column in table.columns if column.onupdate is not None}


def _one_a_table(links: list[Link]) -> list[list[tuple[int, Link]]]:
    """Return the links in turns, each table once: no statement can change a row twice."""
    turns: list[list[tuple[int, Link]]] = []
    for number, link in enumerate(links):
        for turn in turns:
            if all(other.table is not link.table for _number, other in turn):
                turn.append((number, link))
                break
        else:
            turns.append([(number, link)])
    return turns

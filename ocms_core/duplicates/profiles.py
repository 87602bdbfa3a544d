"""Make one profile of two: which value survives, and how the old values come back.

The merged record keeps its profile as it was, rows of telephones and the like included: the
survivor gets copies of the rows it has not. So undoing removes what was copied and is still as it
was copied; what somebody has changed since stays with the survivor.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import LargeBinary, inspect
from sqlalchemy.orm import object_session

from ocms_core.clients.matching import phone_digits
from ocms_core.clients.models import ANONYMOUS_QUESTIONS, NAMED, NAMED_WITHOUT, Client
from ocms_core.db.types import uuid7
from ocms_core.forms.editor import read_cell, write_cell
from ocms_core.forms.spec import BoundQuestion, questions_of, row_questions
from ocms_core.security.vault import identifier_key

SURVIVOR, MERGED = "survivor", "merged"
# What a profile has beside its questions; the statement, its language and the moment go together.
STATEMENT: Final = ("privacy_statement_id", "privacy_locale", "privacy_answered_at")
FAMILY: Final = "family_id"
# What follows from the answers, and is judged anew.
STATE: Final = "state"
PHONE_DIGITS: Final = 10
# Answers to the agency's own questions lie in one column, and merge question by question.
CUSTOM: Final = "custom"
OWN: Final = f"{CUSTOM}."
# The answer that protects the client wins, of two records of one number or address by itself, of
# two profiles as the proposal: who asked once not to be called is not called after a merge.
CAREFUL: Final = {
    "may_email": False,
    "may_phone": False,
    "may_post": False,
    "may_text": False,
    "needs_interpreter": True,
    "research_consent": False,
}
CAREFUL_OF_ROW: Final = {"avoid": True, "may_leave_message": False}


@dataclass(slots=True)
class Replaced:
    """What a merge did to the survivor's profile.

    values: column to [before, after]. copies: [question, id of the copy, id it was copied from].
    places: question to {row id: [position before, position after]}. cells: [question, row id,
    cell, before, after] of the survivor's own rows.
    """

    values: dict[str, list[Any]] = field(default_factory=dict)
    copies: list[list[Any]] = field(default_factory=list)
    places: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    cells: list[list[Any]] = field(default_factory=list)


@cache
def row_lists() -> tuple[BoundQuestion, ...]:
    """Return the profile's questions that are answered by rows: telephones, addresses ..."""
    return tuple(bound for bound in questions_of(Client) if bound.question.kind == "rows")


def present_rows(client: Client) -> dict[str, list[uuid.UUID]]:
    """Return by table the ids of a client's present rows; those that are over are not among them.

    The present ones stay with a record that is merged; what is over moves like everything else.
    """
    return {
        _row_class(bound).__tablename__: [row.id for row in getattr(client, bound.attribute)]
        for bound in row_lists()
    }


def asked_of(kind: str) -> list[BoundQuestion]:
    """Return the profile's questions for a kind of client, those answered by rows included."""
    found = questions_of(Client)
    if kind == NAMED:
        return [bound for bound in found if bound.key not in NAMED_WITHOUT]
    return [bound for bound in found if bound.key in ANONYMOUS_QUESTIONS]


def asked_keys() -> tuple[str, ...]:
    """Return the keys of every question of the profile."""
    return tuple(bound.key for bound in questions_of(Client))


def value_of(client: Client, key: str) -> Any:
    """Return a single value of a profile, nothing for what the client's kind is not asked."""
    if key.startswith(OWN):
        return client.custom.get(key.removeprefix(OWN))
    return getattr(client, key)


def own_keys(*clients: Client) -> list[str]:
    """Return the keys of the agency's own questions that one of these clients answered."""
    return [OWN + key for key in dict.fromkeys(key for one in clients for key in one.custom)]


def suggested(survivor: Client, merged: Client, key: str) -> str:
    """Return whose value to propose: the survivor's, unless it has none or a less careful one."""
    if key in CAREFUL and value_of(merged, key) is CAREFUL[key]:
        return SURVIVOR if value_of(survivor, key) is CAREFUL[key] else MERGED
    if not _says(survivor, key) and _says(merged, key):
        return MERGED
    return SURVIVOR


def _says(client: Client, key: str) -> bool:
    return value_of(client, key) not in (None, "") and value_of(client, key) != []


def combine(survivor: Client, merged: Client, choices: Mapping[str, str]) -> Replaced:
    """Write into the survivor what was chosen, and return what that replaced.

    choices: question, or "family_id", to whose value survives; for rows, whose first one is the
    first. What is not among them is as `suggested`.
    """
    before = _columns(survivor)
    replaced = Replaced()
    for bound in asked_of(survivor.kind):
        chosen = choices.get(bound.key) or suggested(survivor, merged, bound.key)
        if bound.question.kind == "rows":
            _join_rows(survivor, merged, bound, chosen, replaced)
        elif chosen == MERGED:
            setattr(survivor, bound.attribute, getattr(merged, bound.attribute))
    for key in own_keys(survivor, merged):
        if (choices.get(key) or suggested(survivor, merged, key)) == MERGED:
            _set_own(survivor, key, value_of(merged, key))
    if (choices.get(FAMILY) or suggested(survivor, merged, FAMILY)) == MERGED:
        survivor.family_id = merged.family_id
    if survivor.privacy_answered_at is None:
        for key in STATEMENT:
            setattr(survivor, key, getattr(merged, key))
    replaced.values = {key: [value, None] for key, value in before.items()}
    return replaced


def settle(survivor: Client, replaced: Replaced) -> None:
    """Keep of the values those that differ now, after the profile was judged."""
    after = _columns(survivor)
    before = {key: pair[0] for key, pair in replaced.values.items()}
    replaced.values = {
        key: [before.get(key), after.get(key)]
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    }


def restore(survivor: Client, merged: Client, replaced: Replaced) -> bool:
    """Give the survivor its values back; return whether some stayed, being changed since."""
    changed_since = False
    for key, (before, after) in replaced.values.items():
        if value_of(survivor, key) == after:
            if key.startswith(OWN):
                _set_own(survivor, key, before)
            else:
                setattr(survivor, key, before)
        else:
            changed_since = True
    for bound in row_lists():
        changed_since |= _remove_copies(survivor, merged, bound, replaced)
        _restore_own_rows(survivor, bound, replaced)
    return changed_since


def _remove_copies(
    survivor: Client, merged: Client, bound: BoundQuestion, replaced: Replaced
) -> bool:
    """Remove the copies that are as they were copied; return whether there are others."""
    collection = getattr(survivor, bound.attribute)
    rows = {row.id: row for row in collection}
    sources = {row.id: row for row in getattr(merged, bound.attribute)}
    changed_since = False
    for key, copy_id, source_id in replaced.copies:
        copy, source = rows.get(copy_id), sources.get(source_id)
        if key != bound.key or copy is None or source is None:
            continue
        if _cells(copy, bound) == _cells(source, bound):
            collection.remove(copy)
            object_session(survivor).delete(copy)  # type: ignore[union-attr]
        else:
            changed_since = True
    return changed_since


def _restore_own_rows(survivor: Client, bound: BoundQuestion, replaced: Replaced) -> None:
    rows = {row.id: row for row in getattr(survivor, bound.attribute)}
    for key, row_id, cell, before, after in replaced.cells:
        if key == bound.key and row_id in rows and getattr(rows[row_id], cell) is after:
            setattr(rows[row_id], cell, before)
    places = replaced.places.get(bound.key, {})
    for row in rows.values():
        old, new = places.get(str(row.id), (None, None))
        if old is not None and row.position == new:
            row.position = old


def same_row(one: Any, other: Any, bound: BoundQuestion) -> bool:
    """Whether two rows say the same: one number however written, one identifier, one address."""
    mine, theirs = _compared(one, bound), _compared(other, bound)
    return mine == theirs


def check(client: Client) -> None:
    """Raise AssertionError when the profile breaks a rule: doubles, or two in one place."""
    for bound in row_lists():
        rows = list(getattr(client, bound.attribute))
        compared = [_compared(row, bound) for row in rows]
        if any(one in compared[:number] for number, one in enumerate(compared)):
            raise AssertionError(f"{bound.key} has a double after merging")
        if len({row.position for row in rows}) != len(rows):
            raise AssertionError(f"{bound.key} has two rows in one place after merging")


def _columns(client: Client) -> dict[str, Any]:
    """Return what a merge may replace: single answers, and the little that goes with them."""
    keys = [bound.attribute for bound in questions_of(Client) if bound.question.kind != "rows"]
    every = (*keys, *STATEMENT, FAMILY, STATE, *own_keys(client))
    return {key: value_of(client, key) for key in every}


def _set_own(client: Client, key: str, value: Any) -> None:
    """Write one answer to a question of the agency's own; None takes it away."""
    name = key.removeprefix(OWN)
    kept = {other: answer for other, answer in client.custom.items() if other != name}
    client.custom = kept if value is None else {**kept, name: value}


def _row_class(bound: BoundQuestion) -> Any:
    return inspect(Client).relationships[bound.attribute].mapper.class_


def _cells(row: Any, bound: BoundQuestion) -> list[Any]:
    return [read_cell(row, cell) for cell in row_questions(_row_class(bound))]


def _compared(row: Any, bound: BoundQuestion) -> Any:
    cells = row_questions(_row_class(bound))
    for cell in cells:
        if cell.question.kind == "sealed":
            return identifier_key(read_cell(row, cell) or "")
        if cell.question.input_type == "tel" and cell.question.required:
            return phone_digits(read_cell(row, cell) or "")[-PHONE_DIGITS:]
    return [_plain(read_cell(row, cell)) for cell in cells if cell.key not in CAREFUL_OF_ROW]


def _plain(value: Any) -> Any:
    return "".join(value.split()).casefold() if isinstance(value, str) else value or None


def _join_rows(
    survivor: Client, merged: Client, bound: BoundQuestion, chosen: str, replaced: Replaced
) -> None:
    collection = getattr(survivor, bound.attribute)
    own = sorted(collection, key=lambda row: row.position)
    before = {row.id: row.position for row in own}
    taken: list[Any] = []
    for source in sorted(getattr(merged, bound.attribute), key=lambda row: row.position):
        twin = next((row for row in (*own, *taken) if same_row(row, source, bound)), None)
        if twin is None:
            twin = _copy(survivor, source, bound)
            replaced.copies.append([bound.key, twin.id, source.id])
        elif twin in own:
            _be_careful(twin, source, bound, replaced)
        if twin not in taken:
            taken.append(twin)
    first, last = (taken, own) if chosen == MERGED else (own, taken)
    order = [*first, *(row for row in last if row not in first)]
    for position, row in enumerate(order):
        if row.position != position:
            row.position = position
    replaced.places[bound.key] = {
        str(row.id): [before[row.id], row.position] for row in own if before[row.id] != row.position
    }


def _be_careful(own: Any, source: Any, bound: BoundQuestion, replaced: Replaced) -> None:
    """Take over from a double what protects the client."""
    for cell, careful in CAREFUL_OF_ROW.items():
        before = getattr(own, cell, careful)
        if before is not careful and getattr(source, cell) is careful:
            setattr(own, cell, careful)
            replaced.cells.append([bound.key, own.id, cell, before, careful])


def _copy(survivor: Client, source: Any, bound: BoundQuestion) -> Any:
    """Add a copy of a row to the survivor; what is sealed is sealed anew, bound to its row."""
    model = _row_class(bound)
    copy = model(agency_id=survivor.agency_id, id=uuid7())
    getattr(survivor, bound.attribute).append(copy)
    asked = row_questions(model)
    known = {cell.attribute for cell in asked} | {"agency_id", "id", "client_id", "position"}
    for attribute in inspect(model).column_attrs:
        column = attribute.columns[0]
        if attribute.key in known or column.computed is not None:
            continue
        # A blind index is made with the sealed value.
        if not isinstance(column.type, LargeBinary):
            setattr(copy, attribute.key, getattr(source, attribute.key))
    for cell in asked:
        write_cell(copy, cell, read_cell(source, cell))
    return copy

"""Conditions between questions, written once as SQLAlchemy expressions.

``shown_if=stage == "other"`` is SQL already. One walker also makes it a Python predicate for the
server and a JSON rule for the browser, so the three cannot disagree. What the walker does not know
is refused when the form is declared; ``~`` too, since an unanswered yes/no is NULL in SQL and
would be true in Python (proofs 1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    False_,
    Grouping,
    Null,
    True_,
)

if TYPE_CHECKING:
    from ocms_core.forms.ask import Question

Values = Mapping[Any, Any]

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left is not None and left != right,
    "in": lambda left, right: left in right,
    "not_in": lambda left, right: left is not None and left not in right,
    "lt": lambda left, right: left is not None and left < right,
    "le": lambda left, right: left is not None and left <= right,
    "gt": lambda left, right: left is not None and left > right,
    "ge": lambda left, right: left is not None and left >= right,
    "has": lambda left, right: set(right) <= set(left or ()),
    "has_any": lambda left, right: bool(set(right) & set(left or ())),
}

_OPERATORS = {
    operators.eq: "eq",
    operators.is_: "eq",
    operators.ne: "ne",
    operators.is_not: "ne",
    operators.in_op: "in",
    operators.not_in_op: "not_in",
    operators.lt: "lt",
    operators.le: "le",
    operators.gt: "gt",
    operators.ge: "ge",
}
_ARRAY_OPERATORS = {"@>": "has", "&&": "has_any"}
# A browser holds an amount, a length of time or a partial date as it was typed: it cannot compare.
COMPARABLE = frozenset({"text", "number", "date", "yes_no", "choice", "many"})


def _operator(expression: BinaryExpression[Any]) -> str:
    name = _OPERATORS.get(expression.operator)
    if name is None:
        name = _ARRAY_OPERATORS.get(getattr(expression.operator, "opstring", ""))
    if name is None:
        raise ValueError(f"a condition cannot use {expression.operator!r}")
    return str(name)


def _constant(element: Any) -> Any:
    if isinstance(element, Grouping):
        return _constant(element.element)
    if isinstance(element, True_):
        return True
    if isinstance(element, False_):
        return False
    if isinstance(element, Null):
        return None
    if isinstance(element, BindParameter):
        return element.value
    if hasattr(element, "clauses"):
        return [_constant(clause) for clause in element.clauses]
    raise ValueError(f"a condition compares a question with a constant, not with {element!r}")


def _question(element: Any) -> Question:
    asked = getattr(element, "info", {}).get("question")
    if asked is None:
        raise ValueError("the left side of a condition is a question")
    if asked.kind not in COMPARABLE:
        raise ValueError(f"a condition cannot compare a question of the kind {asked.kind}")
    return asked


def any_of(answers: Any, *codes: str) -> ColumnElement[bool]:
    """Return the condition that at least one of these codes was chosen in a ``many`` question."""
    condition: ColumnElement[bool] = answers.column.overlap(list(codes))
    return condition


class Condition:
    """A test over the answers given so far."""

    def __init__(self, expression: ColumnElement[Any] | None, tree: Any = None) -> None:
        self.expression = expression
        self._tree = self._walk(expression) if tree is None else tree

    @classmethod
    def on_answers(cls, wanted: Mapping[Question, Iterable[Any]]) -> Condition:
        """Return the test that one of the wanted answers was given, as chosen on a page."""
        tests = []
        for asked, answers in wanted.items():
            if asked.kind not in COMPARABLE:
                raise ValueError(f"a condition cannot compare a question of the kind {asked.kind}")
            tests.append(("has_any" if asked.kind == "many" else "in", asked, list(answers)))
        return cls(None, ("any", tests))

    @classmethod
    def of(cls, expression: Any) -> Condition | None:
        """Wrap an expression; None and a ready Condition pass through."""
        if expression is None or isinstance(expression, Condition):
            return expression
        return cls(expression)

    def _walk(self, element: Any) -> Any:
        if isinstance(element, Grouping):
            return self._walk(element.element)
        if isinstance(element, BooleanClauseList):
            joint = "all" if element.operator is operators.and_ else "any"
            return (joint, [self._walk(clause) for clause in element.clauses])
        if isinstance(element, BinaryExpression):
            constant = _constant(element.right)
            if isinstance(constant, list) and None in constant:
                # To SQL nothing is in a list with NULL, or not in it.
                raise ValueError("a condition cannot look for nothing in a list")
            return (_operator(element), _question(element.left), constant)
        raise ValueError(f"a condition cannot hold {element!r}; write == True instead of ~")

    def holds(self, values: Values) -> bool:
        """Whether the condition is met; `values` maps questions to answers."""
        return self._holds(self._tree, values)

    def _holds(self, tree: Any, values: Values) -> bool:
        if tree[0] in {"all", "any"}:
            judged = (self._holds(branch, values) for branch in tree[1])
            return all(judged) if tree[0] == "all" else any(judged)
        test, asked, constant = tree
        return _TESTS[test](values.get(asked), constant)

    def rule(self, names: Mapping[Any, str]) -> Any:
        """Return the rule as plain data for the browser; `names` maps questions to input names.

        ``{"all": [...]}``, ``{"any": [...]}`` or ``{"name": ..., "op": ..., "value": ...}``, yes
        and no as the texts the browser posts. A question that this page does not ask has no name,
        and so counts as unanswered in the browser, too.
        """
        return self._rule(self._tree, names)

    def _rule(self, tree: Any, names: Mapping[Any, str]) -> Any:
        if tree[0] in {"all", "any"}:
            return {tree[0]: [self._rule(branch, names) for branch in tree[1]]}
        test, asked, constant = tree
        return {"name": names.get(asked, ""), "op": test, "value": _for_browser(constant)}

    def questions(self) -> set[Question]:
        """Return the questions the condition looks at."""
        found: set[Question] = set()

        def visit(tree: Any) -> None:
            if tree[0] in {"all", "any"}:
                for branch in tree[1]:
                    visit(branch)
            else:
                found.add(tree[1])

        visit(self._tree)
        return found


def _for_browser(constant: Any) -> Any:
    if constant is True:
        return "yes"
    if constant is False:
        return "no"
    if isinstance(constant, list | tuple | set | frozenset):
        return [_for_browser(item) for item in constant]
    if isinstance(constant, dt.date):
        return constant.isoformat()
    return constant

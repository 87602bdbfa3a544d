"""Count the SQL that a piece of code sends: the budgets of pages are counts, not times.

What only opens, closes or names the agency of a transaction is not counted: BEGIN, COMMIT,
ROLLBACK, savepoints and ``set_config`` cost the same on every page.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

FRAME = re.compile(
    r"\s*(begin|start\s+transaction|commit|rollback|savepoint|release|select\s+set_config)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it went to the driver; `many` says that it went once for each parameter."""

    sql: str
    parameters: Any
    many: bool = False

    @property
    def is_frame(self) -> bool:
        """Whether it belongs to the transaction, not to the page."""
        return FRAME.match(self.sql) is not None


@dataclass(slots=True)
class Statements:
    """What was sent while the counter ran, in order."""

    all: list[Statement] = field(default_factory=list)

    @property
    def counted(self) -> list[Statement]:
        """The statements that budgets count."""
        return [statement for statement in self.all if not statement.is_frame]

    @property
    def texts(self) -> list[str]:
        """The counted statements' SQL, each on one line: for messages of failed tests."""
        return [" ".join(statement.sql.split()) for statement in self.counted]

    def __len__(self) -> int:
        return len(self.counted)

    def __str__(self) -> str:
        return "\n".join(self.texts)


@contextmanager
def count_statements(engine: Engine | Connection) -> Iterator[Statements]:
    """Collect what the engine, or one connection, sends while the block runs.

    ``with count_statements(engine) as sent: ...`` and then ``assert len(sent) <= 12, str(sent)``.
    """
    sent = Statements()

    def remember(
        _connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: Any
    ) -> None:
        sent.all.append(Statement(sql, parameters, bool(many)))

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", remember)

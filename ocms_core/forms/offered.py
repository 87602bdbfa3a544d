"""Which forms the programs of a person offer; an agency says so on each program's page.

It is a matter of order, not of access: what was attached stays, and can be opened and saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from pyramid.request import Request
from sqlalchemy import select

from ocms_core.agencies.models import Program
from ocms_core.plugins.descriptors import SessionType


class OfferedForms:
    """What the programs of a person offer together.

    kinds: the kinds of form, or None for all. read: returns the person's active programs and the
    one among all that is their usual one; it is asked only when a form gets its program.
    """

    def __init__(
        self,
        kinds: frozenset[str] | None,
        read: Callable[[], tuple[list[Program], Program | None]],
    ) -> None:
        self._kinds = kinds
        self._read = read

    @cached_property
    def _programs(self) -> tuple[list[Program], Program | None]:
        return self._read()

    @property
    def usual(self) -> Program | None:
        """The program that new forms belong to where nothing else decides."""
        return self._programs[1]

    def offers(self, kind: str) -> bool:
        """Whether one of the programs offers a kind of form."""
        return self._kinds is None or kind in self._kinds

    def of(self, kinds: Iterable[str]) -> list[str]:
        """Return those kinds of form that are offered, in the same order."""
        return [kind for kind in kinds if self.offers(kind)]

    def offers_session(self, session_type: SessionType) -> bool:
        """Whether there is a form to fill in for such a session."""
        if session_type.main_form is not None and not self.offers(session_type.main_form):
            return False
        return not session_type.forms or bool(self.of(session_type.forms))

    def program_for(self, kinds: Iterable[str]) -> Program | None:
        """Return the program of new forms: the usual one, unless only another offers them."""
        wanted = list(kinds)
        fitting = [
            program
            for program in self._programs[0]
            if not wanted or any(program.offers(kind) for kind in wanted)
        ]
        if self.usual in fitting or not fitting:
            return self.usual
        # Somebody without a usual program who works in several says on the form which it is.
        return fitting[0] if self.usual is not None or len(fitting) == 1 else None


def offered_forms(request: Request) -> OfferedForms:
    """Return what the programs of this person offer; ask for ``request.offered_forms``."""

    def read() -> tuple[list[Program], Program | None]:
        usual, own = request.staff.default_program_id, request.identity.programs
        keys = {*own, *([usual] if usual else [])}
        statement = select(Program).where(Program.id.in_(keys)).order_by(Program.name, Program.id)
        found = request.db.scalars(statement).all() if keys else []
        return (
            [program for program in found if program.active],
            next((program for program in found if program.id == usual), None),
        )

    return OfferedForms(request.identity.offered, read)

"""Which forms the programs of a person offer; an agency says so on each program's page.

It is a matter of order, not of access: what was attached stays, and can be opened and saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyramid.request import Request
from sqlalchemy import select

from ocms_core.agencies.models import Program
from ocms_core.plugins.descriptors import SessionType


class OfferedForms:
    """What programs offer together. Without any program, everything is offered.

    usual: the program that new forms belong to where nothing else decides.
    """

    def __init__(self, programs: Sequence[Program], usual: Program | None = None) -> None:
        self.programs = list(programs)
        self.usual = usual

    def offers(self, kind: str) -> bool:
        """Whether one of the programs offers a kind of form."""
        return not self.programs or any(program.offers(kind) for program in self.programs)

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
            for program in self.programs
            if not wanted or any(program.offers(kind) for kind in wanted)
        ]
        if self.usual in fitting or not fitting:
            return self.usual
        # Somebody without a usual program who works in several says on the form which it is.
        return fitting[0] if self.usual is not None or len(fitting) == 1 else None


def offered_forms(request: Request) -> OfferedForms:
    """Return what the programs of this person offer; ask for ``request.offered_forms``."""
    usual, own = request.staff.default_program_id, request.identity.programs
    keys = {*own, *([usual] if usual else [])}
    if not keys:
        return OfferedForms([])
    found = request.db.scalars(
        select(Program).where(Program.id.in_(keys)).order_by(Program.name, Program.id)
    ).all()
    return OfferedForms(
        [program for program in found if program.active],
        next((program for program in found if program.id == usual), None),
    )

"""Human numbers of an agency: taken in blocks, in a short transaction of their own.

A counter held for as long as a request or an import would make everybody else wait; so a number
that was taken and not used leaves a gap, which is allowed (decisions B5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy.dialects.postgresql import insert

from ocms_core.agencies.models import AgencyCounter
from ocms_core.db.scope import DbSession, enter

CLIENT: Final = "client"


class NumberTaker:
    """Hands out numbers; two takers never get the same one."""

    def __init__(self, session_factory: Callable[[], DbSession]) -> None:
        self._session_factory = session_factory

    def take(self, agency_id: int, kind: str = CLIENT, count: int = 1) -> range:
        """Return the next `count` numbers of a kind; they are spent, also if nobody uses them."""
        if count < 1:
            raise ValueError("take at least one number")
        counter = insert(AgencyCounter).values(agency_id=agency_id, kind=kind, next_value=1 + count)
        # One statement: the row's lock is held no longer than this short transaction.
        taken = counter.on_conflict_do_update(
            index_elements=[AgencyCounter.agency_id, AgencyCounter.kind],
            set_={"next_value": AgencyCounter.next_value + count},
        ).returning(AgencyCounter.next_value)
        with self._session_factory() as session:
            enter(session, agency_id)
            after = session.scalars(taken).one()
            session.commit()
        return range(after - count, after)


def request_numbers(request: Request) -> NumberTaker:
    """Return the taker for this request; in a test it shares the test's connection."""
    factory = request.environ.get("ocms.session_factory") or request.registry["session_factory"]
    return NumberTaker(factory)


def includeme(config: Configurator) -> None:
    """Add ``registry["numbers"]`` and ``request.numbers``."""
    config.registry["numbers"] = NumberTaker(config.registry["session_factory"])
    config.add_request_method(request_numbers, "numbers", reify=True)

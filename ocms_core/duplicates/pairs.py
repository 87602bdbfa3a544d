"""The queue of pairs: filled by a scan or by a worker, emptied by who judges them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, selectinload

from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client, ClientAlias
from ocms_core.clients.pairs import Pair, find_pairs
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.duplicates.models import (
    DONE,
    FAILED,
    NOT_SAME,
    OPEN,
    RUNNING,
    WAITING,
    ClientPair,
    ClientScan,
)
from ocms_core.errors import NotFoundError

STORE_AT_ONCE: Final = 1000
STALE: Final = dt.timedelta(minutes=30)
SUGGESTED, IDENTIFIED = "suggested", "identified"


@dataclass(frozen=True, slots=True)
class Listed:
    """A pair with both of its clients, whom the reader may see."""

    pair: ClientPair
    low: Client
    high: Client


@cache
def _sides() -> tuple[Any, Any]:
    """Return the two clients of a pair; made once, an alias of so many columns being dear."""
    return aliased(Client), aliased(Client)


class PairService:
    """Keeps the pairs of the agency in scope."""

    def __init__(self, db: Session) -> None:
        self._db = db

    # -- reading ----------------------------------------------------------------------------

    def listed(self, state: str = OPEN, *, limit: int, offset: int = 0) -> list[Listed]:
        """Return pairs, the likeliest first, of clients who are both there for this reader."""
        low, high = _sides()
        phones = [selectinload(who.phones) for who in (low, high)]
        return self._list(low, high, ClientPair.state == state, phones, limit, offset)

    def of_client(self, client: Client) -> list[Listed]:
        """Return the open pairs of one client."""
        low, high = _sides()
        mine = or_(ClientPair.low_id == client.id, ClientPair.high_id == client.id)
        return self._list(low, high, and_(ClientPair.state == OPEN, mine), [], 20, 0)

    def _list(  # noqa: PLR0917  two aliases, what, how and where
        self, low: Any, high: Any, condition: Any, loads: list[Any], limit: int, offset: int
    ) -> list[Listed]:
        rows = self._db.execute(
            select(ClientPair, low, high)
            .join(low, low.id == ClientPair.low_id)
            .join(high, high.id == ClientPair.high_id)
            .where(condition)
            # What a person suggested comes before what a scan found.
            .order_by(ClientPair.suggested_by_id.is_(None), ClientPair.score.desc(), ClientPair.id)
            .options(*loads)
            .limit(limit)
            .offset(offset)
        )
        return [Listed(*row) for row in rows]

    def require(self, pair_id: uuid.UUID | None) -> ClientPair:
        """Return a pair; raise NotFoundError if there is none."""
        found = self._db.scalar(select(ClientPair).where(ClientPair.id == pair_id))
        if found is None:
            raise NotFoundError("no such pair")
        return found

    # -- judging ----------------------------------------------------------------------------

    def suggest(
        self, one: Client, other: Client, note: str | None, *, reason: str = SUGGESTED
    ) -> ClientPair:
        """Put two clients into the queue, also when they were judged before."""
        low, high = sorted((one.id, other.id))
        pair = self._db.scalar(
            select(ClientPair).where(ClientPair.low_id == low, ClientPair.high_id == high)
        )
        if pair is None:
            pair = ClientPair(id=uuid7(), low_id=low, high_id=high, reasons=[])
            self._db.add(pair)
        pair.state = OPEN
        pair.suggested_by_id = self._db.info.get("staff_id")
        pair.note = note or pair.note
        pair.reasons = list(dict.fromkeys([*pair.reasons, reason]))
        for client in (one, other):
            record_change(self._db, "client", client.id, (), action="suggested")
        self._db.flush()
        return pair

    def judge(self, pair: ClientPair, state: str) -> None:
        """Remember that two are not one person, or ask again about them."""
        pair.state = state
        pair.judged_by_id = self._db.info.get("staff_id")
        pair.judged_at = dt.datetime.now(dt.UTC)
        if state == NOT_SAME:
            for client_id in (pair.low_id, pair.high_id):
                record_change(self._db, "client", client_id, (), action="not_same")
        self._db.flush()

    # -- scanning ---------------------------------------------------------------------------

    def last_scan(self) -> ClientScan | None:
        """Return the scan that was asked for last."""
        return self._db.scalar(select(ClientScan).order_by(ClientScan.id.desc()).limit(1))

    def start_scan(self, staff_id: uuid.UUID) -> ClientScan | None:
        """Add a scan that waits for the worker; None while another is on its way."""
        last = self.last_scan()
        fresh = dt.datetime.now(dt.UTC) - STALE
        if last is not None and last.state in {WAITING, RUNNING} and last.asked_at > fresh:
            return None
        scan = ClientScan(id=uuid7(), asked_by_id=staff_id)
        self._db.add(scan)
        self._db.flush()
        return scan

    def store(self, found: Iterable[Pair]) -> tuple[int, int]:
        """Write what a scan found; return how many pairs it found and how many are new.

        Nobody is asked again about two who were judged, nor about two whose records were merged
        into such. A pair that a former scan found and this one did not is taken away.
        """
        started = self._db.scalar(select(func.clock_timestamp()))
        known = self._known()
        refused = self._refused()
        count = new = 0
        rows: list[dict[str, Any]] = []
        for pair in found:
            if (pair.low_id, pair.high_id) in refused:
                continue
            count += 1
            new += (pair.low_id, pair.high_id) not in known
            rows.append(
                {
                    "agency_id": agency_of(self._db),
                    "id": uuid7(),
                    "low_id": pair.low_id,
                    "high_id": pair.high_id,
                    "score": pair.score,
                    "reasons": list(pair.reasons),
                }
            )
            if len(rows) == STORE_AT_ONCE:
                self._write(rows)
                rows = []
        self._write(rows)
        self._db.execute(
            delete(ClientPair)
            .where(
                ClientPair.state == OPEN,
                ClientPair.suggested_by_id.is_(None),
                ClientPair.found_at < started,
            )
            .execution_options(synchronize_session=False)
        )
        return count, new

    def _known(self) -> set[tuple[uuid.UUID, uuid.UUID]]:
        return {(low, high) for low, high in self._db.execute(select(*_ENDS))}

    def _refused(self) -> set[tuple[uuid.UUID, uuid.UUID]]:
        """Return the pairs that were judged, in the records that are there now."""
        aliases = select(ClientAlias.former_id, ClientAlias.client_id)
        present = dict(self._db.execute(aliases).all())
        refused = set()
        for low, high in self._db.execute(select(*_ENDS).where(ClientPair.state == NOT_SAME)):
            one, other = present.get(low, low), present.get(high, high)
            refused.add((min(one, other), max(one, other)))
        return refused

    def _write(self, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        statement = insert(ClientPair)
        new = statement.excluded
        # The clock as it runs: now() is the same for all that one transaction writes.
        moment = func.clock_timestamp()
        self._db.execute(
            statement.values([{**row, "state": OPEN, "found_at": moment} for row in rows])
            .on_conflict_do_update(
                index_elements=["agency_id", "low_id", "high_id"],
                set_={"score": new.score, "reasons": new.reasons, "found_at": moment},
                where=ClientPair.state == OPEN,
            )
            .execution_options(synchronize_session=False)
        )


_ENDS = (ClientPair.low_id, ClientPair.high_id)


def scan(
    db: Session,
    scan_id: uuid.UUID,
    tell: Callable[..., None],
    find: Callable[..., Iterable[Pair]] = find_pairs,
) -> None:
    """Compare everybody and fill the queue; `tell` writes what the page shows meanwhile."""
    # Not found when it was asked in a transaction that was undone, or done already.
    state = db.scalar(select(ClientScan.state).where(ClientScan.id == scan_id))
    if state in {None, DONE}:
        return
    tell(state=RUNNING)
    try:
        found, new = PairService(db).store(
            find(db, lambda done, total: tell(done=done, total=total))
        )
    except Exception:
        tell(state=FAILED)
        raise
    db.execute(
        update(ClientScan)
        .where(ClientScan.id == scan_id)
        .values(state=DONE, found=found, new_pairs=new, finished_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )

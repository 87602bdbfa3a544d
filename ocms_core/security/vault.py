"""Seal single values under the agency's own keys (decisions D8).

AES-256-GCM; the agency's keys are wrapped by a root key that lies in a file outside the database;
what a value is bound to (agency, table, row, column) is authenticated, so that a sealed value
copied elsewhere does not open. A sealed value names its key, so that a new key hides nothing. A
blind index (HMAC-SHA-256 under a key of its own, which stays) finds equal values without opening
any.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.security.models import DATA, INDEX, AgencyKey
from ocms_core.security.root_key import (
    KEY_BYTES,
    RootKeys,
    VaultError,
    name_of,
    read_root_key,
    read_root_keys,
)

__all__ = ["Vault", "VaultError", "fingerprint", "identifier_key", "read_root_key"]

NONCE_BYTES, KEY_ID_BYTES = 12, 16
FIRST_FORMAT, FORMAT = b"\x01", b"\x02"
HEAD_BYTES = 1 + KEY_ID_BYTES
CURRENT = "vault_current"


@dataclass
class _Keys:
    """One agency's keys in clear: data keys from the oldest, and the key of the blind index."""

    data: dict[uuid.UUID, bytes] = field(default_factory=dict)
    index: bytes = b""


class Vault:
    """Seals and opens values of the agency that a session has in scope.

    One a process. Keys in clear are kept in memory; which key seals is asked once a transaction,
    so that running processes take up a new key by themselves.
    """

    def __init__(self, root: bytes | RootKeys) -> None:
        self.roots = RootKeys([root]) if isinstance(root, bytes) else root
        self._links = hmac.digest(self.roots.current, b"mailed links", "sha256")
        self._keys: dict[int, _Keys] = {}

    @classmethod
    def at(cls, path: Path, *, create: bool = False) -> Vault:
        """Return the vault of a file of root keys, made with a new key if `create` says so."""
        return cls(read_root_keys(path, create=create))

    def seal(self, db: Session, clear: str, place: str) -> bytes:
        """Return `clear` sealed and bound to `place`."""
        return self.seal_bytes(db, clear.encode(), place)

    def open(self, db: Session, sealed: bytes, place: str) -> str:
        """Return what was sealed; raise VaultError if it is not ours or not from this place."""
        return self.open_bytes(db, sealed, place).decode()

    def seal_bytes(self, db: Session, clear: bytes, place: str) -> bytes:
        """Return bytes sealed by the agency's present key and bound to `place`."""
        agency_id = agency_of(db)
        key_id = self.current(db)
        nonce = os.urandom(NONCE_BYTES)
        cipher = AESGCM(self._data_key(db, agency_id, key_id))
        sealed = cipher.encrypt(nonce, clear, _bound(agency_id, place))
        return FORMAT + key_id.bytes + nonce + sealed

    def open_bytes(self, db: Session, sealed: bytes, place: str) -> bytes:
        """Return the bytes that were sealed; raise VaultError as `open` does."""
        agency_id = agency_of(db)
        bound = _bound(agency_id, place)
        with _as_vault_error():
            if sealed[:1] == FORMAT:
                key_id = uuid.UUID(bytes=bytes(sealed[1:HEAD_BYTES]))
                key, rest = self._data_key(db, agency_id, key_id), sealed[HEAD_BYTES:]
            else:
                # Of the time when an agency had one key: its first.
                key, rest = self._first_data_key(db, agency_id), sealed[1:]
            return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound)

    def reseal(self, db: Session, sealed: bytes, place: str) -> bytes | None:
        """Return a value under the agency's present key; None if it is there already."""
        if self.key_of(sealed) == self.current(db):
            return None
        return self.seal_bytes(db, self.open_bytes(db, sealed, place), place)

    @staticmethod
    def key_of(sealed: bytes) -> uuid.UUID | None:
        """Return the id of the key that sealed a value; None for the first format."""
        if sealed[:1] != FORMAT or len(sealed) < HEAD_BYTES:
            return None
        return uuid.UUID(bytes=bytes(sealed[1:HEAD_BYTES]))

    def blind(self, db: Session, clear: str) -> bytes:
        """Return the index of an identifier, the same for the same characters however spaced."""
        agency_id = agency_of(db)
        if agency_id not in self._keys:
            self._load(db, agency_id)
        return hmac.digest(self._keys[agency_id].index, identifier_key(clear).encode(), "sha256")

    def link_token(self, occasion: str) -> str:
        """Return the secret of a mailed link: the same for one occasion, guessed by nobody.

        Mail that is sent again after a crash thus carries the link that works.
        """
        secret = hmac.digest(self._links, occasion.encode(), "sha256")
        return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()

    def make_key(self, db: Session) -> None:
        """Give the agency in scope its keys, if it has none."""
        if db.scalar(select(AgencyKey.id).limit(1)) is None:
            self._add(db, DATA, os.urandom(KEY_BYTES))
            self._add(db, INDEX, os.urandom(KEY_BYTES))

    def new_key(self, db: Session) -> uuid.UUID:
        """Give the agency in scope a new data key and return its id; older ones open as before."""
        agency_id = agency_of(db)
        kept = self._load(db, agency_id)
        has_index = select(AgencyKey.id).where(AgencyKey.purpose == INDEX).limit(1)
        if db.scalar(has_index) is None:
            # Until now it was reckoned from the first data key; search must go on finding.
            self._add(db, INDEX, kept.index)
        key_id = self._add(db, DATA, os.urandom(KEY_BYTES))
        db.info.pop(CURRENT, None)
        return key_id

    def rewrap(self, db: Session) -> int:
        """Wrap the keys of the agency in scope by the present root key; return how many changed."""
        changed = 0
        for row in db.scalars(select(AgencyKey).with_for_update()).all():
            if row.root != name_of(self.roots.current):
                clear = self._unwrap(row)
                row.root = name_of(self.roots.current)
                row.wrapped = self._wrap(row, clear)
                changed += 1
        db.flush()
        return changed

    def current(self, db: Session) -> uuid.UUID:
        """Return the id of the key that seals: the newest, asked once a transaction."""
        agency_id, transaction = agency_of(db), db.get_transaction()
        known = db.info.get(CURRENT)
        if known is not None and known[0] is transaction and transaction is not None:
            return uuid.UUID(bytes=known[1])
        # A flush here would write the row that is just being sealed, without its value.
        with db.no_autoflush:
            key_id = db.scalar(
                select(AgencyKey.id)
                .where(AgencyKey.purpose == DATA)
                .order_by(AgencyKey.created_at.desc(), AgencyKey.id.desc())
                .limit(1)
            )
        if key_id is None:
            raise VaultError("this agency has no data key")
        self._data_key(db, agency_id, key_id)
        db.info[CURRENT] = (db.get_transaction(), key_id.bytes)
        return key_id

    def _data_key(self, db: Session, agency_id: int, key_id: uuid.UUID) -> bytes:
        kept = self._keys.get(agency_id)
        if kept is None or key_id not in kept.data:
            kept = self._load(db, agency_id)
        if key_id not in kept.data:
            raise VaultError("this agency has no such key")
        return kept.data[key_id]

    def _first_data_key(self, db: Session, agency_id: int) -> bytes:
        kept = self._keys.get(agency_id) or self._load(db, agency_id)
        return next(iter(kept.data.values()))

    def _load(self, db: Session, agency_id: int) -> _Keys:
        """Read and unwrap the agency's keys anew."""
        with db.no_autoflush:
            rows = db.scalars(select(AgencyKey).order_by(AgencyKey.created_at, AgencyKey.id)).all()
        loaded = _Keys()
        for row in rows:
            if row.purpose == INDEX:
                loaded.index = self._unwrap(row)
            else:
                loaded.data[row.id] = self._unwrap(row)
        if not loaded.data:
            raise VaultError("this agency has no data key")
        if not loaded.index:
            first = next(iter(loaded.data.values()))
            loaded.index = hmac.digest(first, b"blind index", "sha256")
        self._keys[agency_id] = loaded
        return loaded

    def _add(self, db: Session, purpose: str, clear: bytes) -> uuid.UUID:
        # A process that has run since before the root key changed must not wrap by the old one.
        self.roots.reload()
        row = AgencyKey(
            agency_id=agency_of(db),
            id=uuid7(),
            purpose=purpose,
            root=name_of(self.roots.current),
            # The clock and not the start of the transaction: the newest is the one that seals.
            created_at=func.clock_timestamp(),
        )
        row.wrapped = self._wrap(row, clear)
        db.add(row)
        db.flush()
        return row.id

    def _wrap(self, row: AgencyKey, clear: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.roots.current).encrypt(nonce, clear, _bound_key(row))

    def _unwrap(self, row: AgencyKey) -> bytes:
        nonce, text = row.wrapped[:NONCE_BYTES], row.wrapped[NONCE_BYTES:]
        candidates = self.roots.every if row.root is None else [self.roots.find(row.root)]
        for root in candidates:
            try:
                return AESGCM(root).decrypt(nonce, text, _bound_key(row))
            except InvalidTag:
                continue
        raise VaultError("the root key does not open this agency's key")


@contextmanager
def _as_vault_error() -> Iterator[None]:
    try:
        yield
    except VaultError:
        raise
    except (InvalidTag, ValueError) as problem:
        raise VaultError("a sealed value does not open here") from problem


def _bound(agency_id: int, place: str) -> bytes:
    return f"{agency_id}|{place}".encode()


def _bound_key(row: AgencyKey) -> bytes:
    """Return what a wrapped key is bound to; before it named its root key, the agency alone."""
    return _bound(row.agency_id, "key" if row.root is None else f"{row.purpose} key|{row.id}")


def identifier_key(text: str) -> str:
    """Return an identifier as it is compared: letters and digits only, upper case."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def fingerprint(text: str) -> str:
    """Return a short hash for the log: the same text is recognised, and not read."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

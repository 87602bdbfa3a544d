"""Seal single values under the agency's own key (decisions D8).

AES-256-GCM; the agency's key is wrapped by a root key that lies in a file outside the database;
what a value is bound to (agency, table, row, column) is authenticated, so that a sealed value
copied elsewhere does not open. A blind index (HMAC-SHA-256 under a key derived from the agency's)
finds equal values without opening any.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.db.scope import agency_of
from ocms_core.errors import OcmsError
from ocms_core.security.models import AgencyKey

KEY_BYTES, NONCE_BYTES = 32, 12
FORMAT = b"\x01"


class VaultError(OcmsError):
    """A sealed value does not open: wrong key, or it was moved or altered."""


def read_root_key(path: Path, *, create: bool = False) -> bytes:
    """Return the root key; make the file, readable by its owner alone, if `create` says so."""
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(KEY_BYTES).hex())
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != KEY_BYTES:
        raise VaultError("the root key must be 64 hexadecimal digits")
    return key


class Vault:
    """Seals and opens values of the agency that a session has in scope."""

    def __init__(self, root_key: bytes) -> None:
        self._root = AESGCM(root_key)
        self._links = hmac.digest(root_key, b"mailed links", "sha256")
        self._keys: dict[int, bytes] = {}

    def seal(self, db: Session, clear: str, place: str) -> bytes:
        """Return `clear` sealed and bound to `place`."""
        agency_id = agency_of(db)
        nonce = os.urandom(NONCE_BYTES)
        cipher = AESGCM(self._key(db, agency_id))
        return FORMAT + nonce + cipher.encrypt(nonce, clear.encode(), _bound(agency_id, place))

    def open(self, db: Session, sealed: bytes, place: str) -> str:
        """Return what was sealed; raise VaultError if it is not ours or not from this place."""
        agency_id = agency_of(db)
        nonce, text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            cipher = AESGCM(self._key(db, agency_id))
            return cipher.decrypt(nonce, text, _bound(agency_id, place)).decode()
        except Exception as problem:
            raise VaultError("a sealed value does not open here") from problem

    def blind(self, db: Session, clear: str) -> bytes:
        """Return the index of an identifier, the same for the same characters however spaced."""
        key = hmac.digest(self._key(db, agency_of(db)), b"blind index", "sha256")
        return hmac.digest(key, identifier_key(clear).encode(), "sha256")

    def link_token(self, occasion: str) -> str:
        """Return the secret of a mailed link: the same for one occasion, guessed by nobody.

        Mail that is sent again after a crash thus carries the link that works.
        """
        secret = hmac.digest(self._links, occasion.encode(), "sha256")
        return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()

    def make_key(self, db: Session) -> None:
        """Give the agency in scope its data key, if it has none."""
        agency_id = agency_of(db)
        if db.scalar(select(AgencyKey.id).limit(1)) is None:
            nonce = os.urandom(NONCE_BYTES)
            wrapped = self._root.encrypt(nonce, os.urandom(KEY_BYTES), _bound(agency_id, "key"))
            db.add(AgencyKey(wrapped=nonce + wrapped))
            db.flush()

    def _key(self, db: Session, agency_id: int) -> bytes:
        if agency_id not in self._keys:
            # A flush here would write the row that is just being sealed, without its value.
            with db.no_autoflush:
                wrapped = db.scalar(
                    select(AgencyKey.wrapped).order_by(AgencyKey.id.desc()).limit(1)
                )
            if wrapped is None:
                raise VaultError("this agency has no data key")
            nonce, text = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
            self._keys[agency_id] = self._root.decrypt(nonce, text, _bound(agency_id, "key"))
        return self._keys[agency_id]


def _bound(agency_id: int, place: str) -> bytes:
    return f"{agency_id}|{place}".encode()


def identifier_key(text: str) -> str:
    """Return an identifier as it is compared: letters and digits only, upper case."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def fingerprint(text: str) -> str:
    """Return a short hash for the log: the same text is recognised, and not read."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

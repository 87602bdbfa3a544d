"""Files at rest: AES-256-GCM in chunks, so that a file of any size passes in flat memory.

The STREAM construction: every chunk has a nonce of its own, made of a random prefix, the chunk's
number and whether it is the last. So chunks cannot be changed, dropped, put in another order or
taken from another file, and a file that was cut off does not end. What the file is bound to
(agency, file, which part) is authenticated with each chunk.

On disk: ``OCMSF1``, seven bytes of prefix, then chunks of 1 MiB, each with its tag of 16 bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ocms_core.errors import OcmsError

MAGIC = b"OCMSF1"
PREFIX_BYTES, TAG_BYTES, KEY_BYTES = 7, 16, 32
CHUNK = 1024 * 1024
LARGEST_NUMBER = 2**32 - 1


class BrokenFileError(OcmsError):
    """A stored file was altered, cut off or moved, or this is not its key."""


def new_key() -> bytes:
    """Return a key for one file."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def bound_to(agency_id: int, file_id: object, part: str) -> bytes:
    """Return what the chunks of one part ("original", "thumbnail") of a file are bound to."""
    return f"{agency_id}|{file_id}|{part}".encode()


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    if number > LARGEST_NUMBER:
        raise BrokenFileError("a file has too many chunks")
    return prefix + number.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield pieces of a file and whether each is the last; an empty file is one empty piece."""
    piece = _read(file, size)
    while True:
        following = _read(file, size) if len(piece) == size else b""
        yield piece, not following
        if not following:
            return
        piece = following


def _read(file: BinaryIO, size: int) -> bytes:
    """Read so many bytes, fewer only at the end: a pipe may give less at once."""
    parts, missing = [], size
    while missing:
        part = file.read(missing)
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def encrypt(clear: BinaryIO, key: bytes, bound: bytes, *, chunk: int = CHUNK) -> Iterator[bytes]:
    """Yield the stored form of a file, from where it stands."""
    cipher, prefix = AESGCM(key), os.urandom(PREFIX_BYTES)
    header = MAGIC + prefix
    yield header
    for number, (piece, is_last) in enumerate(_chunks(clear, chunk)):
        yield cipher.encrypt(_nonce(prefix, number, is_last=is_last), piece, header + bound)


def decrypt(stored: BinaryIO, key: bytes, bound: bytes, *, chunk: int = CHUNK) -> Iterator[bytes]:
    """Yield a file in clear; raise BrokenFileError, before the altered chunk is given out."""
    header = _read(stored, len(MAGIC) + PREFIX_BYTES)
    if len(header) != len(MAGIC) + PREFIX_BYTES or not header.startswith(MAGIC):
        raise BrokenFileError("this is no stored file")
    cipher, prefix = AESGCM(key), header[len(MAGIC) :]
    for number, (piece, is_last) in enumerate(_chunks(stored, chunk + TAG_BYTES)):
        try:
            yield cipher.decrypt(_nonce(prefix, number, is_last=is_last), piece, header + bound)
        except InvalidTag as problem:
            raise BrokenFileError("a stored file does not open") from problem


def stored_size(clear: int, *, chunk: int = CHUNK) -> int:
    """Return how many bytes a file of `clear` bytes takes in storage."""
    chunks = max(1, -(-clear // chunk))
    return len(MAGIC) + PREFIX_BYTES + clear + chunks * TAG_BYTES


def join(pieces: Iterable[bytes]) -> bytes:
    """Return a small file whole."""
    return b"".join(pieces)

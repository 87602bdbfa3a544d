"""Identifiers and column types that every table shares."""

from __future__ import annotations

import os
import time
import uuid
from typing import Final

VERSION_7: Final = 7
MOST_DIGITS: Final = 17


def uuid7() -> uuid.UUID:
    """Return a new time-ordered UUID of version 7 (RFC 9562, section 5.7).

    Python has it from 3.14 and PostgreSQL from 18; both of ours are older.
    """
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | random_bits
    value = value & ~(0xF << 76) | VERSION_7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def parse_uuid7(text: str | None) -> uuid.UUID | None:
    """Return the identifier that a browser sent, or None if it is not one of ours."""
    try:
        value = uuid.UUID(text or "")
    except ValueError:
        return None
    return value if value.version == VERSION_7 and str(value) == text else None


def parse_number(text: str | None) -> int | None:
    """Return a number from 0 that a browser sent, or None if it is none that a column holds."""
    if not text or len(text) > MOST_DIGITS or not (text.isascii() and text.isdigit()):
        return None
    return int(text)

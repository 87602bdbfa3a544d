"""Passwords: argon2id, bounded in number at a time, with a floor for their strength."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ocms_core.i18n import _

SHORTEST, LONGEST = 12, 1024
# 19 MiB and two passes: the floor of the OWASP cheat sheet; a hash takes some 50 ms.
MEMORY_KIB, PASSES = 19 * 1024, 2
AT_ONCE = threading.BoundedSemaphore(2)
WEAK_WORDS = frozenset(
    {
        "password",
        "passwort",
        "motdepasse",
        "qwerty",
        "azerty",
        "welcome",
        "bienvenue",
        "letmein",
        "settlement",
        "newcomer",
        "canada",
        "toronto",
        "ottawa",
        "montreal",
        "ocms",
        "123456789012",
        "client",
        "agency",
        "agence",
    }
)


class Passwords:
    """Hashes and checks passwords; `cheap` is for tests only."""

    def __init__(self, *, cheap: bool = False) -> None:
        self._hasher = (
            PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
            if cheap
            else PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
        )
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        with AT_ONCE:
            return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is right; takes as long when there is no account."""
        if len(password) > LONGEST:
            return False
        try:
            with AT_ONCE:
                self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Whether the hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)


@cache
def passwords(*, cheap: bool = False) -> Passwords:
    """Return the hasher of this process."""
    return Passwords(cheap=cheap)


def weakness(password: str, email: str) -> str | None:
    """Return the sentence that says what is wrong with a new password, or None."""
    if len(password) < SHORTEST:
        return _(
            "Choose at least ${count} characters; a few words together are easy to remember.",
            mapping={"count": SHORTEST},
        )
    if len(password) > LONGEST:
        return _("Choose at most ${count} characters.", mapping={"count": LONGEST})
    plain = password.casefold()
    rest = plain
    for word in sorted(WEAK_WORDS | {email.partition("@")[0].casefold()}, key=len, reverse=True):
        if len(word) > 3:  # noqa: PLR2004  short names are in many words
            rest = rest.replace(word, "")
    if len(set(plain)) < 5 or len(rest) < SHORTEST // 2:  # noqa: PLR2004
        return _("This password is easy to guess: choose a few words that do not belong together.")
    return None

"""Keeps passwords so that whoever reads the database learns none, and refuses those that anybody would try first."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 10  # characters
LONGEST = 500
_LEFT_OVER = 6  # characters that must be left beside what anybody would try
_DIFFERENT = 5
# argon2id with 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet. A small machine has room for it.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyzåäö", "qwertyuiopåasdfghjklöäzxcvbnm", "qwertyuiopasdfghjklzxcvbnm")
_USUAL = ("password", "lösenord", "losenord", "passord", "salasana", "monitor", "kommun", "kommune", "kunta", "admin",
          "sommar", "sommer", "vinter", "welcome", "välkommen", "velkommen", "tervetuloa")  # fmt: skip


def hash_password(password: str) -> str:
    """What is kept of a password. Takes tens of milliseconds, on purpose."""
    return _HASHER.hash(_same(password))


NOBODY = _HASHER.hash("")
"""Is looked at in the place of an account that does not exist, so that the time tells nobody who has one."""


def is_password(kept: str, given: str) -> bool:
    """Whether it is the password; takes as long whether it is or not."""
    if len(given) > LONGEST:
        given = ""
    try:
        return _HASHER.verify(kept, _same(given))
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether it was made at a cost that is not ours any more."""
    return _HASHER.check_needs_rehash(kept)


def find_weakness(password: str, known: Iterable[str]) -> str | None:
    """Which sentence says why a password cannot be taken; None when it can.

    ``known`` is what anybody could guess here: the town, the person. There are no rules about kinds of letters
    (NIST SP 800-63B, 5.1.1.2).
    """
    if len(_same(password)) < SHORTEST:
        return "password.short"
    if len(password) > LONGEST:
        return "password.long"
    return "password.plain" if _is_plain(_same(password).casefold(), known) else None


def _is_plain(password: str, known: Iterable[str]) -> bool:
    if len(set(password)) < _DIFFERENT or _is_row(password):
        return True
    words = {word for one in known for word in (one.casefold(), *one.casefold().split()) if len(word) > 2}
    left = password
    for word in sorted({*words, *_USUAL}, key=len, reverse=True):
        left = left.replace(word, "")
    left = "".join(char for char in left if char.isalnum()) if left != password else password
    return left != password and (len(left) < _LEFT_OVER or _is_row(left))


def _is_row(password: str) -> bool:
    """Whether it stands in a row on a keyboard, in the alphabet, or among the numbers."""
    return any(password in row * 2 or password in row[::-1] * 2 for row in _ROWS)


def _same(password: str) -> str:
    """The same password however a keyboard writes its letters."""
    return unicodedata.normalize("NFKC", password)

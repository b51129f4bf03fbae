"""Verification codes: sixteen characters that people can read out and type.

The alphabet is Crockford's base 32; the last character is a check by the Luhn
algorithm mod 32, which catches every single wrong character and nearly every
swap of neighbours.
"""

from __future__ import annotations

import secrets
import unicodedata

__all__ = ["check_character", "is_well_formed", "new_code", "normalise"]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIZE = len(_ALPHABET)
_LENGTH = 16
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def new_code() -> str:
    """Draw a code from 75 random bits; it says nothing about its holder."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Compute the last character of a code from those before it."""
    total = 0
    for place, character in enumerate(reversed(body)):
        doubled = _ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += doubled // _SIZE + doubled % _SIZE
    return _ALPHABET[-total % _SIZE]


def normalise(typed: str) -> str:
    """Read a code as people type it: in groups, small or wide, O for 0, I for 1."""
    narrow = unicodedata.normalize("NFKC", typed)
    return narrow.upper().translate(_LOOKALIKES)


def is_well_formed(code: str) -> bool:
    """Whether a normalised code has the right length, characters and check."""
    if len(code) != _LENGTH or any(character not in _ALPHABET for character in code):
        return False
    return check_character(code[:-1]) == code[-1]

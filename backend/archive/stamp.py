"""Which time-stamp authorities the settings name, and how their words are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from backend.home import Home, HomeInvalid

__all__ = ["certificates_of", "stamp_authorities", "stated_word"]


def stamp_authorities(home: Home) -> tuple[bytes, ...]:
    """Give the time-stamp authorities verifiers shall believe, DER.

    Raises:
        HomeInvalid: ``[archive]`` lacks them, or they are unreadable.
    """
    told = home.settings().archive
    if not told:
        return ()
    return certificates_of(home.root / stated_word(told, "stamp_certificates"))[:1]


def stated_word(told: Mapping[str, str], name: str) -> str:
    """Give a word of the settings.

    Raises:
        HomeInvalid: it is missing.
    """
    try:
        return told[name]
    except KeyError:
        message = f"[archive] lacks {name}"
        raise HomeInvalid(message) from None


def certificates_of(path: Path) -> tuple[bytes, ...]:
    """Read a file of certificates, DER.

    Raises:
        HomeInvalid: it is unreadable.
    """
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"[archive] stamp_certificates: {path} is unreadable"
        raise HomeInvalid(message) from error
    return tuple(each.public_bytes(Encoding.DER) for each in found)

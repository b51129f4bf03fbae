"""What a scanned two-dimensional code may be: a card token or a paper's credential."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kiosk.domain.fault import InvalidValue

__all__ = [
    "CREDENTIAL_PREFIX",
    "CredentialText",
    "ElectronicCardToken",
    "Scanned",
    "parse_scanned",
]

CREDENTIAL_PREFIX = "CD1:"
"""Opens the credential on every page we seal; see `kiosk.documents.credential`."""

_CREDENTIAL = re.compile(r"[0-9A-Z $%*+\-./:]{16,4096}")
"""The alphabet of base45 (RFC 9285)."""
_TOKEN = re.compile(r"[0-9A-Za-z_+/=.\-]{16,512}")


@dataclass(frozen=True, slots=True)
class ElectronicCardToken:
    """The opaque, short-lived token that an electronic social security card shows.

    Only the platform that made it can say whose it is, and only for a minute
    or two; to us it is a secret that stands for a person, so it is never
    shown, logged or kept.
    """

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CredentialText:
    """The signed credential printed on a paper of ours, not yet verified."""

    text: str = field(repr=False)


Scanned = ElectronicCardToken | CredentialText


def parse_scanned(text: str) -> Scanned:
    """Tell what was scanned; blanks around it do not count.

    Raises:
        InvalidValue: neither of the two; the fact ``reason`` is ``empty``,
            ``credential`` (begins like one, cannot be one) or ``unknown``.
    """
    stripped = text.strip()
    if not stripped:
        raise InvalidValue(field="code", reason="empty")
    if stripped.upper().startswith(CREDENTIAL_PREFIX):
        return _credential(stripped)
    if not _TOKEN.fullmatch(stripped):
        raise InvalidValue(field="code", reason="unknown")
    return ElectronicCardToken(stripped)


def _credential(text: str) -> CredentialText:
    if not text.startswith(CREDENTIAL_PREFIX) or not _CREDENTIAL.fullmatch(
        text.removeprefix(CREDENTIAL_PREFIX)
    ):
        raise InvalidValue(field="code", reason="credential")
    return CredentialText(text)

"""Sealed envelopes: certificates prepared for the time when the line is down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain.certificate import CertificateKind, IssuedCertificate

__all__ = ["Dossier", "Envelope", "EnvelopePage", "PreparedCertificate"]


@dataclass(frozen=True, slots=True)
class PreparedCertificate:
    """One copy that was issued in advance, with a preview for the screen.

    Attributes:
        draft: The preview, a PDF, masked and marked not valid.
    """

    kind: CertificateKind
    certificate: IssuedCertificate
    draft: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What an envelope holds of one resident.

    Attributes:
        number: Social security number, to be compared with the card's.
        portrait: The enrolled portrait, where there is one.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    portrait: bytes | None = field(repr=False)
    certificates: tuple[PreparedCertificate, ...]

    def of_kind(self, kind: CertificateKind) -> PreparedCertificate | None:
        """Give the copy of a kind, if one was prepared."""
        by_kind = {each.kind: each for each in self.certificates}
        return by_kind.get(kind)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A dossier that one card opens at one terminal, and nothing else does.

    Attributes:
        id: UUIDv7, growing, so that the newest of a tag is known.
        tag: Name under which the card's own terminal finds it; tells nobody else
            whose it is.
        expires_at: From then on it is not opened, and erased.
    """

    id: str
    tag: bytes
    prepared_at: datetime
    expires_at: datetime
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class EnvelopePage:
    """Some envelopes in order of their ids.

    Attributes:
        withdrawn: Ids of envelopes that must be erased unopened.
        is_last: Whether there are no further ones now.
    """

    envelopes: tuple[Envelope, ...]
    withdrawn: tuple[str, ...]
    is_last: bool

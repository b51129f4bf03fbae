"""Whom verifiers shall believe, what was withdrawn, and the lists that tell of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import SignerStatus, SignerUse, Withdrawal

__all__ = ["CertificateWithdrawal", "PublishedList", "SignerEntry", "SignerEvent"]


class SignerEntry(Row):
    """A root, a seal or a QR key the city has ever used.

    Attributes:
        kid: Key id of a QR key; the certificate's SHA-256 for the others, hex.
        public: DER of the certificate, or of the QR key's SPKI.
    """

    __tablename__ = "signer"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    use: Mapped[SignerUse]
    public: Mapped[bytes]
    begins_at: Mapped[datetime]


class SignerEvent(Row):
    """A signer was put out of use; the newest event is what holds.

    Attributes:
        staff: Who decided it.
    """

    __tablename__ = "signer_event"

    event_id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(ForeignKey("signer.kid"), index=True)
    status: Mapped[SignerStatus]
    noted_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200))
    staff: Mapped[str] = mapped_column(String(64))


class CertificateWithdrawal(Row):
    """A certificate lost its force, once and for ever.

    Attributes:
        successor: Number of the certificate that holds in its place, if any.
        staff: Who decided it.
    """

    __tablename__ = "certificate_withdrawal"

    number: Mapped[str] = mapped_column(
        ForeignKey("certificate.number"), primary_key=True
    )
    how: Mapped[Withdrawal]
    successor: Mapped[str | None] = mapped_column(ForeignKey("certificate.number"))
    reason: Mapped[str] = mapped_column(String(200))
    staff: Mapped[str] = mapped_column(String(64))
    noted_at: Mapped[datetime]


class PublishedList(Row):
    """One signed issue of a list, kept so that a version is never given out twice."""

    __tablename__ = "published_list"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    issued_at: Mapped[datetime]
    next_update: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)

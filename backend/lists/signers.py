"""The register of signers: who seals and who signs QR codes, now and before."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.store.trust import SignerEntry, SignerEvent
from backend.store.words import SignerStatus, SignerUse
from kiosk.documents.authority import Authority
from kiosk.documents.es256 import jwk_of
from kiosk.domain.fault import CentreRefused, NoRecord

__all__ = ["end_signer", "register_signers", "signer_entries"]


def register_signers(
    session: Session, authority: Authority, stamps: Sequence[bytes] = ()
) -> None:
    """Enter root, seal, QR key and time-stamp authorities that are not yet known."""
    begins = _begin(authority.certificate)
    key = authority.credential_key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    for kid, use, public in (
        (_name(authority.root), SignerUse.ROOT, authority.root),
        (_name(authority.certificate), SignerUse.SEAL, authority.certificate),
        (authority.key_id.hex(), SignerUse.CREDENTIAL, key),
        *((_name(stamp), SignerUse.STAMP, stamp) for stamp in stamps),
    ):
        if session.get(SignerEntry, kid) is None:
            since = _begin(public) if use is SignerUse.STAMP else begins
            session.add(SignerEntry(kid=kid, use=use, public=public, begins_at=since))
    session.flush()


def end_signer(  # noqa: PLR0913 - the event's own columns
    session: Session,
    kid: str,
    status: SignerStatus,
    *,
    reason: str,
    staff: str,
    now: datetime,
) -> None:
    """Retire a signer, or revoke it with everything it ever signed.

    Raises:
        NoRecord: no such signer.
        CentreRefused: it is revoked already, which nothing undoes.
    """
    if session.get(SignerEntry, kid) is None:
        raise NoRecord(reason="no-such-signer")
    latest = _latest(session, kid)
    if latest is not None and latest.status is SignerStatus.REVOKED:
        raise CentreRefused(reason="revoked-already")
    session.add(
        SignerEvent(kid=kid, status=status, noted_at=now, reason=reason, staff=staff)
    )


def signer_entries(session: Session) -> list[dict[str, Any]]:
    """Give the list's entries, in a stable order."""
    found = session.scalars(select(SignerEntry).order_by(SignerEntry.kid)).all()
    return [_entry(each, _latest(session, each.kid)) for each in found]


def _entry(signer: SignerEntry, latest: SignerEvent | None) -> dict[str, Any]:
    status = latest.status if latest else SignerStatus.ACTIVE
    return {
        "kid": signer.kid,
        "use": str(signer.use),
        "from": signer.begins_at.isoformat(),
        "to": latest.noted_at.isoformat() if latest else None,
        "status": str(status),
        **_public(signer),
    }


def _public(signer: SignerEntry) -> dict[str, Any]:
    if signer.use is not SignerUse.CREDENTIAL:
        return {"certificate": base64.b64encode(signer.public).decode()}
    key = load_der_public_key(signer.public)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError(signer.kid)
    return {"key": jwk_of(key)}


def _latest(session: Session, kid: str) -> SignerEvent | None:
    newest = SignerEvent.event_id.desc()
    return session.scalar(
        select(SignerEvent).where(SignerEvent.kid == kid).order_by(newest).limit(1)
    )


def _begin(certificate: bytes) -> datetime:
    return x509.load_der_x509_certificate(certificate).not_valid_before_utc


def _name(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()

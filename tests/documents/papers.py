"""Papers that several tests try to forge."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kiosk.documents.authority import load_authority
from kiosk.documents.credential import Credential
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.contribution import InsuranceKind
from tests.documents.conftest import NOW

__all__ = ["credential_text"]


def credential_text(city: Path) -> str:
    authority = load_authority(city / "seal")
    credential = Credential(
        kind=CertificateKind.ENROLMENT,
        number="2026-000123",
        serial="2026-000123-01",
        name="王*兰",
        id_end="3427",
        issued_at=NOW,
        valid_until=NOW.date() + timedelta(days=90),
        months={str(kind): 340 for kind in InsuranceKind},
    )
    return credential.sign(authority.credential_key, authority.key_id)

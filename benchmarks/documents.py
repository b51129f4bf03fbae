"""Measures certificates: facts to sealed PDF, verification, QR, against baselines.

``python benchmarks/documents.py [--copies 30]``. The baseline of sealing is
pyHanko's own signer, which parses its key at each signature, in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.documents.authority import (
    Authority,
    create_authority,
    load_authority,
    write_trust,
)
from kiosk.documents.credential import Credential
from kiosk.documents.press import Press
from kiosk.documents.verification import Trust, verify_credential, verify_pdf
from kiosk.domain.card import Sex
from kiosk.domain.certificate import CertificateKind, CopyFacts
from kiosk.domain.contribution import (
    ContributionMonth,
    Enrolment,
    EnrolmentStatus,
    InsuranceKind,
)
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.months import Month

_FONTS = Path(__file__).resolve().parents[1] / "assets" / "fonts"
_LAST = Month(2026, 10)
_KINDS = (InsuranceKind.PENSION, InsuranceKind.MEDICAL, InsuranceKind.UNEMPLOYMENT)
_EMPLOYER = "成都锦江样板机械制造有限公司"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=30)
    copies = parser.parse_args().copies
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        create_authority(home / "seal", "成都市")
        write_trust(load_authority(home / "seal"), home / "trust")
        key = load_pem_private_key((home / "seal" / "seal.key").read_bytes(), None)
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        trust = Trust.load(home / "trust")
        _measure(load_authority(home / "seal"), der, trust, copies)
    return 0


def _measure(authority: Authority, seal_key: bytes, trust: Trust, copies: int) -> None:
    press = Press(font_directory=_FONTS, authority=authority)
    facts, copy, now = _facts(), _copy(authority), datetime.now(UTC)
    sealed, draft = press.seal_copy(facts, copy), press.draft(facts, authority.issuer)
    whole = _time(lambda: press.seal_copy(facts, copy), copies)
    _told("facts -> draft", _time(lambda: press.draft(facts, "x社会保险"), copies))
    _told("facts -> sealed PDF", whole, wish=0.040)
    naive = _time(lambda: _sign_naively(draft, authority, seal_key), copies)
    _told("baseline: stock signer alone, same page", naive)
    key = authority.credential_key
    bare = _time(lambda: key.sign(sealed, ec.ECDSA(hashes.SHA256())), copies)
    _told("baseline: bare ECDSA signature", bare)
    _told("verify file", _time(lambda: verify_pdf(sealed, trust, now), copies), 0.020)
    credential = _credential(copy)
    text = credential.sign(key, authority.key_id)
    signed = _time(lambda: credential.sign(key, authority.key_id), copies)
    _told("QR text: sign", signed, 0.0005)
    read = _time(lambda: verify_credential(text, trust, now), copies)
    _told("QR text: verify", read, 0.0005)


def _time(work: Callable[[], object], times: int) -> float:
    work()
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def _told(name: str, seconds: float, wish: float | None = None) -> None:
    held = f"  wish {wish * 1000:.1f} ms, ratio {seconds / wish:.2f}" if wish else ""
    print(f"{name:42} median {seconds * 1000:8.3f} ms{held}")


def _sign_naively(pdf: bytes, authority: Authority, key: bytes) -> bytes:
    """Sign as pyHanko's documentation shows, with everything made anew."""
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register(x509.Certificate.load(authority.root))
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(authority.certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=registry,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
    )
    out = BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer, output=out
    )
    return out.getvalue()


def _facts() -> EnrolmentFacts:
    enrolments = tuple(
        Enrolment(kind, EnrolmentStatus.PAYING, _EMPLOYER, Month(1998, 3), 340, _LAST)
        for kind in _KINDS
    )
    recent = tuple(
        ContributionMonth(
            _LAST.plus(-age), kind, _EMPLOYER, 900_000, 171_000, 72_000, age > 0
        )
        for age in range(12)
        for kind in _KINDS
    )
    return EnrolmentFacts(
        "王秀兰",
        "510199196207083427",
        Sex.FEMALE,
        "10023456789",
        date(2026, 11, 22),
        enrolments,
        recent,
    )


def _copy(authority: Authority) -> CopyFacts:
    now = datetime.now(UTC)
    return CopyFacts(
        kind=CertificateKind.ENROLMENT,
        number="2026-000123",
        serial="2026-000123-01",
        verification_code="7K3QX0M2ABCDEFGH",
        issuer=authority.issuer,
        issued_at=now,
        valid_until=now.date() + timedelta(days=90),
    )


def _credential(copy: CopyFacts) -> Credential:
    return Credential(
        kind=copy.kind,
        number=copy.number,
        serial=copy.serial,
        name="王*兰",
        id_end="3427",
        issued_at=copy.issued_at,
        valid_until=copy.valid_until,
        months={str(kind): 340 for kind in _KINDS},
    )


if __name__ == "__main__":
    sys.exit(main())

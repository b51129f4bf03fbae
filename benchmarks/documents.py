"""Measures certificates: facts to sealed PDF, verification, QR, beside baselines.

``python benchmarks/documents.py [--copies 30] [--documents 500]``. All times are
of one core (CPU time), so that a busy machine does not change them much. The
naive way is measured in the same run, in a process of its own: reportlab without
its accelerator, and pyHanko's own signer, which parses its key at each signature.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

if "--naive" in sys.argv:
    # Before reportlab looks for it.
    sys.modules["_rl_accel"] = None  # type: ignore[assignment]

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

from kiosk.documents.archive_format import as_archive
from kiosk.documents.authority import (
    Authority,
    SealAlgorithm,
    create_authority,
    load_authority,
    write_trust,
)
from kiosk.documents.credential import Credential
from kiosk.documents.drawing import draw_certificate
from kiosk.documents.font import FontBook
from kiosk.documents.press import Press
from kiosk.documents.verification import Trust, verify_credential, verify_pdf
from kiosk.domain.card import Sex
from kiosk.domain.certificate import CertificateKind, CopyFacts
from kiosk.domain.certificate_facts import CertificateFacts
from kiosk.domain.contribution import (
    ContributionMonth,
    Enrolment,
    EnrolmentStatus,
    InsuranceKind,
)
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.months import Month

_FONTS = Path(__file__).resolve().parents[1] / "assets" / "fonts"
_LAST = Month(2026, 10)
_KINDS = (InsuranceKind.PENSION, InsuranceKind.MEDICAL, InsuranceKind.UNEMPLOYMENT)
_EMPLOYER = "成都锦江样板机械制造有限公司"
_LONG_MONTHS = 480
_ALGORITHMS: tuple[SealAlgorithm, ...] = ("ecdsa-p256", "rsa-2048")
_LONG_PARTS = 5
"""A record of forty years is measured that many times less often."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=30)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--naive", metavar="HOME", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.naive:
        print(json.dumps(_naive(options.naive, options.copies)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        for algorithm in _ALGORITHMS:
            home = Path(name) / algorithm
            create_authority(home / "seal", "成都市", algorithm=algorithm)
            _measure_sealing(home, algorithm, options.copies)
        _measure_checks(Path(name) / "ecdsa-p256", options.copies)
        _measure_memory(Path(name) / "ecdsa-p256", options.documents)
    return 0


def _measure_sealing(home: Path, algorithm: str, copies: int) -> None:
    authority = load_authority(home / "seal")
    press = Press(font_directory=_FONTS, authority=authority)
    naive = _naive_child(home, copies)
    for name, facts, times in _papers(copies):
        copy = copy_of(authority, facts)
        seconds = _time(partial(press.seal_copy, facts, copy), times)
        pages = f"{1 / seconds:6.1f} a second and core"
        _told(f"{algorithm}: {name}, sealed", seconds, naive[name], pages)
        _told(f"{algorithm}: {name}, the naive way", naive[name])
    bare = _time(lambda: authority.seal_key.sign(b"digest"), copies)
    _told(f"{algorithm}: bare signature", bare)


def _measure_checks(home: Path, copies: int) -> None:
    authority = load_authority(home / "seal")
    press = Press(font_directory=_FONTS, authority=authority)
    write_trust(authority, home / "trust")
    trust, now = Trust.load(home / "trust"), datetime.now(UTC)
    for name, facts, times in _papers(copies):
        pdf = press.seal_copy(facts, copy_of(authority, facts))
        seconds = _time(partial(verify_pdf, pdf, trust, now), times)
        _told(f"{name}: verify the file ({len(pdf) >> 10} KiB)", seconds)
    credential, key = _credential(copy_of(authority, page())), authority.credential_key
    text = credential.sign(key, authority.key_id)
    _told("QR: sign", _time(lambda: credential.sign(key, authority.key_id), copies))
    _told("QR: verify", _time(lambda: verify_credential(text, trust, now), copies))
    bare = _time(lambda: key.sign(b"digest", ec.ECDSA(hashes.SHA256())), copies)
    _told("QR: bare signature", bare)


def _measure_memory(home: Path, documents: int) -> None:
    authority = load_authority(home / "seal")
    press = Press(font_directory=_FONTS, authority=authority)
    facts = page()
    for number in range(1, documents + 1):
        press.seal_copy(facts, copy_of(authority, facts))
        if number == min(100, documents) or number % max(documents // 4, 1) == 0:
            print(f"memory after {number:6} documents {_resident_mib():6.1f} MiB")


def _papers(copies: int) -> list[tuple[str, CertificateFacts, int]]:
    """Give what is measured, with how often."""
    rarely = max(copies // _LONG_PARTS, 2)
    return [("one page", page(), copies), ("480 months", _record(), rarely)]


def _naive_child(home: Path, copies: int) -> dict[str, float]:
    line = [sys.executable, __file__, "--naive", str(home), "--copies", str(copies)]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _naive(home: Path, copies: int) -> dict[str, float]:
    """Measure the naive way; this process has no accelerator."""
    authority, fonts = load_authority(home / "seal"), FontBook.load(_FONTS)
    pem = (home / "seal" / "seal.key").read_bytes()
    private = load_pem_private_key(pem, None)
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    times = {}
    for name, facts, often in _papers(max(copies // 2, 4)):
        work = partial(_made_naively, facts, authority, fonts, der)
        times[name] = _time(work, often)
    return times


def _made_naively(
    facts: CertificateFacts, authority: Authority, fonts: FontBook, key: bytes
) -> bytes:
    copy = copy_of(authority, facts)
    text = _credential(copy).sign(authority.credential_key, authority.key_id)
    drawn = draw_certificate(facts, copy, text, fonts)
    out = BytesIO()
    with as_archive(drawn, b"{}" * 2000, copy.issued_at) as archive:
        archive.document.save(out)
    return _signed_naively(out.getvalue(), authority, key)


def _signed_naively(pdf: bytes, authority: Authority, key: bytes) -> bytes:
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


def _time(work: Callable[[], object], times: int) -> float:
    """Give CPU seconds of one run, the first one left out."""
    work()
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) / times


def _told(
    name: str, seconds: float, naive: float | None = None, more: str = ""
) -> None:
    ratio = f"  {naive / seconds:4.1f} x the naive way" if naive else ""
    print(f"{name:44} {seconds * 1000:9.3f} ms  {more}{ratio}".rstrip())


def _resident_mib() -> float:
    told = Path("/proc/self/status").read_text("ascii")
    line = next(each for each in told.splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def page() -> EnrolmentFacts:
    """Give the facts of one page."""
    enrolments = tuple(
        Enrolment(kind, EnrolmentStatus.PAYING, _EMPLOYER, Month(1998, 3), 340, _LAST)
        for kind in _KINDS
    )
    return EnrolmentFacts(*_holder(), enrolments, _months(12))


def _record() -> ContributionRecordFacts:
    return ContributionRecordFacts(*_holder(), _months(_LONG_MONTHS))


def _holder() -> tuple[str, str, Sex, str, date]:
    number, personal = "510199196207083427", "10023456789"
    return "王秀兰", number, Sex.FEMALE, personal, date(2026, 11, 22)


def _months(count: int) -> tuple[ContributionMonth, ...]:
    return tuple(
        ContributionMonth(
            _LAST.plus(-age), kind, _EMPLOYER, 900_000, 171_000, 72_000, age > 0
        )
        for age in range(count)
        for kind in _KINDS
    )


def copy_of(authority: Authority, facts: CertificateFacts) -> CopyFacts:
    """Name a copy of them."""
    now = datetime.now(UTC)
    is_record = isinstance(facts, ContributionRecordFacts)
    kinds = CertificateKind.ENROLMENT, CertificateKind.CONTRIBUTION_RECORD
    return CopyFacts(
        kind=kinds[is_record],
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

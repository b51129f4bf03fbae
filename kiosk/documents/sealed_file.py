"""Judging a sealed PDF with pyHanko; the one module that loads it to verify."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kiosk.documents.archive_format import FACTS_FILE

__all__ = ["judge"]

_LARGEST_FACTS = 4 * 1024 * 1024


def judge(
    data: bytes, seals: Collection[bytes], roots: Sequence[bytes], at: datetime
) -> tuple[list[str], bytes | None]:
    """Give the reasons against a file, none if it holds, and the facts inside.

    Raises whatever a broken file makes the parser raise.
    """
    reader = PdfFileReader(BytesIO(data), strict=True)
    if reader.encrypted:
        return ["encrypted"], None
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return ["not-sealed"], _facts(reader)
    if len(signatures) > 1:
        return ["several-signatures"], _facts(reader)
    signature = signatures[0]
    reasons = [] if signature.signer_cert.dump() in seals else ["other-signer"]
    reasons += _seal_reasons(signature, roots, at)
    sealed = reader.get_historical_resolver(signature.signed_revision)
    return reasons, _facts(sealed)


def _seal_reasons(signature: Any, roots: Sequence[bytes], at: datetime) -> list[str]:  # noqa: ANN401
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in roots],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})
    try:
        status = validate_pdf_signature(
            signature,
            signer_validation_context=context,
            key_usage_settings=usage,
        )
    except (SignatureValidationError, ValueError):
        return ["not-authentic"]
    reasons = [] if status.intact and status.valid else ["changed-after-sealing"]
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        reasons.append("added-after-sealing")
    if not reasons and not status.bottom_line:
        reasons.append("changed-after-sealing" if status.trusted else "not-trusted")
    return reasons


def _facts(document: Any) -> bytes | None:  # noqa: ANN401 - reader or revision
    """Read the attachment, from the sealed revision where there is one."""
    try:
        files = document.root["/Names"]["/EmbeddedFiles"]["/Names"]
        names = [str(files[place]) for place in range(0, len(files), 2)]
        specification = files[names.index(FACTS_FILE) * 2 + 1]
        facts: bytes = specification["/EF"]["/F"].data
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        return None
    return facts if len(facts) <= _LARGEST_FACTS else None

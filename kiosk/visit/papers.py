"""Which paper the resident wants, and why one cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.certificate import CertificateKind
from kiosk.visit.ask import Ask

__all__ = ["OTHER_PAPERS", "REFUSALS", "ChoosePaper"]

OTHER_PAPERS = (
    CertificateKind.CONTRIBUTION_RECORD,
    CertificateKind.RIGHTS_STATEMENT,
    CertificateKind.BENEFIT,
    CertificateKind.RETIREMENT,
    CertificateKind.TRANSFER_VOUCHER,
    CertificateKind.NO_ENROLMENT,
    CertificateKind.EMPLOYER,
)
"""Every kind but the one with a service of its own, the commonest first."""

REFUSALS = frozenset(
    {
        "nothing-to-certify",
        "enrolled",
        "still-paying",
        "already-drawn",
        "no-operator",
        "several",
    }
)
"""Reasons of the centre that are told in words (``tell.no-paper-<reason>``)."""


@dataclass(frozen=True, slots=True)
class ChoosePaper(Ask[CertificateKind]):
    """Offer the kinds of papers."""

    papers: tuple[CertificateKind, ...]

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 120

"""Verification (证明验真): whether a printed certificate is real, by its code."""

from __future__ import annotations

from kiosk.domain.fault import InvalidValue
from kiosk.domain.scanned import CredentialText, parse_scanned
from kiosk.visit.checking import CheckPaper, ScanCode, ShowFinding
from kiosk.visit.patience import insist
from kiosk.visit.question import TryAgain
from kiosk.visit.service import Need, Service

__all__ = ["SERVICE", "converse"]


async def converse() -> None:
    """Scan, judge and tell, paper after paper; nobody has to say who they are."""
    while (code := await scan()) is not None:
        finding = await insist(CheckPaper(code))
        if not await ShowFinding(finding):
            return


async def scan() -> CredentialText | None:
    """Read codes until one is a certificate's; none when that was given up."""
    while True:
        try:
            scanned = parse_scanned(await ScanCode())
        except InvalidValue as fault:
            trouble = f"code-{fault.facts['reason']}"
        else:
            if isinstance(scanned, CredentialText):
                return scanned
            trouble = "code-unknown"
        if not await TryAgain(trouble):
            return None


SERVICE = Service(
    key="verify-certificate",
    needs=frozenset({Need.SCANNER, Need.DOCUMENTS}),
    converse=converse,
    rank=60,
)

"""Questions that check a printed certificate by its code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kiosk.domain.paper_finding import PaperFinding
from kiosk.domain.scanned import CredentialText
from kiosk.visit.ask import Ask

__all__ = ["CheckPaper", "ScanCode", "ShowFinding"]


@dataclass(frozen=True, slots=True)
class ScanCode(Ask[str]):
    """Show how to hold a code before the scanner and read it."""

    patience_seconds: ClassVar[float | None] = 90


@dataclass(frozen=True, slots=True)
class CheckPaper(Ask[PaperFinding]):
    """Judge a paper by its signed code, without any network."""

    code: CredentialText


@dataclass(frozen=True, slots=True)
class ShowFinding(Ask[bool]):
    """Tell verdict, reasons and what the code states; true to check another."""

    finding: PaperFinding = field(repr=False)

    patience_seconds: ClassVar[float | None] = 120

"""Errands: questions that a machine answers while the resident waits a moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from kiosk.domain.card import ResidentCard
from kiosk.domain.certificate import (
    WHOLE,
    CertificateKind,
    CertificateOrder,
    IssuedCertificate,
    PaperScope,
)
from kiosk.domain.deed import Deed
from kiosk.domain.eligibility import CertificationState
from kiosk.domain.envelope import Dossier
from kiosk.domain.portal_code import PortalCode, PortalCodeWish
from kiosk.domain.receipt import Receipt
from kiosk.domain.resident import Subject
from kiosk.ports.printer import JobReference, PrintOrder, Settlement
from kiosk.ports.receipt_printer import SlipState
from kiosk.ports.store import CopyState
from kiosk.visit.ask import Ask

__all__ = [
    "AwaitSheets",
    "CanPrintSlip",
    "DraftCertificate",
    "FetchCertificationState",
    "FetchPortalCode",
    "FetchPortrait",
    "IssueCertificate",
    "NameDeed",
    "NoteFaceRefused",
    "NoteJob",
    "OpenEnvelope",
    "PrintReceipt",
    "ReadClock",
    "Record",
    "RenderPages",
    "ReserveCopy",
    "ReservePrepared",
    "SettleCopy",
    "SubmitCopy",
    "VerifySeal",
]


@dataclass(frozen=True, slots=True)
class NameDeed(Ask[str]):
    """Make a fresh UUIDv7, so that services stay deterministic."""


@dataclass(frozen=True, slots=True)
class ReadClock(Ask[datetime]):
    """Tell the wall time, for the same reason."""


@dataclass(frozen=True, slots=True)
class NoteFaceRefused(Ask[None]):
    """Put a look that was not accepted into the terminal's audit log.

    Attributes:
        trouble: Key of the fault, e.g. ``challenge-mistaken``, ``face-changed``.
        purpose: Key of the service; the log never learns whose face it was.
    """

    trouble: str
    purpose: str


@dataclass(frozen=True, slots=True)
class FetchPortrait(Ask[bytes]):
    """Get the enrolled portrait from the centre."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class FetchCertificationState(Ask[CertificationState]):
    """Get the state of a person's life certification from the centre."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class FetchPortalCode(Ask[PortalCode]):
    """Get a code for one sign-in at the portal from the centre."""

    wish: PortalCodeWish = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenEnvelope(Ask[Dossier]):
    """Open what was prepared for the card in the reader; `NoRecord` without any."""

    card: ResidentCard


@dataclass(frozen=True, slots=True)
class DraftCertificate(Ask[bytes]):
    """Get the preview of a certificate from the centre, as a PDF."""

    kind: CertificateKind
    subject: Subject
    scope: PaperScope = WHOLE


@dataclass(frozen=True, slots=True)
class RenderPages(Ask[tuple[bytes, ...]]):
    """Turn a PDF's pages into pictures for the screen."""

    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class IssueCertificate(Ask[IssuedCertificate]):
    """Have one copy issued and sealed at the centre; the order's id makes it once."""

    order: CertificateOrder

    is_deed: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class VerifySeal(Ask[None]):
    """Check the seal of a certificate; raises `SealInvalid` when it does not hold."""

    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReserveCopy(Ask[None]):
    """Write the intent to print a copy into the ledger, durably."""

    serial: str
    sheets: int

    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class ReservePrepared(Ask[None]):
    """Write the intent to print a prepared copy, and the deed that issues it."""

    serial: str
    sheets: int
    deed: Deed

    is_deed: ClassVar[bool] = True
    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class SubmitCopy(Ask[JobReference]):
    """Hand a copy to the printer."""

    order: PrintOrder

    is_deed: ClassVar[bool] = True
    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class NoteJob(Ask[None]):
    """Note in the ledger that the printer took the copy."""

    serial: str
    job: JobReference

    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class AwaitSheets(Ask[Settlement]):
    """Wait until the printer's own job is done, failed or beyond knowing."""

    job: JobReference
    sheets: int

    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class SettleCopy(Ask[None]):
    """Note a copy's outcome in the ledger."""

    serial: str
    state: CopyState

    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Record(Ask[None]):
    """Append a deed to the outbox; done once it is durable.

    Who pulls the card in that moment has done what is recorded all the same.
    """

    deed: Deed

    is_deed: ClassVar[bool] = True
    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class CanPrintSlip(Ask[bool]):
    """Tell whether there is a receipt printer that can print now."""


@dataclass(frozen=True, slots=True)
class PrintReceipt(Ask[SlipState]):
    """Print a receipt on the roll, at most once."""

    receipt: Receipt

    is_deed: ClassVar[bool] = True
    can_leave: ClassVar[bool] = False

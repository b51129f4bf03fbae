"""Expected trouble, told as a typed fault that carries facts.

A fault has a resident text and a technician text under ``fault.<key>`` in
``assets/texts``; whatever is not a fault is a bug. Faults cross threads and
processes as values, so they must survive pickling.
"""

from __future__ import annotations

import re
from typing import ClassVar

__all__ = [
    "Busy",
    "Cancelled",
    "CardFault",
    "CardRemoved",
    "CardUnreadable",
    "CentreFault",
    "CentreRefused",
    "CentreUnreachable",
    "ChallengeMissed",
    "ChallengeMistaken",
    "CoverOpen",
    "DeviceFault",
    "DeviceLost",
    "Expired",
    "ExportForbidden",
    "FaceChanged",
    "FaceFault",
    "Fault",
    "ForeignCard",
    "InvalidNumber",
    "InvalidValue",
    "Jammed",
    "NoFace",
    "NoRecipient",
    "NoRecord",
    "NotClear",
    "PaperOut",
    "PictureUnreadable",
    "PrinterFault",
    "QueueUnfit",
    "ReaderNotFound",
    "Revoked",
    "SealInvalid",
    "SeveralFaces",
    "SeveralReaders",
    "StaffCardBlocked",
    "StaffNotTrusted",
    "StoreFault",
    "StoreFull",
    "StoreSealed",
    "StoreTorn",
    "TonerOut",
    "UnknownGlyph",
    "UpdateRefused",
]

Fact = str | int | float


class Fault(Exception):
    """Something that may go wrong in a hall, with the facts that explain it.

    Facts never hold personal data: they go to the log and to the technician.
    """

    key: ClassVar[str] = "fault"

    def __init_subclass__(cls) -> None:
        """Give each fault its text key, e.g. ``paper-out`` for `PaperOut`."""
        super().__init_subclass__()
        cls.key = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __init__(self, **facts: Fact) -> None:
        """Keep the facts as they are; they are shown to the technician."""
        super().__init__()
        self.facts: dict[str, Fact] = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by class and facts, so a child process can raise it at ours."""
        return (_revive, (type(self), self.facts))

    def __str__(self) -> str:
        """Name the fault and its facts in one line, for logs and consoles."""
        told = ", ".join(f"{name}={fact}" for name, fact in sorted(self.facts.items()))
        return f"{self.key}({told})"

    def __eq__(self, other: object) -> bool:
        """Two faults are the same when kind and facts are."""
        return type(self) is type(other) and self.facts == getattr(other, "facts", None)

    def __hash__(self) -> int:
        """Hash by kind, which equality refines."""
        return hash(type(self))


def _revive(kind: type[Fault], facts: dict[str, Fact]) -> Fault:
    return kind(**facts)


class InvalidValue(Fault):
    """A value cannot be what it claims to be; facts: field, reason."""


class InvalidNumber(InvalidValue):
    """An identifier fails its check digit, length or date."""


class DeviceFault(Fault):
    """A device did not do what was asked of it."""


class DeviceLost(DeviceFault):
    """The device is not there any more: unplugged, crashed or hanging."""


class ReaderNotFound(DeviceLost):
    """No serial port has an identity card reader."""


class SeveralReaders(DeviceLost):
    """More than one serial port has such a reader; fact: ports."""


class Busy(DeviceFault):
    """The device serves somebody else for the moment."""


class Expired(DeviceFault):
    """The device did not answer within its deadline."""


class Cancelled(DeviceFault):
    """The command was called off before it was done."""


class CardFault(DeviceFault):
    """Trouble with the card rather than with the reader."""


class CardRemoved(CardFault):
    """The card was taken out or lifted while it was being read."""


class CardUnreadable(CardFault):
    """The chip is mute, damaged or protected by keys we do not have."""


class ForeignCard(CardFault):
    """The card is none that this service can use."""


class StaffNotTrusted(CardFault):
    """The card proves no member of staff who may do this; fact: reason."""


class StaffCardBlocked(CardFault):
    """The staff card takes no PIN any more; only the issuing office can help."""


class FaceFault(DeviceFault):
    """The picture does not let anybody judge."""


class NoFace(FaceFault):
    """No face was seen for as long as the resident was given."""


class SeveralFaces(FaceFault):
    """More than one person stands before the camera."""


class NotClear(FaceFault):
    """A face is there, but too small, blurred or dark; fact: advice."""


class ChallengeMissed(FaceFault):
    """What was asked for was not seen in the time given; fact: reason."""


class ChallengeMistaken(FaceFault):
    """Something else was done, or before it was asked for; fact: reason."""


class FaceChanged(FaceFault):
    """The face was lost, or is another one; fact: reason."""


class PictureUnreadable(FaceFault):
    """A picture file cannot be decoded or holds no usable image."""


class PrinterFault(DeviceFault):
    """The printer cannot print; nothing has been handed over."""


class PaperOut(PrinterFault):
    """No paper in the tray."""


class TonerOut(PrinterFault):
    """No toner or ink."""


class Jammed(PrinterFault):
    """Paper is stuck; a person must look."""


class CoverOpen(PrinterFault):
    """A cover or door of the printer stands open."""


class QueueUnfit(PrinterFault):
    """A print queue is set up in a way that may print twice; fact: reason."""


class CentreFault(Fault):
    """The central system did not give what was asked."""


class CentreUnreachable(CentreFault):
    """No answer from the centre; trying later is right."""


class CentreRefused(CentreFault):
    """The centre understood and said no; fact: reason."""


class NoRecord(CentreFault):
    """The centre knows no such person in this city."""


class Revoked(CentreFault):
    """The terminal is no longer allowed to speak to the centre."""


class SealInvalid(Fault):
    """A certificate's seal does not hold; it must not be printed. Fact: reason."""


class UnknownGlyph(Fault):
    """A name has a character that no font here can draw; fact: codepoint."""


class StoreFault(Fault):
    """The encrypted store cannot keep or give what was asked."""


class StoreFull(StoreFault):
    """The disk is full; nothing was half-written."""


class ExportForbidden(StoreFault):
    """This terminal's security profile lets no deed be carried away by hand."""


class StoreSealed(StoreFault):
    """The centre took this terminal out of service; only the centre can open it."""


class StoreTorn(StoreFault):
    """The store's file is damaged or foreign and was set aside; fact: kept_at."""


class NoRecipient(Fault):
    """Nothing may leave the terminal readable, and nobody is named; fact: reason."""


class UpdateRefused(Fault):
    """A version is not to be believed or does not fit; fact: reason."""

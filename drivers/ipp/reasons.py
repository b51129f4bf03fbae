"""What a printer's state words mean for a hall: pure rules, no I/O.

Sources: RFC 8011 section 5.4.12 (printer-state-reasons) and PWG 5100.9 (further
keywords). Printers differ in severity suffixes for the same trouble, so the
keyword alone counts and its suffix does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.domain.fault import (
    CoverOpen,
    Jammed,
    PaperOut,
    PrinterFault,
    TonerOut,
)
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PrinterFacts", "PrinterState", "explain", "hindrances", "keyword"]

_PDF = "application/pdf"
_SUFFIXES = ("-error", "-warning", "-report")

_OUT_OF_PAPER = {"media-empty", "media-needed", "input-tray-missing"}
_OUT_OF_TONER = {
    "toner-empty",
    "toner-missing",
    "marker-supply-empty",
    "marker-supply-missing",
    "marker-ink-empty",
    "developer-empty",
    "cartridge-missing",
}
_LOW = {
    "media-low": "paper",
    "toner-low": "toner",
    "marker-supply-low": "toner",
    "marker-ink-low": "toner",
    "developer-low": "toner",
}
_STUCK = {"media-jam", "media-path-jam", "marker-jam", "output-media-jam"}
_OPEN = {"cover-open", "door-open", "interlock-open"}
_AWAY = {"offline", "shutdown", "connecting-to-device", "timed-out"}
_BLOCKED = {
    "paused",
    "moving-to-paused",
    "stopping",
    "stopped-partly",
    "hold-new-jobs",
    "output-area-full",
    "output-tray-missing",
    "media-path-media-present",
    "spool-area-full",
    "marker-waste-full",
    "opc-life-over",
    "fuser-over-temp",
    "fuser-under-temp",
    "interpreter-resource-unavailable",
    "power-down",
    "marker-failure",
    "fuser-failure",
}


class PrinterState(IntEnum):
    """printer-state, RFC 8011 section 5.4.11."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """What one answer of a printer says about the printer itself.

    Attributes:
        up_time: Seconds since it was switched on; none if it does not tell.
        formats: Document formats it takes.
    """

    state: int | None
    reasons: tuple[str, ...]
    is_accepting: bool | None = None
    up_time: int | None = None
    formats: tuple[str, ...] = ()


def keyword(reason: str) -> str:
    """Strip the severity from a reason: ``media-jam-warning`` → ``media-jam``."""
    for suffix in _SUFFIXES:
        if reason.endswith(suffix):
            return reason.removesuffix(suffix)
    return reason


def hindrances(facts: PrinterFacts) -> tuple[PrinterFault, ...]:
    """Tell what keeps the printer from printing, the first to mend first.

    A jam or an open cover comes before supplies, because nobody can refill
    around it.
    """
    words = {keyword(reason) for reason in facts.reasons}
    named = (
        (Jammed, _STUCK),
        (CoverOpen, _OPEN),
        (PaperOut, _OUT_OF_PAPER),
        (TonerOut, _OUT_OF_TONER),
        (PrinterFault, _AWAY | _BLOCKED),
    )
    told = [
        kind(reason=",".join(sorted(words & causes)))
        for kind, causes in named
        if words & causes
    ]
    return tuple(told or _unnamed(facts))


def _unnamed(facts: PrinterFacts) -> Sequence[PrinterFault]:
    if facts.state == PrinterState.STOPPED:
        return [PrinterFault(reason="stopped")]
    if facts.is_accepting is False:
        return [PrinterFault(reason="not-accepting-jobs")]
    if _PDF not in facts.formats:
        return [PrinterFault(reason="no-pdf", formats=",".join(facts.formats))]
    return []


def explain(facts: PrinterFacts) -> DeviceStatus:
    """Put a printer's words on the axes that every device here has."""
    words = {keyword(reason) for reason in facts.reasons}
    faults = hindrances(facts)
    state, cause = _state(facts, words, faults)
    return DeviceStatus(
        state,
        MediaState.JAMMED if words & _STUCK else MediaState.UNKNOWN,
        MappingProxyType(_supplies(words)),
        cause,
        ",".join(sorted(reason for reason in facts.reasons if reason != "none")),
    )


def _supplies(words: set[str]) -> dict[str, SupplyLevel]:
    levels = {"paper": SupplyLevel.OK, "toner": SupplyLevel.OK}
    levels |= {_LOW[word]: SupplyLevel.LOW for word in words & _LOW.keys()}
    if words & _OUT_OF_PAPER:
        levels["paper"] = SupplyLevel.OUT
    if words & _OUT_OF_TONER:
        levels["toner"] = SupplyLevel.OUT
    return levels


def _state(
    facts: PrinterFacts, words: set[str], faults: tuple[PrinterFault, ...]
) -> tuple[DeviceState, str]:
    """Give the device state with its cause; empty supplies are no state."""
    kinds = [type(fault) for fault in faults]
    for kind, state in (
        (Jammed, DeviceState.HARDWARE_ERROR),
        (CoverOpen, DeviceState.USER_ERROR),
    ):
        if kind in kinds:
            return state, kind.key
    if PrinterFault in kinds:
        is_away = bool(words & _AWAY)
        state = DeviceState.OFFLINE if is_away else DeviceState.HARDWARE_ERROR
        return state, PrinterFault.key
    is_busy = facts.state == PrinterState.PROCESSING
    return DeviceState.BUSY if is_busy else DeviceState.ONLINE, ""

"""Names of what can be made to go wrong with a simulated printer."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

__all__ = ["BLOCKING", "REASONS", "PrinterTrouble"]


class PrinterTrouble(StrEnum):
    """Troubles both printer twins know; the word is the command's ``name``.

    ``SLOW`` makes a sheet take five times as long, ``ABORT_JOB`` gives the next
    job up before its sheet, ``POWER_LOSS`` cuts the power in mid-sheet, once;
    ``UNNAMED`` is a word that explains nothing and holds nothing up.
    """

    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    PAPER_WRONG = "paper-wrong"
    TRAY_MISSING = "tray-missing"
    JAM = "jam"
    TONER_LOW = "toner-low"
    TONER_OUT = "toner-out"
    CARTRIDGE_LOW = "cartridge-low"
    CARTRIDGE_OUT = "cartridge-out"
    COVER_OPEN = "cover-open"
    WASTE_NEARLY_FULL = "waste-nearly-full"
    WASTE_FULL = "waste-full"
    SPOOL_FULL = "spool-full"
    PAUSED = "paused"
    PAUSING = "pausing"
    UNNAMED = "unnamed"
    SLOW = "slow"
    ABORT_JOB = "abort-job"
    POWER_LOSS = "power-loss"


_T = PrinterTrouble

REASONS = MappingProxyType(
    {
        _T.PAPER_LOW: "media-low",
        _T.PAPER_OUT: "media-empty",
        _T.PAPER_WRONG: "media-needed",
        _T.TRAY_MISSING: "input-tray-missing",
        _T.JAM: "media-jam",
        _T.TONER_LOW: "toner-low",
        _T.TONER_OUT: "toner-empty",
        _T.CARTRIDGE_LOW: "marker-supply-low",
        _T.CARTRIDGE_OUT: "marker-supply-empty",
        _T.COVER_OPEN: "cover-open",
        _T.WASTE_NEARLY_FULL: "marker-waste-almost-full",
        _T.WASTE_FULL: "marker-waste-full",
        _T.SPOOL_FULL: "spool-area-full",
        _T.PAUSED: "paused",
        _T.PAUSING: "moving-to-paused",
        _T.UNNAMED: "other",
    }
)
"""The printer-state-reasons keyword of each trouble that shows outside."""

BLOCKING = frozenset(REASONS) - {
    _T.PAPER_LOW,
    _T.TONER_LOW,
    _T.CARTRIDGE_LOW,
    _T.WASTE_NEARLY_FULL,
    _T.UNNAMED,
}
"""Troubles with which no sheet moves."""

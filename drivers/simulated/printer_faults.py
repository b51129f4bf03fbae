"""Names of what can be made to go wrong with a simulated printer."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["PrinterTrouble"]


class PrinterTrouble(StrEnum):
    """Troubles both printer twins know; the word is the command's ``name``.

    ``SLOW`` makes a sheet take five times as long, ``ABORT_JOB`` gives the next
    job up before its sheet, ``POWER_LOSS`` cuts the power in mid-sheet, once.
    """

    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    JAM = "jam"
    TONER_LOW = "toner-low"
    TONER_OUT = "toner-out"
    COVER_OPEN = "cover-open"
    SLOW = "slow"
    ABORT_JOB = "abort-job"
    POWER_LOSS = "power-loss"

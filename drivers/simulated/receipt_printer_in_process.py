"""A receipt printer inside the process: no line, no bytes, only its promises."""

from __future__ import annotations

from types import MappingProxyType

from drivers.simulated.receipt_firmware import ReceiptTrouble
from kiosk.domain.fault import (
    CoverOpen,
    DeviceLost,
    InvalidValue,
    Jammed,
    PaperOut,
    PrinterFault,
)
from kiosk.domain.receipt import Slip
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel
from kiosk.ports.receipt_printer import RECEIPT_PAPER, SlipState

__all__ = ["SimulatedReceiptPrinter"]

_T = ReceiptTrouble
_HINDRANCES: tuple[tuple[ReceiptTrouble, type[PrinterFault]], ...] = (
    (_T.CUTTER, Jammed),
    (_T.COVER_OPEN, CoverOpen),
    (_T.PAPER_OUT, PaperOut),
)
_STATES = {
    Jammed: (DeviceState.HARDWARE_ERROR, MediaState.JAMMED),
    CoverOpen: (DeviceState.USER_ERROR, MediaState.UNKNOWN),
}


class SimulatedReceiptPrinter:
    """Keeps the slips it was given; moved from outside by `do`."""

    name = "receipt-printer"

    def __init__(self) -> None:
        """Stand ready, with paper."""
        self.slips: list[Slip] = []
        self._troubles: set[ReceiptTrouble] = set()
        self._is_there = True
        self._is_on = True

    def do(self, command: str, **arguments: object) -> None:
        """Carry out ``fault``, ``mend``, ``power``, ``plug`` or ``unplug``.

        Raises:
            InvalidValue: unknown command or trouble.
        """
        match command:
            case "fault":
                self._fault(str(arguments.get("name")))
            case "mend":
                self._troubles.clear()
            case "power":
                self._is_on = bool(arguments.get("on", True))
            case "plug" | "unplug":
                self._is_there = command == "plug"
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)

    def status(self) -> DeviceStatus:
        """Tell the state that was chosen."""
        if not self._is_there or not self._is_on or _T.MUTE in self._troubles:
            away = DeviceState.OFFLINE if self._is_there else DeviceState.NO_DEVICE
            return DeviceStatus(away, cause=DeviceLost.key)
        kind = self._hindrance()
        state, media = DeviceState.ONLINE, MediaState.UNKNOWN
        if kind in _STATES:
            state, media = _STATES[kind]
        supplies = MappingProxyType({RECEIPT_PAPER: self._level()})
        is_state = kind is not None and kind in _STATES
        cause = kind.key if kind is not None and is_state else ""
        return DeviceStatus(state, media, supplies, cause)

    def capabilities(self) -> Capabilities:
        """Tell that it is a twin, and what it stands for."""
        return Capabilities(
            frozenset({DeviceClass.PRINTER}),
            model="twin",
            driver="simulated",
            features=MappingProxyType({Feature.PAPER: ("roll_80mm",)}),
        )

    def print(self, slip: Slip) -> SlipState:
        """Keep the slip, or do what the trouble does; see the port."""
        if not self._is_there or not self._is_on or _T.MUTE in self._troubles:
            raise DeviceLost(part=self.name)
        if (kind := self._hindrance()) is not None:
            raise kind(reason="simulated")
        if _T.RUNS_OUT in self._troubles:
            self._troubles = {_T.PAPER_OUT}
            return SlipState.UNKNOWN
        if _T.POWER_LOSS in self._troubles:
            self._troubles, self._is_on = set(), False
            return SlipState.UNKNOWN
        self.slips.append(slip)
        is_told = _T.NO_REPORT not in self._troubles
        return SlipState.OUT if is_told else SlipState.UNKNOWN

    def close(self) -> None:
        """Nothing to give back."""

    def _fault(self, name: str) -> None:
        try:
            self._troubles.add(ReceiptTrouble(name))
        except ValueError:
            raise InvalidValue(field="fault", reason=name) from None

    def _hindrance(self) -> type[PrinterFault] | None:
        told = (kind for trouble, kind in _HINDRANCES if trouble in self._troubles)
        return next(told, None)

    def _level(self) -> SupplyLevel:
        if _T.PAPER_OUT in self._troubles:
            return SupplyLevel.OUT
        is_low = _T.PAPER_LOW in self._troubles
        return SupplyLevel.LOW if is_low else SupplyLevel.OK

"""Probes of readers, panel and printer: their own word, in a technician's terms."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import serial

from drivers.ipp.printer import IppPrinter
from drivers.pcsc.reader import PcscCardReader
from drivers.serial_line.panel import SerialPanel
from drivers.serial_line.resident_id_reader import SamvCardReader
from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.ports.device import Device, DeviceState, DeviceStatus, SupplyLevel
from kiosk.ports.surroundings import Door, Power, Senses
from kiosk.settings import TerminalSettings
from kiosk.work.child import start_child

__all__ = ["card_reader", "id_card_reader", "panel", "printer"]

_SETTLE_SECONDS = 3.0
_START_SECONDS = 10.0
"""What a reader's own process may take to start where every processor is busy."""
_PAUSE_SECONDS = 0.05
_GOOD = (DeviceState.ONLINE, DeviceState.BUSY)
_ABSENT = Finding(ProbeState.ABSENT, "not-configured")
_IN_USE = Finding(ProbeState.WARNING, "in-use")

Causes = dict[DeviceState, str]

_SERIAL: Causes = {
    DeviceState.NO_DEVICE: "port-missing",
    DeviceState.OFFLINE: "no-answer",
    DeviceState.HARDWARE_ERROR: "self-test-failed",
    DeviceState.TAMPERED: "tampered",
}
_CONTACT: Causes = {
    DeviceState.NO_DEVICE: "reader-missing",
    DeviceState.OFFLINE: "reader-service-down",
}


def card_reader(settings: TerminalSettings) -> Finding:
    """Look for the PC/SC service and a reader behind it."""
    if not settings.cards.pcsc:
        return _ABSENT
    launch = partial(start_child, "drivers.pcsc.reader_child:serve", {})
    with closing(PcscCardReader(launch)) as reader:
        return _found(_settled(reader), _CONTACT)


def id_card_reader(settings: TerminalSettings) -> Finding:
    """Ask the SAM-V module how it is."""
    port = settings.cards.serial_port
    return _on_port(port, lambda name: _plain(SamvCardReader(name)))


def panel(settings: TerminalSettings) -> Finding:
    """Ask the panel for its version, door, tamper switches and power."""
    return _on_port(settings.panel_port, _panel)


def printer(settings: TerminalSettings) -> Finding:
    """Ask the printer for its state and supplies."""
    with closing(IppPrinter(settings.printer.uri)) as device:
        status = device.status()
    for supply, level in status.supplies.items():
        if level is SupplyLevel.OUT:
            return Finding(ProbeState.FAILED, f"{supply}-out", status.detail)
    causes = {DeviceState.OFFLINE: "printer-unreachable"}
    found = _found(status, causes)
    if found.state is not ProbeState.OK:
        return found
    low = [name for name, level in status.supplies.items() if level is SupplyLevel.LOW]
    return Finding(ProbeState.WARNING, f"{low[0]}-low") if low else found


def _on_port(port: str | None, look: Callable[[str], Finding]) -> Finding:
    if port is None:
        return _ABSENT
    return _IN_USE if _is_held(port) else look(port)


def _is_held(port: str) -> bool:
    """Whether another program, most likely the terminal, has the port."""
    if not Path(port).exists():
        return False
    try:
        serial.Serial(port, exclusive=True).close()
    except serial.SerialException as error:
        return "lock" in str(error).lower()
    return False


def _plain(device: Device) -> Finding:
    with closing(device):
        return _found(_settled(device), _SERIAL)


def _panel(port: str) -> Finding:
    with closing(SerialPanel(port)) as device:
        found = _found(
            _settled(device), _SERIAL | {DeviceState.HARDWARE_ERROR: "panel-version"}
        )
        if found.state is not ProbeState.OK:
            return found
        device.attend(0.3)
        return _sensed(device.senses())


def _sensed(senses: Senses) -> Finding:
    if senses.power is Power.LOW:
        return Finding(ProbeState.FAILED, "battery-low")
    if senses.power is Power.BATTERY:
        return Finding(ProbeState.WARNING, "on-battery")
    if senses.door is Door.OPEN:
        return Finding(ProbeState.WARNING, "door-open")
    return Finding(ProbeState.OK)


def _settled(device: Device) -> DeviceStatus:
    """Look until the device is good, or until patience ends."""
    begun = time.monotonic()
    status = device.status()
    while status.state not in _GOOD and time.monotonic() - begun < _patience(status):
        time.sleep(_PAUSE_SECONDS)
        status = device.status()
    return status


def _patience(status: DeviceStatus) -> float:
    is_starting = status.state is DeviceState.STARTING
    return _START_SECONDS if is_starting else _SETTLE_SECONDS


def _found(status: DeviceStatus, causes: Causes) -> Finding:
    if status.state in _GOOD:
        return Finding(ProbeState.OK, detail=status.detail)
    cause = causes.get(status.state) or status.cause or "no-answer"
    return Finding(ProbeState.FAILED, cause, status.detail)

"""From what a device says of itself to a cause that the knowledge base explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["cause_of"]

_LOST: Mapping[tuple[str, DeviceState], str] = {
    ("card-reader", DeviceState.OFFLINE): "reader-service-down",
    ("card-reader", DeviceState.NO_DEVICE): "reader-missing",
    ("id-card-reader", DeviceState.NO_DEVICE): "port-missing",
    ("id-card-reader", DeviceState.OFFLINE): "no-answer",
    ("id-card-reader", DeviceState.HARDWARE_ERROR): "self-test-failed",
    ("panel", DeviceState.NO_DEVICE): "port-missing",
    ("panel", DeviceState.OFFLINE): "no-answer",
    ("panel", DeviceState.HARDWARE_ERROR): "panel-version",
    ("panel", DeviceState.TAMPERED): "tampered",
    ("scanner", DeviceState.NO_DEVICE): "port-missing",
    ("receipt-printer", DeviceState.NO_DEVICE): "port-missing",
    ("receipt-printer", DeviceState.OFFLINE): "no-answer",
    ("printer", DeviceState.OFFLINE): "printer-unreachable",
    ("printer", DeviceState.NO_DEVICE): "printer-unreachable",
    ("face", DeviceState.NO_DEVICE): "camera-missing",
    ("face", DeviceState.TAMPERED): "models-wrong",
    ("centre", DeviceState.OFFLINE): "centre-unreachable",
}
_BACKUP = {"ups-low": "battery-low", "ups-out": "battery-low"}
_VAGUE = ("", "device-lost")
_LEVELS = (SupplyLevel.OUT, SupplyLevel.LOW)


def cause_of(device: str, status: DeviceStatus) -> str:
    """Give the knowledge base's key for a status; empty when all is well."""
    if status.media is MediaState.JAMMED:
        return "jammed"
    for level in _LEVELS:
        for supply, told in sorted(status.supplies.items()):
            if told is level:
                cause = f"{supply}-{level}"
                return _BACKUP.get(cause, cause)
    if status.is_usable or status.state is DeviceState.STARTING:
        return ""
    if status.cause not in _VAGUE:
        return status.cause
    return _LOST.get((device, status.state), "device-lost")

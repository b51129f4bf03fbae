"""What a hall's terminal is told of it: where everything is plugged in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Plugs", "terminal_settings"]


@dataclass(frozen=True, slots=True)
class Plugs:
    """Where the parts of a hall are reached.

    Attributes:
        centre: Port of the centre on this machine.
        printer: Address of the printer.
    """

    centre: int
    printer: str
    panel: str
    receipts: str
    id_cards: str
    scanner: str
    scanner_baud: int


def terminal_settings(
    directory: Path, plugs: Plugs, *, name: str, challenges: bool
) -> dict[str, object]:
    """Give the settings, as the file of a terminal in a hall's directory holds them."""
    return {
        "name": name,
        "state_directory": str(directory / "state"),
        "centre": _centre(directory / "identity", plugs.centre),
        "panel_port": plugs.panel,
        "receipt_port": plugs.receipts,
        "printer": {"uri": plugs.printer},
        "staff_authority": str(directory / "identity" / "staff.pem"),
        "cards": {
            "pcsc": True,
            "serial_port": plugs.id_cards,
            "scanner_port": plugs.scanner,
            "scanner_baud": plugs.scanner_baud,
        },
        "face": {"challenge": challenges},
        "camera": {
            "opener": "drivers.simulated.camera:open_scene",
            "settings": {"scene": str(directory / "scene.json")},
        },
    }


def _centre(identity: Path, port: int) -> dict[str, str]:
    return {
        "url": f"https://127.0.0.1:{port}",
        "certificate": str(identity / "certificate.pem"),
        "key": str(identity / "key.pem"),
        "authority": str(identity / "authority.pem"),
        "trust": str(identity / "trust"),
        "evidence_key": str(identity / "evidence.pem"),
    }

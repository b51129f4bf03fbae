"""The terminal's settings: one TOML file, validated once, frozen ever after."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cattrs import ClassValidationError, Converter, transform_error

from kiosk.part_settings import (
    CameraSettings,
    CardSettings,
    CentreSettings,
    ExportSettings,
    FaceSettings,
    PrinterSettings,
    ScreenSettings,
    SoftwareSettings,
    TraceSettings,
    VaultSettings,
)

__all__ = [
    "SettingsInvalid",
    "TerminalSettings",
    "load_settings",
    "settings_from",
    "settings_told",
]

_DIAGONALS_INCHES = (8, 65)


class SettingsInvalid(Exception):
    """The settings file is missing, unreadable or wrong; the message says where."""


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """Everything one terminal is told when it starts.

    Attributes:
        name: Stable name at the centre, e.g. ``hall-001-07``.
        state_directory: Where the encrypted store and the log live.
        time_zone: The city's, by its IANA name.
        hall_board: JSON file with opening times, queue and notices of the hall
            (docs/screens.md), or none.
        staff_authority: PEM file of the authority whose staff cards count, or none
            where no staff confirm at the terminal.
        panel_port: Serial port of the panel with lights and sensors, or none.
        receipt_port: Device file of an ESC/POS receipt printer, or its address
            such as ``tcp://10.0.0.6:9100``, or none.
        microphone: ALSA device for spoken questions, such as ``default``, or none;
            it plays them back, too.
    """

    name: str
    state_directory: Path
    centre: CentreSettings
    printer: PrinterSettings
    cards: CardSettings = field(default_factory=CardSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    face: FaceSettings = field(default_factory=FaceSettings)
    software: SoftwareSettings = field(default_factory=SoftwareSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    time_zone: str = "Asia/Shanghai"
    panel_port: str | None = None
    receipt_port: str | None = None
    microphone: str | None = None
    staff_authority: Path | None = None
    vault: VaultSettings = field(default_factory=VaultSettings)
    hall_board: Path | None = None
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    traces: TraceSettings = field(default_factory=TraceSettings)


_converter = Converter(forbid_extra_keys=True)
_converter.register_structure_hook(Path, lambda text, _: Path(text).expanduser())
_converter.register_unstructure_hook(Path, str)


def load_settings(path: Path) -> TerminalSettings:
    """Read and check a settings file; relative paths are taken as they stand.

    Raises:
        SettingsInvalid: with one line that names the file and the trouble.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise SettingsInvalid(message) from error
    return _structured(path, data)


def settings_told(settings: TerminalSettings) -> dict[str, Any]:
    """Write settings as plain values, for a child process."""
    told: dict[str, Any] = _converter.unstructure(settings)
    return told


def settings_from(told: Mapping[str, Any]) -> TerminalSettings:
    """Take back what `settings_told` wrote."""
    return _converter.structure(dict(told), TerminalSettings)


def _structured(path: Path, data: dict[str, Any]) -> TerminalSettings:
    try:
        settings = _converter.structure(data, TerminalSettings)
    except ClassValidationError as error:
        message = f"{path}: {'; '.join(transform_error(error))}"
        raise SettingsInvalid(message) from error
    if not settings.centre.url.startswith("https://"):
        message = f"{path}: centre.url must begin with https://"
        raise SettingsInvalid(message)
    if bool(settings.printer.uri) == bool(settings.printer.queue):
        message = f"{path}: printer needs either uri or queue"
        raise SettingsInvalid(message)
    least, most = _DIAGONALS_INCHES
    inches = settings.screen.diagonal_inches
    if inches is not None and not least <= inches <= most:
        message = f"{path}: screen.diagonal_inches must be from {least} to {most}"
        raise SettingsInvalid(message)
    return settings

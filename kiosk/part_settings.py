"""The settings of a terminal's single parts, each a table of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

__all__ = [
    "CameraSettings",
    "CardSettings",
    "CentreSettings",
    "ExportSettings",
    "FaceSettings",
    "PrinterSettings",
    "ScreenSettings",
    "SoftwareSettings",
    "TraceSettings",
    "VaultSettings",
]

_ENROLMENT_PORT = 8446


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """How to reach the centre and to be known there.

    Attributes:
        url: Base address, https only.
        certificate, key: This terminal's identity, PEM files.
        authority: The centre's own certificate authority, PEM file.
        trust: Directory of pinned seal certificates and QR keys.
        evidence_key: PEM file of the key that pictures kept as evidence are closed
            to, or none where none are kept.
        recovery: The centre's key to seal for; beside the authority by default.
        enrolment: Address of the enrolment door; port 8446 of the centre by default.
    """

    url: str
    certificate: Path
    key: Path
    authority: Path
    trust: Path
    evidence_key: Path | None = None
    recovery: Path | None = None
    enrolment: str = ""

    @property
    def enrolment_door(self) -> str:
        """Where a code is shown to be named."""
        host = urlsplit(self.url).hostname or ""
        bracketed = f"[{host}]" if ":" in host else host
        return self.enrolment or f"https://{bracketed}:{_ENROLMENT_PORT}"

    @property
    def recovery_file(self) -> Path:
        """Where the centre's key to seal for lies."""
        return self.recovery or self.authority.with_name("recovery.key")


@dataclass(frozen=True, slots=True)
class CardSettings:
    """Which card readers there are.

    Attributes:
        pcsc: Whether to use the PC/SC service for social security cards.
        serial_port: Port of a SAM-V reader for resident id cards, ``auto`` to have
            it looked for on all ports that no other setting names, or none.
        scanner_port: Port of a code scanner, or none.
        scanner_baud: Speed of that line; without meaning on USB.
        scanner_keys: Whether a code scanner types like a keyboard.
        library: The reader maker's library (``iReadCardBas``) for cards of the
            third generation, or empty; asked only where keys lock a card.
        authenticator: ``module:function`` that has the region's module answer
            such a card's challenge, where the reader has no keys of its own.
    """

    pcsc: bool = True
    serial_port: str | None = None
    scanner_port: str | None = None
    scanner_baud: int = 9600
    scanner_keys: bool = False
    library: str = ""
    authenticator: str = ""


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """Which camera to use.

    Attributes:
        opener: ``module:function`` that opens the camera inside the face child.
        settings: What the opener is given, e.g. ``{"device": "/dev/video0"}``,
            the first camera when empty;
            for the twin ``{"scene": "/path/to/scene.json"}``.
    """

    opener: str = "drivers.camera.capture:open_camera"
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FaceSettings:
    """How faces are judged.

    Attributes:
        challenge: Whether a living person must answer prompts before the camera,
            three of them, four where a benefit hangs on it; without it a good
            picture of the face is enough.
        rule: TOML file of operating points that a city measured itself, or none
            for those the program brings.
    """

    challenge: bool = True
    rule: Path | None = None


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """The printer's own address, or else the name of a local CUPS queue.

    Attributes:
        uri: Address of the printer, e.g. ``ipp://10.0.0.5:631/ipp/print``; one
            with a path ``/printers/...`` is a queue of a scheduler there.
        queue: Name of a queue of the local scheduler, used when there is no uri.
        scheduler: The local scheduler's socket.
        tray_sheets: Sheets that lie in a full tray; 0 where nobody counted them.
        toner_sheets: Sheets that a new toner is good for; 0 for the same.
    """

    uri: str = ""
    queue: str = ""
    scheduler: str = "/run/cups/cups.sock"
    tray_sheets: int = 0
    toner_sheets: int = 0


@dataclass(frozen=True, slots=True)
class SoftwareSettings:
    """By what the installed software proves that it is genuine, and how it is renewed.

    Attributes:
        manifest: Signed list of the installed files, or none where none is shipped.
        key: Public key that signs such lists, PEM file.
        ring: Group of terminals this one belongs to when versions are staged.
        versions: Directory of installed versions, ``current`` among them.
        kilobytes_per_second: The most that large downloads take of the line; 0 is
            without limit.
        trial_seconds: How soon after its first start a new version must serve.
    """

    manifest: Path | None = None
    key: Path | None = None
    ring: str = "city"
    versions: Path = Path("/opt/kiosk")
    kilobytes_per_second: float = 256.0
    trial_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """For whom the support bundle is encrypted; unsent deeds are for the centre.

    Attributes:
        support: Who opens support bundles, ``age1...``.
    """

    support: str = ""


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """What opens the store's key.

    Attributes:
        kind: ``file``, readable by the service alone and the weakest;
            ``credential``, handed over by systemd; ``tpm``, this machine's chip.
        device: How to reach the chip (TCTI); empty for the system's own.
        registers: Boot registers the chip's secret is tied to, e.g. ``sha256:7``.
    """

    kind: Literal["file", "credential", "tpm"] = "file"
    device: str = ""
    registers: str = ""


@dataclass(frozen=True, slots=True)
class TraceSettings:
    """Where traces of visits go; nothing about a person is in them.

    Attributes:
        collector: Base address of an OpenTelemetry collector (OTLP over HTTP), e.g.
            ``http://127.0.0.1:4318``; empty for none, and then nothing is traced.
    """

    collector: str = ""


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How large the screen is, from which everything on it takes its least size.

    Attributes:
        diagonal_inches: Of the picture, as its maker states it, or none where it is
            about 21.5; from 8 to 65.
    """

    diagonal_inches: float | None = None

"""What leaves the terminal on a removable medium, and support's bundle encrypted.

Format of the bundle: age (age-encryption.org/v1, X25519). Who holds the recipient's
private key opens it with ``age --decrypt``; nobody at the terminal can. Unsent deeds
are closed for the centre by `kiosk.assembly.parcels`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path

import psutil
from pyrage import RecipientError, encrypt, x25519

from kiosk.diagnostics.finding import ProbeResult
from kiosk.domain.fault import ExportForbidden, NoRecipient, StoreFull
from kiosk.ports.logbook import StatusNote, WorkNote
from kiosk.settings import TerminalSettings, settings_told
from offline_cache.store import Store

__all__ = [
    "bundle",
    "check_export",
    "export_place",
    "seal_for",
    "write_export",
]

_REMOVABLE = ("/media/", "/run/media/", "/mnt/usb")
_LOG_BYTES = 4 << 20
_HIDDEN = ("key", "certificate")


def export_place(settings: TerminalSettings) -> Path:
    """Give the removable medium's folder, else one beside the store."""
    for part in psutil.disk_partitions():
        is_writable = "rw" in part.opts.split(",")
        if part.mountpoint.startswith(_REMOVABLE) and is_writable:
            return Path(part.mountpoint)
    place = settings.state_directory / "export"
    place.mkdir(parents=True, exist_ok=True)
    return place


def write_export(settings: TerminalSettings, name: str, content: bytes) -> str:
    """Write a file whole or not at all; gives its path.

    Raises:
        StoreFull: the medium has no room, or cannot be written.
    """
    path = export_place(settings) / name
    partial = path.with_name(f"{name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StoreFull(part="medium", reason=type(error).__name__) from error
    return str(path)


def seal_for(recipient: str, content: bytes) -> bytes:
    """Encrypt for the holder of an age key.

    Raises:
        NoRecipient: none is configured, or it is no such key.
    """
    try:
        sealed: bytes = encrypt(content, [x25519.Recipient.from_str(recipient)])
    except (RecipientError, ValueError) as error:
        raise NoRecipient(reason="form" if recipient else "none") from error
    return sealed


def check_export(store: Store) -> None:
    """Refuse to let deeds be carried away where the security profile forbids it.

    Raises:
        ExportForbidden: it does.
    """
    if not store.standing.profile().may_export:
        raise ExportForbidden


def bundle(
    settings: TerminalSettings,
    results: Sequence[ProbeResult],
    versions: Sequence[tuple[str, str]],
    history: Sequence[StatusNote],
    tests: Sequence[WorkNote],
) -> bytes:
    """Gather what support needs, as a ZIP file: nobody's data, no key, no PIN."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("settings.json", _text(_redacted(settings_told(settings))))
        archive.writestr("probes.json", _text([r.as_line() for r in results]))
        archive.writestr("versions.json", _text(dict(versions)))
        archive.writestr("history.json", _text([asdict(note) for note in history]))
        archive.writestr("tests.json", _text([asdict(note) for note in tests]))
        archive.writestr("events.jsonl", _tail(settings.state_directory))
    return out.getvalue()


def _redacted(told: Mapping[str, object]) -> dict[str, object]:
    """Leave out where keys lie; nothing else in the settings is secret."""
    return {
        name: _redacted(value) if isinstance(value, dict) else value
        for name, value in told.items()
        if name not in _HIDDEN
    }


def _tail(directory: Path) -> bytes:
    """Give the end of the event log, which holds no personal data by its making."""
    try:
        return (directory / "events.jsonl").read_bytes()[-_LOG_BYTES:]
    except OSError:
        return b""


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)

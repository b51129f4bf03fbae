"""The key that pictures kept as evidence are closed to, checked at the start."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.fault import InvalidValue
from kiosk.domain.kept_evidence import read_evidence_key
from kiosk.settings import SettingsInvalid

__all__ = ["read_evidence_pem"]


def read_evidence_pem(path: Path | None) -> str:
    """Give the key's PEM text; empty where none is named and nothing is kept.

    Raises:
        SettingsInvalid: the file is no key; a terminal must not keep pictures in
            a way that nobody can ever look at them.
    """
    if path is None:
        return ""
    try:
        pem = path.read_bytes()
        read_evidence_key(pem)
    except (OSError, InvalidValue) as error:
        message = f"{path}: no key for evidence"
        raise SettingsInvalid(message) from error
    return pem.decode("ascii")

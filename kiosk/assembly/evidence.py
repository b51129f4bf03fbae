"""What the face child is given from files: evidence key and rule, checked first."""

from __future__ import annotations

from pathlib import Path

from drivers.face.fusion import load_points
from kiosk.domain.fault import InvalidValue
from kiosk.domain.kept_evidence import read_evidence_key
from kiosk.settings import SettingsInvalid

__all__ = ["checked_rule", "read_evidence_pem"]


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


def checked_rule(path: Path | None) -> str:
    """Give the path of a city's own operating points; empty for the program's.

    Raises:
        SettingsInvalid: the file is no such rule; faces must not be judged by it.
    """
    if path is None:
        return ""
    try:
        load_points(path)
    except InvalidValue as fault:
        message = f"{path}: no rule for faces ({fault})"
        raise SettingsInvalid(message) from fault
    return str(path)

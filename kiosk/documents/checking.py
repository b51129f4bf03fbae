"""Checking a file from the command line, whatever kind of file it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kiosk.documents.confined import read_code_confined
from kiosk.documents.trust import Trust
from kiosk.documents.verification import (
    LARGEST_FILE,
    Verdict,
    verify_credential,
    verify_pdf,
    verify_picture,
)
from kiosk.domain.scanned import CREDENTIAL_PREFIX

__all__ = ["check_file", "judge_bytes", "list_ages"]

_LARGEST_TEXT = 8192


def check_file(path: Path, trust_directory: Path) -> dict[str, object]:
    """Judge a sealed PDF, a picture of a page, or a QR's text; never raises.

    Gives ``{"file", "verdict", "reasons", "certificate"}``, ready for JSON.
    """
    verdict = _judge(path, trust_directory)
    return {
        "file": str(path),
        "verdict": verdict.verdict,
        "reasons": list(verdict.reasons),
        "certificate": verdict.certificate,
    }


def list_ages(trust_directory: Path) -> list[dict[str, object]]:
    """Tell version and age of each list that a directory's verdicts rest on.

    Raises:
        ValueError, OSError: the directory gives no trust.
    """
    now = datetime.now(UTC)
    return [age.told(now) for age in Trust.load(trust_directory).ages]


def judge_bytes(data: bytes, trust: Trust, at: datetime) -> Verdict:
    """Judge what somebody handed in: PDF, QR text or picture, told by its start.

    Any bytes give a verdict; pictures are unpacked in a confined child.
    """
    if len(data) > LARGEST_FILE:
        return Verdict("cannot_tell", ("too-large",))
    if data.startswith(b"%PDF-"):
        return verify_pdf(data, trust, at)
    if data.startswith(CREDENTIAL_PREFIX.encode()) and len(data) <= _LARGEST_TEXT:
        return verify_credential(data.decode("ascii", "replace"), trust, at)
    return verify_picture(data, trust, at, read_code_confined)


def _judge(path: Path, trust_directory: Path) -> Verdict:
    try:
        trust = Trust.load(trust_directory)
    except (OSError, ValueError):
        return Verdict("cannot_tell", ("trust-unreadable",))
    try:
        data = _start_of(path)
    except OSError:
        return Verdict("cannot_tell", ("unreadable",))
    return judge_bytes(data, trust, datetime.now(UTC))


def _start_of(path: Path) -> bytes:
    """Read a file, or one byte more than a verdict will look at."""
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)

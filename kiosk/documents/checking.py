"""Checking a file from the command line, whatever kind of file it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kiosk.documents.verification import (
    LARGEST_FILE,
    Trust,
    Verdict,
    verify_credential,
    verify_pdf,
    verify_picture,
)

__all__ = ["check_file"]

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


def _judge(path: Path, trust_directory: Path) -> Verdict:
    try:
        trust = Trust.load(trust_directory)
    except (OSError, ValueError):
        return Verdict("cannot_tell", ("trust-unreadable",))
    try:
        data = _start_of(path)
    except OSError:
        return Verdict("cannot_tell", ("unreadable",))
    at = datetime.now(UTC)
    if data.startswith(b"%PDF-"):
        return verify_pdf(data, trust, at)
    if data.startswith(b"CD1:") and len(data) <= _LARGEST_TEXT:
        return verify_credential(data.decode("ascii", "replace"), trust, at)
    return verify_picture(data, trust, at)


def _start_of(path: Path) -> bytes:
    """Read a file, or one byte more than a verdict will look at."""
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)

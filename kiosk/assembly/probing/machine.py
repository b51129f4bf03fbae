"""Probes of the machine itself: disk, memory, fonts, pinned signers, speech."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.settings import TerminalSettings

__all__ = ["disk", "documents", "memory", "security_chip", "software", "speech"]

_LEAST_DISK, _LOW_DISK = 20 << 20, 1 << 30
_LEAST_MEMORY = 200 << 20
_SOON = timedelta(days=30)
_CHIP = Path("/dev/tpmrm0")
_MOST_NAMED = 3


def documents(settings: TerminalSettings) -> Finding:
    """Load the pinned signers and look at the time the seals have left."""
    # Each probe's process loads its own part alone: twenty start at once.
    from kiosk.documents.verification import Trust  # noqa: PLC0415

    try:
        trust = Trust.load(settings.centre.trust)
    except (OSError, ValueError) as error:
        return Finding(ProbeState.FAILED, "signers-missing", type(error).__name__)
    left = max(_left(seal) for seal in trust.seals)
    if left < timedelta(0):
        return Finding(ProbeState.FAILED, "seal-expired")
    if left < _SOON:
        return Finding(ProbeState.WARNING, "seal-expires-soon", f"{left.days} days")
    return Finding(ProbeState.OK, detail=f"seal good for {left.days} days")


def _left(seal: bytes) -> timedelta:
    from cryptography import x509  # noqa: PLC0415

    certificate = x509.load_der_x509_certificate(seal)
    return certificate.not_valid_after_utc - datetime.now(UTC)


def disk(settings: TerminalSettings) -> Finding:
    """Look for room where the store lives."""
    place = settings.state_directory
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    told = f"{free >> 20} MB free"
    if free < _LEAST_DISK:
        return Finding(ProbeState.FAILED, "store-full", told)
    if free < _LOW_DISK:
        return Finding(ProbeState.WARNING, "disk-low", told)
    return Finding(ProbeState.OK, detail=told)


def memory(settings: TerminalSettings) -> Finding:
    """Look for memory that programs may still have."""
    del settings
    free = psutil.virtual_memory().available
    told = f"{free >> 20} MB free"
    if free < _LEAST_MEMORY:
        return Finding(ProbeState.WARNING, "memory-low", told)
    return Finding(ProbeState.OK, detail=told)


def speech(settings: TerminalSettings) -> Finding:
    """Look for the program that speaks to residents."""
    del settings
    from ui.speech import SilentVoice, find_voice  # noqa: PLC0415 - Qt is large

    voice = find_voice()
    if isinstance(voice, SilentVoice):
        return Finding(ProbeState.WARNING, "voice-missing")
    return Finding(ProbeState.OK, detail=type(voice).__name__)


def security_chip(settings: TerminalSettings) -> Finding:
    """Look for a TPM; a terminal without one keeps its key in a file."""
    del settings
    if _CHIP.exists():
        return Finding(ProbeState.OK)
    return Finding(ProbeState.ABSENT, "no-security-chip")


def software(settings: TerminalSettings) -> Finding:
    """Compare every installed file with the signed list."""
    from kiosk.assembly.integrity import check_files  # noqa: PLC0415

    place = settings.software
    found = check_files(place.manifest, place.key)
    if found.state == "unsigned":
        return Finding(ProbeState.ABSENT, "software-unsigned")
    if found.state == "sound":
        return Finding(ProbeState.OK, detail=found.digest[:16])
    told = ", ".join(found.changed[:_MOST_NAMED])
    return Finding(ProbeState.FAILED, f"software-{found.state}", told)

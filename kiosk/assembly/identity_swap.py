"""A terminal's identity replaced: made aside with a key of its own, then taken whole.

Whatever moment the power goes, the next start finds either the former identity or
the new one: the new one counts once its certificate lies aside, and what was begun
is then finished.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kiosk.diagnostics.upkeep import IdentityView
from kiosk.settings import TerminalSettings
from offline_cache.vault import put

__all__ = ["finish_swap", "look_at_identity", "swap_identity"]

_ASIDE = "next"


def look_at_identity(settings: TerminalSettings) -> IdentityView:
    """Tell who this terminal is and until when; empty where it has no identity."""
    # Here and below: every start finishes a swap, few begin one or look.
    from cryptography import x509  # noqa: PLC0415

    try:
        file = settings.centre.certificate.read_bytes()
        told = x509.load_pem_x509_certificate(file)
    except (OSError, ValueError):
        return IdentityView(settings.name)
    end = told.not_valid_after_utc
    day = end.astimezone().strftime("%Y-%m-%d")
    return IdentityView(settings.name, day, is_valid=end > datetime.now(UTC))


def swap_identity(settings: TerminalSettings, code: str) -> str:
    """Enrol with a code and a fresh key; gives the name the centre gave.

    The new identity is taken into use only where that is this terminal's name; the
    former key is overwritten. One for another name is thrown away.

    Raises:
        InvalidValue: no code, or no address of a door.
        CentreUnreachable, CentreRefused: see `Novice.enrol`; the key made aside stays
            for the next try with the same code.
        StoreFault, OSError: the directory cannot be used.
    """
    from kiosk.assembly.enrolling import enrol_terminal  # noqa: PLC0415

    aside = _aside(settings)
    name = enrol_terminal(settings.centre.enrolment_door, code, aside, settings)
    if name == settings.name:
        finish_swap(settings)
    else:
        shutil.rmtree(aside)
    return name


def finish_swap(settings: TerminalSettings) -> bool:
    """Take a new identity that lies aside, whole, into use; whether there was one.

    Raises:
        OSError: a file cannot be written; the next start tries again.
    """
    aside = _aside(settings)
    if not (aside / "certificate.pem").is_file():
        return False
    for source, place in _places(settings, aside):
        put(place, source.read_bytes())
    shutil.rmtree(aside)
    return True


def _aside(settings: TerminalSettings) -> Path:
    return settings.centre.key.parent / _ASIDE


def _places(settings: TerminalSettings, aside: Path) -> Iterator[tuple[Path, Path]]:
    """Say where each new file goes; key and certificate, a pair, at the end."""
    centre = settings.centre
    named = {
        "authority.pem": centre.authority,
        "staff.pem": settings.staff_authority,
        "evidence.pem": centre.evidence_key,
        "recovery.key": centre.recovery_file,
        "key.pem": centre.key,
        "certificate.pem": centre.certificate,
    }
    trust = aside / "trust"
    for source in sorted(trust.rglob("*")):
        if source.is_file():
            yield source, centre.trust / source.relative_to(trust)
    for name, place in named.items():
        if place is not None:
            yield aside / name, place

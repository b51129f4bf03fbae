"""Taking in deeds that were carried by hand; the same rules as over the line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from backend.access.identity import fingerprint_of
from backend.access.staff import StaffTrust
from backend.access.terminals import admit
from backend.clock import city_time
from backend.deeds.receive import Intake
from backend.fleet.assignment import profile_of
from backend.fleet.profile import ProfileBook
from backend.journal import Journal
from backend.store.database import Database
from kiosk.domain.deed import DeedAnswer
from kiosk.domain.fault import CentreRefused, InvalidValue, Revoked
from kiosk.domain.parcel import Parcel, parcel_purpose
from kiosk.domain.sealed_box import open_box
from kiosk.domain.wire import from_wire

__all__ = ["take_parcel"]

_AT_ONCE = 500


def take_parcel(  # noqa: PLR0913, PLR0917 - whom to believe, and where it goes
    file: Path,
    recovery: X25519PrivateKey,
    database: Database,
    journal: Journal,
    staff: StaffTrust | None,
    profiles: ProfileBook,
) -> list[DeedAnswer]:
    """Answer every deed of a file; a second time it gets the same answers.

    Raises:
        InvalidValue: it is no parcel, was changed, or is of another centre.
        Revoked: no living terminal of ours packed it.
        CentreRefused: such terminals carry nothing by hand (``outside-profile``).
        OSError: it cannot be read.
    """
    parcel = _read(file)
    parcel.check()
    with database.reading() as session:
        if admit(session, fingerprint_of(parcel.certificate)) != parcel.terminal:
            raise Revoked(reason="unknown")
        profile = profile_of(session, parcel.terminal, profiles)
    if not profile.may_export:
        raise CentreRefused(reason="outside-profile")
    deeds = _deeds(parcel, recovery)
    intake = Intake(
        database, journal, parcel.terminal, city_time(), staff, profile.deed_kinds
    )
    answers: list[DeedAnswer] = []
    for start in range(0, len(deeds), _AT_ONCE):
        answers += intake.receive(deeds[start : start + _AT_ONCE])
    return answers


def _read(file: Path) -> Parcel:
    try:
        return from_wire(Parcel, json.loads(file.read_bytes()))
    except (ValueError, RecursionError):
        raise InvalidValue(field="parcel", reason="shape") from None


def _deeds(parcel: Parcel, recovery: X25519PrivateKey) -> Sequence[object]:
    text = open_box(parcel.sealed, recovery, parcel_purpose(parcel.terminal))
    deeds = json.loads(text)
    if not isinstance(deeds, list):
        raise InvalidValue(field="parcel", reason="shape")
    return deeds

"""Enrolling portraits for residents of the invented city from picture files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.store.people import Person, Portrait

__all__ = ["PortraitInvalid", "enrol_portrait"]

_LARGEST = 2 << 20
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class PortraitInvalid(Exception):
    """A portrait cannot be enrolled; one line says why, without naming anybody."""


def enrol_portrait(session: Session, number: str, file: Path, now: datetime) -> None:
    """Enrol a JPEG or PNG file for whoever has a citizen number.

    Raises:
        PortraitInvalid: no such resident, no such file, or not a picture.
    """
    person = session.scalar(select(Person).where(Person.citizen_number == number))
    if person is None:
        message = "--portrait: nobody in the records has this number"
        raise PortraitInvalid(message)
    try:
        image = file.read_bytes()
    except OSError as error:
        message = f"{file}: {error.strerror}"
        raise PortraitInvalid(message) from error
    if not image.startswith(_BEGINNINGS) or len(image) > _LARGEST:
        message = f"{file}: not a JPEG or PNG picture of at most 2 MiB"
        raise PortraitInvalid(message)
    session.add(
        Portrait(personal_number=person.personal_number, image=image, enrolled_at=now)
    )

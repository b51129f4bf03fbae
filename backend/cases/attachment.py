"""Attachments: pictures, PDF files and tables, kept once under their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Words
from backend.store.cases import Attachment
from backend.store.database import Database
from kiosk.domain.fault import InvalidValue

__all__ = ["LARGEST_ATTACHMENT", "attach", "attachments_in", "missing_attachments"]

LARGEST_ATTACHMENT = 10 << 20
"""Bytes: a page photographed at 300 dots per inch with room to spare."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
)
_CSV = "text/csv"
_FIELDS = ("papers", "batch")


def attach(database: Database, content: bytes, agent: str, now: datetime) -> str:
    """Keep an attachment and give its SHA-256; the same bytes are kept once.

    Raises:
        InvalidValue: empty, too large, or neither JPEG, PNG, PDF, XLSX nor text.
    """
    media = _media_type(content)
    name = hashlib.sha256(content).hexdigest()
    kept = Attachment(
        sha256=name, media_type=media, content=content, received_at=now, agent=agent
    )
    try:
        with database.writing() as session:
            if session.get(Attachment, name) is None:
                session.add(kept)
    except IntegrityError:
        pass  # The very same bytes came in over another line at this moment.
    return name


def attachments_in(answers: object) -> tuple[str, ...]:
    """Give the attachments a form names, in its order."""
    if not isinstance(answers, dict):
        return ()
    return tuple(
        str(each)
        for key in _FIELDS
        for each in _several(answers.get(key))
        if isinstance(each, str)
    )


def missing_attachments(session: Session, answers: object) -> Iterator[FieldTrouble]:
    """Tell the fields that name an attachment nobody handed in."""
    told = answers if isinstance(answers, dict) else {}
    for key in _FIELDS:
        wanted = [str(each) for each in _several(told.get(key))]
        if set(wanted) - _known(session, wanted):
            words = Words("请重新上传材料", "Please hand the file in again")
            yield FieldTrouble(key, words)


def _several(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _known(session: Session, wanted: Iterable[str]) -> set[str]:
    asked = select(Attachment.sha256).where(Attachment.sha256.in_(list(wanted)))
    return set(session.scalars(asked))


def _media_type(content: bytes) -> str:
    if not content or len(content) > LARGEST_ATTACHMENT:
        raise InvalidValue(field="attachment", reason="size")
    for beginning, media in _BEGINNINGS:
        if content.startswith(beginning):
            return media
    if b"\0" in content:
        raise InvalidValue(field="attachment", reason="kind")
    return _CSV

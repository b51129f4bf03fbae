"""Pictures, sounds and films: taken in only as what they really are, and not huge."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime

from PIL import Image, ImageFile, UnidentifiedImageError
from sqlalchemy import ColumnElement, LargeBinary, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.content.captions import is_captions, read_captions
from backend.store.content import Medium
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.medium_piece import PIECE_BYTES, MediumPiece

__all__ = [
    "CAPTIONS",
    "LARGEST_MEDIUM",
    "LARGEST_PICTURE",
    "keep_medium",
    "kind_of",
    "medium_piece",
]

CAPTIONS = "text/vtt"

LARGEST_PICTURE = 4 << 20
LARGEST_MEDIUM = 24 << 20
"""Bytes: ten minutes of a talking film, which a terminal still fetches at night."""

_MOST_PIXELS = 24_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.[a-z0-9]{2,4}")
_PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_WEBM, _OGG, _AMR = b"\x1a\x45\xdf\xa3", b"OggS", b"#!AMR"
_MP3 = (b"ID3", b"\xff\xfb", b"\xff\xf3")


def keep_medium(session: Session, name: str, data: bytes, now: datetime) -> str:
    """Keep a file under a name for ever; gives its digest, SHA-256 in hex.

    Raises:
        InvalidValue: the name, the size, or what is inside is not allowed.
        CentreRefused: the name is another file's.
    """
    if not _NAME.fullmatch(name):
        raise InvalidValue(field="name", reason="small letters, digits, hyphens")
    media_type = kind_of(data)
    digest = hashlib.sha256(data).hexdigest()
    known = session.get(Medium, digest)
    if known is not None:
        return digest
    if session.query(Medium.digest).filter_by(name=name).first() is not None:
        raise CentreRefused(reason="name-taken")
    session.add(
        Medium(digest=digest, name=name, media_type=media_type, data=data, added_at=now)
    )
    session.flush()
    return digest


def kind_of(data: bytes) -> str:
    """Tell a file's kind by its content, whatever its name claims.

    Raises:
        InvalidValue: it is too large, or nothing that readers may be given.
    """
    if len(data) > LARGEST_MEDIUM:
        raise InvalidValue(field="medium", reason="too-large")
    if is_captions(data):
        read_captions(data)
        return CAPTIONS
    return _moving(data) or _picture(data)


def _moving(data: bytes) -> str:
    if data.startswith(_WEBM):
        return "video/webm"
    if data[4:8] == b"ftyp":
        return "audio/mp4" if data[8:11] == b"M4A" else "video/mp4"
    if data.startswith(_OGG):
        return "audio/ogg"
    if data.startswith(_AMR):
        return "audio/amr"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "audio/wav"
    return "audio/mpeg" if data.startswith(_MP3) else ""


def _picture(data: bytes) -> str:
    if len(data) > LARGEST_PICTURE:
        raise InvalidValue(field="medium", reason="too-large")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            kind = _PICTURES.get(picture.format or "")
            is_huge = picture.width * picture.height > _MOST_PIXELS
            if kind is None or is_huge:
                raise InvalidValue(field="medium", reason="kind")
            # Decoding to the end finds what is torn, unless a library in this
            # process has asked to overlook it.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise InvalidValue(field="medium", reason="kind") from None
    return kind


def medium_piece(session: Session, digest: str, start: int | None) -> MediumPiece:
    """Give a piece of a medium from a place on; all of it where none is told.

    The database cuts it: nothing but the piece is read into memory.

    Raises:
        NoRecord: there is no such medium.
    """
    data: ColumnElement[bytes] | InstrumentedAttribute[bytes] = Medium.data
    if start is not None:
        first = max(0, start) + 1
        data = func.substr(Medium.data, first, PIECE_BYTES, type_=LargeBinary())
    wanted = select(data, func.length(Medium.data)).where(Medium.digest == digest)
    row = session.execute(wanted).first()
    if row is None:
        raise NoRecord
    return MediumPiece(*row)

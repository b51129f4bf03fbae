"""Judging a sealed PDF: who sealed which bytes comes before any parsing.

The form is the one our press makes: one signature over the whole page but its
own value, and behind it nothing but updates of the one form of `evidence_update`,
each stamped by a pinned authority. Only a page that a pinned seal made reaches a
PDF library, so hostile bytes meet two patterns, one hash and a strict reader of
one CMS message.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.documents.cms_form import der_length
from kiosk.documents.eseal import ESealSignature
from kiosk.documents.evidence_update import UpdateMalformed, split
from kiosk.documents.facts_file import FACTS_FILE
from kiosk.documents.seal_signature import SealSignature, SignatureMalformed
from kiosk.documents.stamp_token import StampToken
from kiosk.domain.fault import PictureUnreadable

__all__ = ["Believed", "judge"]

_LARGEST_FACTS = 4 * 1024 * 1024
_LARGEST_VALUE = 128 * 1024
_TAIL = 1024
_MOST_UPDATES = 8
"""Some twenty years each."""
_RANGE_KEY = b"/ByteRange"
_RANGE = re.compile(
    rb"/ByteRange {0,8}\[ {0,8}0 {1,8}"
    rb"(\d{1,10}) {1,8}(\d{1,10}) {1,8}(\d{1,10}) {0,8}\]"
)
_VALUE = re.compile(rb"<((?:[0-9A-F]{2})+)>")


@dataclass(frozen=True, slots=True)
class _Sealed:
    """The two stretches that a seal covers, its value between them, and the end."""

    parts: tuple[memoryview, memoryview]
    value: bytes
    end: int


@dataclass(frozen=True, slots=True)
class Believed:
    """Whose signatures count.

    Attributes:
        seals: DER of pinned seal certificates; roots: DER above them.
        stamps: DER of pinned time-stamp authorities.
    """

    seals: Collection[bytes]
    roots: Sequence[bytes]
    stamps: Collection[bytes] = ()


class _Refused(Exception):
    """The file's form alone is a reason against it."""


def judge(
    data: bytes, believed: Believed, at: datetime
) -> tuple[list[str], bytes | None]:
    """Give the reasons against a file, none if it holds, and the facts inside.

    The facts are given only where a pinned seal stands behind them. A time stamp
    moves the day by which the seal's certificate is judged to its own.
    """
    try:
        sealed = _opened(data)
        signature = _read(sealed.value)
        _require_seal(signature, sealed, believed.seals)
        day = _stamped(data, sealed.end, believed.stamps) or at
    except _Refused as refusal:
        return [str(refusal)], None
    except SignatureMalformed:
        return ["not-authentic"], None
    if not signature.leads_to(believed.roots, day):
        return ["not-trusted"], None
    return [], _facts(data[: sealed.end])


def _read(value: bytes) -> SealSignature | ESealSignature:
    """Read a signature in one of the two forms that the city's sealers write."""
    try:
        return SealSignature.read(value)
    except SignatureMalformed:
        return ESealSignature.read(value)


def _require_seal(
    signature: SealSignature | ESealSignature, sealed: _Sealed, seals: Collection[bytes]
) -> None:
    if signature.signer not in seals:
        raise _Refused("other-signer")  # noqa: EM101 - a reason's key
    if not signature.is_made_by_signer():
        raise _Refused("not-authentic")  # noqa: EM101
    if not signature.covers(sealed.parts):
        raise _Refused("changed-after-sealing")  # noqa: EM101


def _stamped(data: bytes, start: int, stamps: Collection[bytes]) -> datetime | None:
    """Check every update behind a page; gives the first stamp's time, if any."""
    first = None
    for _ in range(_MOST_UPDATES):
        if start == len(data):
            return first
        try:
            update = split(data, start)
            token = StampToken.read(update.token)
        except (UpdateMalformed, SignatureMalformed) as error:
            raise _Refused("added-after-sealing") from error  # noqa: EM101
        is_whole = token.covers(update.parts) and token.is_made_by(stamps)
        # Nobody signs the certificates in a token but by their being evidence.
        if not is_whole or not set(token.certificates) <= set(
            update.evidence.certificates
        ):
            raise _Refused("stamp-not-trusted")  # noqa: EM101
        first, start = first or token.made_at, update.end
    raise _Refused("added-after-sealing")  # noqa: EM101


def _opened(data: bytes) -> _Sealed:
    before, after, end = _edges(data)
    value = _VALUE.fullmatch(data, before, after)
    if value is None or after - before > _LARGEST_VALUE:
        raise _Refused("changed-after-sealing")  # noqa: EM101 - a reason's key
    whole = memoryview(data)
    parts = whole[:before], whole[after:end]
    return _Sealed(parts, _unpadded(unhexlify(value[1])), end)


def _edges(data: bytes) -> tuple[int, int, int]:
    """Find where the covered stretches end, begin again, and end for good."""
    if _RANGE_KEY not in data:
        raise _Refused(_unsealed(data))
    told = _RANGE.search(data)
    if told is None:
        raise _Refused("not-authentic")  # noqa: EM101
    before, after, length = (int(number) for number in told.groups())
    end = after + length
    if data.count(_RANGE_KEY, 0, end) != 1:
        raise _Refused("several-signatures")  # noqa: EM101
    if end > len(data) or before >= after:
        raise _Refused("changed-after-sealing")  # noqa: EM101
    return before, after, end


def _unsealed(data: bytes) -> str:
    if b"%%EOF" not in data[-_TAIL:]:
        return "unreadable"
    return "encrypted" if b"/Encrypt" in data else "not-sealed"


def _unpadded(value: bytes) -> bytes:
    """Cut the zeros behind a DER value; anything else there is no padding."""
    _, end = der_length(value)
    if any(value[end:]):
        raise _Refused("changed-after-sealing")  # noqa: EM101
    return value[:end]


def _facts(pdf: bytes) -> bytes | None:
    """Read the attachment of a file that a pinned seal made."""
    from kiosk.documents.pdfium import opened  # noqa: PLC0415 - rarely needed, large

    try:
        with opened(pdf) as document:
            count = document.count_attachments()
            files = map(document.get_attachment, range(count))
            found = (file for file in files if file.get_name() == FACTS_FILE)
            facts = next((bytes(file.get_data()) for file in found), None)
    except PictureUnreadable:
        return None
    return facts if facts and len(facts) <= _LARGEST_FACTS else None

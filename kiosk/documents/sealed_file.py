"""Judging a sealed PDF: who sealed which bytes comes before any parsing.

The form is the one our press makes: one signature over the whole file but its
own value. Only a file that a pinned seal made reaches a PDF library, so hostile
bytes meet two patterns, one hash and a strict reader of one CMS message.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.documents.cms_form import der_length
from kiosk.documents.seal_signature import SealSignature, SignatureMalformed
from kiosk.domain.fault import PictureUnreadable

__all__ = ["FACTS_FILE", "judge"]

FACTS_FILE = "facts.json"
"""Name of the attachment that says what the page says."""

_LARGEST_FACTS = 4 * 1024 * 1024
_LARGEST_VALUE = 64 * 1024
_TAIL = 1024
_RANGE_KEY = b"/ByteRange"
_RANGE = re.compile(
    rb"/ByteRange {0,8}\[ {0,8}0 {1,8}"
    rb"(\d{1,10}) {1,8}(\d{1,10}) {1,8}(\d{1,10}) {0,8}\]"
)
_VALUE = re.compile(rb"<((?:[0-9A-F]{2})+)>")


@dataclass(frozen=True, slots=True)
class _Sealed:
    """The two stretches that a seal covers, and its value between them."""

    parts: tuple[memoryview, memoryview]
    value: bytes


class _Refused(Exception):
    """The file's form alone is a reason against it."""


def judge(
    data: bytes, seals: Collection[bytes], roots: Sequence[bytes], at: datetime
) -> tuple[list[str], bytes | None]:
    """Give the reasons against a file, none if it holds, and the facts inside.

    The facts are given only where a pinned seal stands behind them.
    """
    try:
        sealed = _opened(data)
        signature = SealSignature.read(sealed.value)
    except _Refused as refusal:
        return [str(refusal)], None
    except SignatureMalformed:
        return ["not-authentic"], None
    reasons = _reasons(signature, sealed, seals, roots, at)
    return reasons, (None if reasons else _facts(data))


def _reasons(
    signature: SealSignature,
    sealed: _Sealed,
    seals: Collection[bytes],
    roots: Sequence[bytes],
    at: datetime,
) -> list[str]:
    if signature.signer not in seals:
        return ["other-signer"]
    if not signature.is_made_by_signer():
        return ["not-authentic"]
    if not signature.covers(sealed.parts):
        return ["changed-after-sealing"]
    return [] if signature.leads_to(roots, at) else ["not-trusted"]


def _opened(data: bytes) -> _Sealed:
    before, after = _edges(data)
    value = _VALUE.fullmatch(data, before, after)
    if value is None or after - before > _LARGEST_VALUE:
        raise _Refused("changed-after-sealing")  # noqa: EM101 - a reason's key
    whole = memoryview(data)
    return _Sealed((whole[:before], whole[after:]), _unpadded(unhexlify(value[1])))


def _edges(data: bytes) -> tuple[int, int]:
    """Find where the covered stretches end and begin again."""
    count = data.count(_RANGE_KEY)
    if count != 1:
        raise _Refused("several-signatures" if count else _unsealed(data))
    told = _RANGE.search(data)
    if told is None:
        raise _Refused("not-authentic")  # noqa: EM101
    before, after, length = (int(number) for number in told.groups())
    if after + length < len(data):
        raise _Refused("added-after-sealing")  # noqa: EM101
    if after + length > len(data) or before >= after:
        raise _Refused("changed-after-sealing")  # noqa: EM101
    return before, after


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

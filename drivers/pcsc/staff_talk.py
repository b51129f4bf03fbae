"""The conversation with a staff card: read the badge, check a PIN, have it sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.pcsc.apdu import exchange, select_application
from drivers.pcsc.staff_badge import (
    APPLICATION,
    HEADER_LENGTH,
    StaffFile,
    object_length,
    parse_badge,
)
from kiosk.domain.fault import CardUnreadable, ForeignCard
from kiosk.ports.staff_card import PIN_TRIES, PinCheck, StaffBadge

if TYPE_CHECKING:
    from drivers.pcsc.apdu import Answer, Transmit

__all__ = ["check_pin", "read_badge", "select", "sign"]

_DONE = 0x9000
_NOT_THIS_CARD = (0x6A81, 0x6A82, 0x6A86, 0x6D00, 0x6E00)
_WRONG_PIN = 0x63C0
_TRIES_MASK = 0x000F
_BLOCKED = 0x6983
_NOT_ALLOWED = (0x6982, 0x6985)
_PIN_LENGTH = 8
_PIECE_LENGTH = 0xF0
_SIGNATURE_LENGTH = 64


def select(transmit: Transmit) -> None:
    """Select the staff application.

    Raises:
        ForeignCard: the chip has none.
        CardUnreadable: it answers something else.
    """
    answer = exchange(transmit, select_application(APPLICATION))
    if answer.status in _NOT_THIS_CARD:
        raise ForeignCard(status=answer.code)
    _require_done(answer, "select")


def read_badge(transmit: Transmit) -> StaffBadge:
    """Read both files and how many tries are left; spends none of them.

    Raises:
        ForeignCard, CardUnreadable: as with `select`, or a file is not right.
    """
    select(transmit)
    identity = _object(transmit, StaffFile.IDENTITY)
    certificate = _object(transmit, StaffFile.CERTIFICATE)
    # VERIFY without data asks for the tries that are left (ISO/IEC 7816-4).
    asked = exchange(transmit, bytes((0x00, 0x20, 0x00, 0x80)))
    return parse_badge(identity, certificate, _tries_left(asked))


def check_pin(transmit: Transmit, pin: str) -> PinCheck:
    """Send one PIN, padded to eight bytes, to the selected application.

    Raises:
        CardUnreadable: the card answers neither yes nor no.
    """
    padded = pin.encode("ascii").ljust(_PIN_LENGTH, b"\xff")
    command = bytes((0x00, 0x20, 0x00, 0x80, _PIN_LENGTH)) + padded
    answer = exchange(transmit, command)
    is_right = answer.status == _DONE
    return PinCheck(is_right, PIN_TRIES if is_right else _tries_left(answer))


def sign(transmit: Transmit, challenge: bytes) -> bytes:
    """Have the selected application sign; gives the signature's two halves.

    Raises:
        CardUnreadable: ``pin-needed``, or another ``reason``.
    """
    command = bytes((0x00, 0x88, 0x00, 0x80, len(challenge))) + challenge
    answer = exchange(transmit, command)
    if answer.status in _NOT_ALLOWED:
        raise CardUnreadable(reason="pin-needed", status=answer.code)
    _require_done(answer, "sign")
    if len(answer.data) != _SIGNATURE_LENGTH:
        raise CardUnreadable(reason="signature-length")
    return answer.data


def _object(transmit: Transmit, file: StaffFile) -> bytes:
    """Read the one object a file holds, piece by piece."""
    gathered = _read(transmit, 0x80 | file, 0, HEADER_LENGTH)
    whole = object_length(file, gathered)
    while len(gathered) < whole:
        # Reading by short identifier has made the file the current one.
        place = divmod(len(gathered), 0x100)
        piece = _read(transmit, *place, min(_PIECE_LENGTH, whole - len(gathered)))
        gathered += piece
    return gathered[:whole]


def _read(transmit: Transmit, first: int, second: int, length: int) -> bytes:
    answer = exchange(transmit, bytes((0x00, 0xB0, first, second, length)))
    _require_done(answer, "file")
    if not 0 < len(answer.data) <= length:
        raise CardUnreadable(reason="file-length")
    return answer.data


def _tries_left(answer: Answer) -> int:
    if answer.status == _BLOCKED:
        return 0
    if answer.status & ~_TRIES_MASK == _WRONG_PIN:
        return answer.status & _TRIES_MASK
    raise CardUnreadable(reason="pin", status=answer.code)


def _require_done(answer: Answer, step: str) -> None:
    if answer.status != _DONE:
        raise CardUnreadable(reason=step, status=answer.code)

"""A virtual social security card: commands in, answers out, nothing else.

It knows the chip's side of LD/T 32 as far as a terminal can tell, and shares no
code with the reader, so that the two check one another.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drivers.simulated.card_holder import CardHolder

__all__ = ["CardProfile", "SocialSecurityCard"]

_APPLICATION = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
_INFORMATION = (
    b"\x6f\x1c\x84\x0f" + _APPLICATION + b"\xa5\x09\x88\x01\x05\x9f\x0c\x03SSC"
)
_HISTORICAL = bytes.fromhex("0081544C9786845101000012A4")
_ATR_T0 = bytes.fromhex("3B6D0000") + _HISTORICAL
_BY_NAME = 0x04
_BY_RECORD_NUMBER = 0x04
_OK = b"\x90\x00"


class CardProfile(StrEnum):
    """Generation of the card, which decides what can be read without keys."""

    V1 = "v1"
    V2 = "v2"
    V3 = "v3"
    FOREIGN = "foreign"
    DAMAGED = "damaged"


class SocialSecurityCard:
    """One card with its files; keeps the selection until it is reset."""

    def __init__(
        self,
        holder: CardHolder,
        profile: CardProfile = CardProfile.V2,
        *,
        is_t0: bool = True,
    ) -> None:
        """Write the holder into the files as the generation does."""
        self._profile = profile
        self._is_t0 = is_t0
        self._files = {5: _public_file(holder, profile), 6: _person(holder, profile)}
        self.reset()

    def reset(self) -> None:
        """Forget selection and waiting answers, as after power-on."""
        self._is_selected = False
        self._current = 0
        self._waiting = b""

    @property
    def atr(self) -> bytes:
        """Answer to reset: T=0 as in the field, or T=1 with its checksum."""
        if self._is_t0:
            return _ATR_T0
        body = b"\x8d\x01" + _HISTORICAL
        check = 0
        for byte in body:
            check ^= byte
        return b"\x3b" + body + bytes((check,))

    def answer(self, command: bytes) -> bytes:
        """Answer one command; wrong ones get the status ISO 7816-4 names."""
        if len(command) < 4:  # noqa: PLR2004 - CLA INS P1 P2
            return b"\x67\x00"
        if command[0] != 0x00:
            return b"\x6e\x00"
        duties: Mapping[int, Callable[[bytes], bytes]] = {
            0xA4: self._select,
            0xB2: self._read_record,
            0xC0: self._get_response,
            0x20: _blocked,
        }
        return duties.get(command[1], _unknown)(command)

    def _select(self, command: bytes) -> bytes:
        name = command[5 : 5 + command[4]] if len(command) > 5 else b""  # noqa: PLR2004
        if command[2] == _BY_NAME:
            is_ours = name == _APPLICATION and self._profile is not CardProfile.FOREIGN
            self._is_selected = is_ours
            return self._give(_INFORMATION) if is_ours else b"\x6a\x82"
        file = name[1] if len(name) == 2 and name[0] == 0xEF else 0  # noqa: PLR2004
        if not self._is_selected or file not in self._files:
            return b"\x6a\x82"
        self._current = file
        return self._give(b"\x6f\x00")

    def _read_record(self, command: bytes) -> bytes:
        file = command[3] >> 3 or self._current
        records = self._files.get(file)
        if records is None or not self._is_selected:
            return b"\x6a\x82"
        if self._profile is CardProfile.DAMAGED:
            return b"\x6f\x00"
        tag = self._tag(records, command)
        if tag not in records:
            return b"\x6a\x83"
        record = bytes((tag, len(records[tag]))) + records[tag]
        return self._with_length(record, command)

    def _tag(self, records: dict[int, bytes], command: bytes) -> int:
        """Find the record by identifier, or by number in the generation's order."""
        if command[3] & 0x07 != _BY_RECORD_NUMBER:
            return command[2]
        order = list(records)
        return order[command[2] - 1] if 1 <= command[2] <= len(order) else -1

    def _with_length(self, record: bytes, command: bytes) -> bytes:
        wanted = command[4] if len(command) > 4 else 0  # noqa: PLR2004
        fits = wanted == len(record) or (wanted == 0 and not self._is_t0)
        return record + _OK if fits else bytes((0x6C, len(record)))

    def _give(self, data: bytes) -> bytes:
        if not self._is_t0:
            return data + _OK
        self._waiting = data
        return bytes((0x61, len(data)))

    def _get_response(self, command: bytes) -> bytes:
        data, self._waiting = self._waiting, b""
        if not data:
            return b"\x69\x85"
        wanted = command[4] if len(command) > 4 else 0  # noqa: PLR2004
        if wanted != len(data):
            self._waiting = data
            return bytes((0x6C, len(data)))
        return data + _OK


def _blocked(_command: bytes) -> bytes:
    """Answer VERIFY as if no try were left: nobody may try a PIN here."""
    return b"\x69\x83"


def _unknown(_command: bytes) -> bytes:
    return b"\x6d\x00"


def _public_file(holder: CardHolder, profile: CardProfile) -> dict[int, bytes]:
    version = {CardProfile.V1: b"1.00", CardProfile.V3: b"3.00"}.get(profile, b"2.00")
    card_number = b"" if profile is CardProfile.V3 else b"A12345678"
    return {
        0x01: bytes.fromhex(holder.code_digits),
        0x02: b"1",
        0x03: version,
        0x04: bytes.fromhex("5101000000000000FFFFFFFF"),
        0x05: bytes.fromhex(holder.issued_on),
        0x06: bytes.fromhex(holder.valid_until),
        0x07: card_number.ljust(9, b"\x00"),
    }


def _person(holder: CardHolder, profile: CardProfile) -> dict[int, bytes]:
    name, number = holder.name.encode("gb18030"), holder.number.encode("ascii")
    if profile is CardProfile.V3:
        name = number = b""
    first, rest = name[:30], name[30:50]
    extension = {} if profile is CardProfile.V1 else {0x4E: rest.ljust(20, b"\x00")}
    return {
        0x08: number.ljust(18, b"\x00"),
        0x09: first.ljust(30, b"\x00"),
        **extension,
        0x0A: holder.sex.encode("ascii"),
        0x0B: bytes.fromhex(holder.nation),
        0x0C: bytes.fromhex("510100"),
        0x0D: bytes.fromhex(holder.birth_digits),
    }

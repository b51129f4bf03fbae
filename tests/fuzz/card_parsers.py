"""Cards: what a chip or an identity card module may answer."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from random import Random

from drivers.pcsc.library_answer import parse_library_answer
from drivers.pcsc.reading import read_holder
from drivers.pcsc.social_security_card import LAYOUT, parse_element
from drivers.pcsc.staff_talk import check_pin, read_badge, sign
from drivers.serial_line.frame import PREAMBLE, FrameParser, checksum
from drivers.serial_line.text_block import LAYOUTS, TEXT_LENGTH, parse_holder
from drivers.simulated.staff_card import StaffIdentity, VirtualStaffCard
from kiosk.domain.card import ResidentCard
from kiosk.domain.fault import CardFault
from kiosk.domain.identifier import CitizenNumber
from tests.fuzz.mutation import mutated, spoilt
from tests.fuzz.parser import Grow, Parser, require

__all__ = ["card_parsers"]

_RECORDINGS = Path(__file__).parents[1] / "recordings"
_PIN = "482913"
_STEPS_OF_FEEDING = (1, 7, 64, 4096)


def card_parsers() -> Iterator[Parser]:
    """Give the parsers of everything that comes from a card."""
    chips = [_recorded_chip(path) for path in sorted(_RECORDINGS.glob("apdu/*.txt"))]
    yield Parser("social-security-card", _read_chip, chips, (CardFault,))
    yield Parser(
        "card-record", _read_record, [r for c in chips for r in _parts(c)], (CardFault,)
    )
    told = [_library_answer()]
    yield Parser("card-library", _read_library, told, (CardFault,))
    badge = [_staff_chip()]
    yield Parser("staff-card", _read_staff, badge, (CardFault,))
    answers = _samv_answers()
    yield Parser("samv-frame", _read_frames, answers, (), _grown_frame)
    blocks = [answer[14:270] for answer in answers if len(answer) > TEXT_LENGTH]
    yield Parser("text-block", _read_block, blocks, (CardFault,), _grown_block(blocks))


def _library_answer() -> bytes:
    number, code = "510199195603083424", "510100D156000005" + "0" * 16
    days = "20190101|20391231"
    text = f"510100|{number}|A12345678|{code}|柳样本|0081|3.00|{days}|0|0|"
    return text.encode("gb18030")


def _read_library(data: bytes) -> ResidentCard:
    card = parse_library_answer(data)
    _require_whole(card, has_citizen_number=True)
    return card


def _recorded_chip(path: Path) -> bytes:
    """Join a chip's answers, each behind its length."""
    lines = path.read_text("ascii").splitlines()
    return _joined(bytes.fromhex(line[2:]) for line in lines if line[0] == "<")


def _joined(answers: Iterator[bytes]) -> bytes:
    return b"".join(struct.pack(">H", len(each)) + each for each in answers)


def _parts(joined: bytes) -> Iterator[bytes]:
    """Take answers apart again; a length that lies takes what is there."""
    at = 0
    while at + 2 <= len(joined):
        (length,) = struct.unpack_from(">H", joined, at)
        yield joined[at + 2 : at + 2 + length]
        at += 2 + length


class _Chip:
    """Says what it was given, and falls silent with an empty answer."""

    def __init__(self, data: bytes) -> None:
        self._answers = _parts(data)

    def transmit(self, _: bytes) -> bytes:
        return next(self._answers, b"")


def _read_chip(data: bytes) -> ResidentCard:
    card = read_holder(_Chip(data).transmit)
    _require_whole(card, has_citizen_number=True)
    return card


def _read_record(data: bytes) -> None:
    for tag in LAYOUT:
        try:
            value = parse_element(data, tag)
        except CardFault:
            continue
        require(len(value) <= len(data), "a value longer than its record")


def _read_staff(data: bytes) -> None:
    chip = _Chip(data)
    badge = read_badge(chip.transmit)
    require(badge.number.isalnum() and bool(badge.name), "a badge without a holder")
    require(bool(badge.certificate), "a badge without a certificate")
    check = check_pin(chip.transmit, _PIN)
    require(0 <= check.tries_left <= 15, "tries nobody has")
    require(len(sign(chip.transmit, bytes(32))) == 64, "half a signature")


def _staff_chip() -> bytes:
    card = VirtualStaffCard(
        StaffIdentity.from_json(
            {"number": "S1001", "role": "clerk", "name": "石样本", "pin": _PIN}
        )
    )
    answers = []

    def transmit(command: bytes) -> bytes:
        answers.append(card.answer(command))
        return answers[-1]

    read_badge(transmit)
    check_pin(transmit, _PIN)
    sign(transmit, bytes(32))
    return _joined(iter(answers))


def _samv_answers() -> list[bytes]:
    text = (_RECORDINGS / "samv" / "resident-id-card.txt").read_text("ascii")
    return [bytes.fromhex(row[2:]) for row in text.splitlines() if row[0] == "<"]


def _read_frames(data: bytes) -> None:
    step = _STEPS_OF_FEEDING[len(data) % len(_STEPS_OF_FEEDING)]
    parser = FrameParser()
    for at in range(0, len(data), step):
        parser.feed(data[at : at + step])
    rounds = 0
    while parser.is_pending:
        parser.lapse()
        rounds += 1
        require(rounds <= len(data), "a line that never comes to rest")
    sound = PREAMBLE + bytes.fromhex("000400009094")
    require(len(parser.feed(sound)) == 1, "a true frame is lost after rubbish")


def _grown_frame(random: Random) -> bytes:
    """Frame rubbish with a right checksum, and put damaged ones between."""
    frames = []
    for _ in range(random.randrange(1, 4)):
        content = random.randbytes(random.choice((0, 3, 3, 7, 11, 60)))
        inner = (len(content) + 1).to_bytes(2, "big") + content
        frame = PREAMBLE + inner + bytes((checksum(inner),))
        frames.append(frame if random.random() < 0.7 else spoilt(random, frame))
    return b"".join(frames)


def _read_block(data: bytes) -> None:
    card = parse_holder(data)
    mark = data[248:250].decode("utf-16-le")
    _require_whole(card, has_citizen_number=LAYOUTS[mark].has_citizen_number)


def _grown_block(blocks: list[bytes]) -> Grow:
    def grow(random: Random) -> bytes:
        """Damage the text, then mend length and, mostly, the mark."""
        data = mutated(random, blocks).ljust(TEXT_LENGTH, b" ")[:TEXT_LENGTH]
        mark = random.choice([*LAYOUTS, "Z"]).encode("utf-16-le")
        return data[:248] + mark + data[250:]

    return grow


def _require_whole(card: ResidentCard, *, has_citizen_number: bool) -> None:
    require(bool(card.name.strip()), "a holder without a name")
    if has_citizen_number:
        require(CitizenNumber(card.number).text == card.number, "no citizen number")
    require(bool(card.number), "a holder without a number")

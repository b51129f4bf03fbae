"""The inside of a receipt printer: understands ESC/POS and moves paper, or does not.

It knows nothing of the driver: bytes come in, status bytes and paper come out.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from enum import StrEnum

from PIL import Image

__all__ = ["ReceiptFirmware", "ReceiptTrouble"]

_WIDTH = 576
_LINE_ROWS = 30
_REAL_TIME = re.compile(
    rb"\x10\x04(?P<kind>[\x01-\x04])"
    rb"|(?P<clear>\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08|\x10\x05[\x01\x02])",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x10(?:[\x04\x05]|\x14.{0,7})?\Z", re.DOTALL)
_COMMAND = re.compile(
    rb"(?P<reset>\x1b@)"
    rb"|\x1bd(?P<feed>.)"
    rb"|\x1dv0.(?P<width>..)(?P<rows>..)"
    rb"|(?P<cut>\x1dV(?:[\x41\x42].|[\x00\x01\x30\x31]))"
    rb"|\x1dr(?P<ask>.)",
    re.DOTALL,
)
_LONGEST_HEAD = 8


class ReceiptTrouble(StrEnum):
    """What may be wrong with the printer."""

    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    CUTTER = "cutter"
    MUTE = "mute"
    NO_REPORT = "no-report"
    """Prints, but does not say when it is through."""
    RUNS_OUT = "runs-out"
    """The roll ends in the midst of the next slip."""
    POWER_LOSS = "power-loss"
    """The power goes in the midst of the next slip."""


_STOPPING = {
    ReceiptTrouble.PAPER_OUT,
    ReceiptTrouble.COVER_OPEN,
    ReceiptTrouble.CUTTER,
}


class ReceiptFirmware:
    """Takes bytes, gives answers, and hands over each piece of paper.

    May be used from several threads.
    """

    def __init__(self, hand_out: Callable[[Image.Image, bool], None]) -> None:
        """Switch on, with paper.

        Args:
            hand_out: Gets each piece of paper, and whether it was cut as a whole.
        """
        self._hand_out = hand_out
        self._lock = threading.RLock()
        self._troubles: set[ReceiptTrouble] = set()
        self._is_on = True
        self._waiting = b""
        self._heard = b""
        self._rows: list[Image.Image] = []

    @property
    def troubles(self) -> list[str]:
        """What is wrong now, by name."""
        with self._lock:
            return sorted(self._troubles)

    @property
    def is_on(self) -> bool:
        """Whether it has power."""
        return self._is_on

    def fault(self, trouble: ReceiptTrouble) -> None:
        """Let something be wrong from now on."""
        with self._lock:
            self._troubles.add(trouble)

    def mend(self) -> bytes:
        """Put everything right; what was waiting goes on, as in real printers."""
        with self._lock:
            self._troubles.clear()
            return self._work()

    def power(self, *, on: bool) -> None:
        """Pull the plug or put it in; what was waiting is forgotten."""
        with self._lock:
            self._is_on = on
            self._waiting = self._heard = b""
            self._tear(is_whole=False)

    def receive(self, content: bytes) -> bytes:
        """Take bytes and give the answers to them, in order."""
        with self._lock:
            if not self._is_on or ReceiptTrouble.MUTE in self._troubles:
                return b""
            answers = self._take_in(self._heard + content)
            return answers + self._work()

    def _take_in(self, content: bytes) -> bytes:
        """Obey real-time commands, wherever they stand, and keep the rest."""
        answers, at = b"", 0
        for found in _REAL_TIME.finditer(content):
            self._waiting += content[at : found.start()]
            at = found.end()
            if found["kind"]:
                answers += bytes((self._status(found["kind"][0]),))
            else:
                self._waiting = b""
                self._tear(is_whole=False)
        rest = content[at:]
        unfinished = _UNFINISHED.search(rest)
        cut = unfinished.start() if unfinished else len(rest)
        self._waiting, self._heard = self._waiting + rest[:cut], rest[cut:]
        return answers

    def _status(self, kind: int) -> int:
        troubles, bits = self._troubles, 0x12
        has_stopped = bool(troubles & _STOPPING)
        is_out = ReceiptTrouble.PAPER_OUT in troubles
        match kind:
            case 1:
                bits |= 0x08 * has_stopped
            case 2:
                bits |= 0x04 * (ReceiptTrouble.COVER_OPEN in troubles)
                bits |= 0x20 * is_out | 0x40 * (ReceiptTrouble.CUTTER in troubles)
            case 3:
                bits |= 0x08 * (ReceiptTrouble.CUTTER in troubles)
            case 4:
                is_low = is_out or ReceiptTrouble.PAPER_LOW in troubles
                bits |= 0x0C * is_low | 0x60 * is_out
        return bits

    def _work(self) -> bytes:
        """Work through what is waiting until it ends or something is wrong."""
        answers = b""
        while self._waiting and self._is_on and not self._troubles & _STOPPING:
            found = _COMMAND.match(self._waiting)
            if found is None:
                if self._waiting[0] in b"\x1b\x1d" and self._is_short():
                    break
                # Zeros and other bytes that say nothing to it.
                self._waiting = self._waiting[1:].lstrip(b"\x00")
                continue
            length = found.end() + self._picture_length(found)
            if len(self._waiting) < length:
                break
            picture = self._waiting[found.end() : length]
            self._waiting = self._waiting[length:]
            answers += self._obey(found, picture)
        return answers

    def _is_short(self) -> bool:
        return len(self._waiting) < _LONGEST_HEAD

    def _picture_length(self, found: re.Match[bytes]) -> int:
        if not found["width"]:
            return 0
        return _number(found["width"]) * _number(found["rows"])

    def _obey(self, found: re.Match[bytes], picture: bytes) -> bytes:
        if found["width"]:
            self._burn(8 * _number(found["width"]), picture)
            self._meet_with_trouble()
        elif found["feed"]:
            rows = _LINE_ROWS * found["feed"][0]
            self._rows.append(Image.new("1", (_WIDTH, rows), 1))
        elif found["cut"]:
            self._tear(is_whole=True)
        elif found["ask"] and ReceiptTrouble.NO_REPORT not in self._troubles:
            low = ReceiptTrouble.PAPER_LOW in self._troubles
            return bytes((0x03 if low else 0x00,))
        return b""

    def _burn(self, width: int, picture: bytes) -> None:
        rows = 8 * len(picture) // width
        dots = Image.frombytes("1", (width, rows), bytes(b ^ 0xFF for b in picture))
        self._rows.append(dots)

    def _meet_with_trouble(self) -> None:
        """Let an announced trouble come, now that a part is printed."""
        if ReceiptTrouble.RUNS_OUT in self._troubles:
            self._troubles.discard(ReceiptTrouble.RUNS_OUT)
            self._troubles.add(ReceiptTrouble.PAPER_OUT)
        if ReceiptTrouble.POWER_LOSS in self._troubles:
            self._troubles.discard(ReceiptTrouble.POWER_LOSS)
            self.power(on=False)

    def _tear(self, *, is_whole: bool) -> None:
        rows, self._rows = self._rows, []
        if not rows:
            return
        width = max(row.width for row in rows)
        paper = Image.new("1", (width, sum(row.height for row in rows)), 1)
        top = 0
        for row in rows:
            paper.paste(row, (0, top))
            top += row.height
        self._hand_out(paper, is_whole)


def _number(content: bytes) -> int:
    return int.from_bytes(content, "little")

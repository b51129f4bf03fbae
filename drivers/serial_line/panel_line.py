"""Question and answer with the panel over a link that may fail at any time."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from drivers.serial_line.line import LineGatherer
from drivers.serial_line.panel_frame import LONGEST_FRAME, UNASKED, PanelFrame
from kiosk.domain.fault import DeviceLost, Expired, InvalidValue

if TYPE_CHECKING:
    from drivers.serial_line.link import SerialLink

__all__ = ["PanelLine"]

_TRIES = 2
_LAST_SEQUENCE = 0xFF
_MOST_KEPT = 64


class PanelLine:
    """Asks the panel, and keeps what it tells without being asked."""

    def __init__(self, link: SerialLink, answer_seconds: float = 0.1) -> None:
        """Use a link; it is opened by the first call."""
        self._link = link
        self._answer_seconds = answer_seconds
        self._gatherer = LineGatherer(LONGEST_FRAME)
        self._sequence = UNASKED
        self._unasked: deque[PanelFrame] = deque(maxlen=_MOST_KEPT)
        self._answers: dict[int, PanelFrame] = {}
        self._flaw = ""

    def ask(self, *words: str) -> tuple[str, ...]:
        """Give the words of the answer; every question may be asked twice.

        Raises:
            Expired: no answer; the fact ``reason`` is ``silence``, or what was
                wrong with what came: ``form``, ``checksum``, ``version``.
            DeviceLost: the port is not there.
        """
        self._sequence = self._sequence % _LAST_SEQUENCE + 1
        self._answers.clear()
        self._flaw = ""
        question = PanelFrame(self._sequence, words).encode()
        for _ in range(_TRIES):
            self._link.write(question)
            answer = self._answer()
            if answer is not None:
                return answer.words
        raise Expired(part="panel", reason=self._flaw or "silence")

    def listen(self, seconds: float) -> list[PanelFrame]:
        """Give what the panel told without being asked, after at most so long.

        Raises:
            DeviceLost: the port is not there.
        """
        if not self._unasked:
            self._hear(seconds)
        told = list(self._unasked)
        self._unasked.clear()
        return told

    def close(self) -> None:
        """Let the port go."""
        self._link.close()

    def _answer(self) -> PanelFrame | None:
        deadline = time.monotonic() + self._answer_seconds
        while (left := deadline - time.monotonic()) > 0:
            self._hear(left)
            if self._sequence in self._answers:
                return self._answers.pop(self._sequence)
        return None

    def _hear(self, seconds: float) -> None:
        try:
            received = self._link.await_some(seconds)
        except DeviceLost:
            self._gatherer.clear()
            raise
        for line in self._gatherer.feed(received):
            self._take(line.content)

    def _take(self, line: bytes) -> None:
        try:
            frame = PanelFrame.parse(line)
        except InvalidValue as fault:
            self._flaw = str(fault.facts["reason"])
            return
        if frame.sequence == UNASKED:
            self._unasked.append(frame)
        else:
            # One that is late belongs to an earlier question and is dropped.
            self._answers = {frame.sequence: frame}

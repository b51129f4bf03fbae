"""Several presses side by side, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue

from backend.certificates.packing import packed, unpacked
from backend.certificates.press import PageMaker
from backend.child import live_for_the_centre
from backend.loaded import set_aside
from kiosk.domain.certificate import CopyFacts
from kiosk.domain.certificate_facts import CertificateFacts

__all__ = ["PressLost", "PressRoom"]

_BEHIND = 5
"""How much nicer presses are than the centre: where both cores are busy a page can
wait a little longer, and no sign of life or other answer waits behind pages."""

_GOODBYE_SECONDS = 30

_Job = tuple[str, tuple[object, ...]]
"""Which page to make, and of what; see `PageMaker`."""


class PressLost(Exception):
    """Presses die at once, or of this very page, or the room is closed."""


class PressRoom:
    """Makes as many pages at a time as it has presses.

    Drawing is pure Python and keeps one core busy; presses in processes of their
    own use the others, and leave this one to the lines. Whoever wants a page takes
    a free press and speaks to it himself: threads between them, as a pool has, cost
    an eighth of what this process does. A press that dies takes only the page under
    way with it, which a fresh one begins again: a page has no effect before it is
    handed over.
    """

    def __init__(self, found: Callable[[], PageMaker], presses: int) -> None:
        """Open the room; who comes before the presses are up waits a moment.

        Args:
            found: Sets one press up, inside its process; it must be picklable.
            presses: How many, at least one.
        """
        self._found, self._presses = found, presses
        self._is_closed = False
        self._free: SimpleQueue[_Press] = SimpleQueue()
        for _ in range(presses):
            self._free.put(_Press(found))

    def draft(self, facts: CertificateFacts, issuer: str) -> bytes:
        """Draw a preview; see `kiosk.documents.press.Press.draft`."""
        return self._made(("draft", (facts, issuer)))

    def seal_copy(self, facts: CertificateFacts, copy: CopyFacts) -> bytes:
        """Draw and seal one copy; see `kiosk.documents.press.Press.seal_copy`."""
        return self._made(("seal_copy", (facts, copy)))

    def close(self) -> None:
        """End the presses once the pages under way are done."""
        self._is_closed = True
        for press in [self._free.get() for _ in range(self._presses)]:
            press.end()
            self._free.put(press)

    def _made(self, job: _Job) -> bytes:
        """Have a page made, and once more where its press died.

        Raises:
            PressLost: a second press died, too, or there is none any more.
        """
        told = packed(job)
        press = self._free.get()
        try:
            if self._is_closed:
                raise PressLost
            page = press.made(told)
            if page is None:
                press = self._replaced(press)
                page = press.made(told)
            if page is None:
                press = self._replaced(press)
                raise PressLost
        finally:
            self._free.put(press)
        return page.read()

    def _replaced(self, press: _Press) -> _Press:
        press.end()
        return _Press(self._found)


@dataclass(frozen=True, slots=True)
class _Made:
    """What a press gave: a page, or why there is none."""

    page: bytes
    refusal: Exception | None = None

    def read(self) -> bytes:
        """Give the page.

        Raises:
            Exception: whatever the press raised.
        """
        if self.refusal is not None:
            raise self.refusal
        return self.page


class _Press:
    """One press's process and the line to it."""

    def __init__(self, found: Callable[[], PageMaker]) -> None:
        context = get_context("spawn")
        self._line, its = context.Pipe()
        self._process = context.Process(target=_work, args=(its, found), daemon=True)
        self._process.start()
        # Only the press holds its end now: when it dies, the line breaks.
        its.close()

    def made(self, job: bytes) -> _Made | None:
        """Have one page made; nothing where the press died."""
        try:
            self._line.send_bytes(job)
            told = self._line.recv_bytes()
        except (EOFError, OSError):
            return None
        if told[:1] == _PAGE:
            return _Made(told[1:])
        return _Made(b"", unpacked(told[1:]))

    def end(self) -> None:
        """Let it end: nothing is under way."""
        self._line.close()
        self._process.join(_GOODBYE_SECONDS)
        self._process.kill()
        self._process.join()


# Inside a press's process -------------------------------------------------

_PAGE, _REFUSAL = b"p", b"r"


def _work(line: Connection, found: Callable[[], PageMaker]) -> None:
    """Make pages until the centre closes the line."""
    live_for_the_centre()
    os.nice(_BEHIND)
    press = found()
    set_aside()
    while True:
        try:
            what, of = unpacked(line.recv_bytes())
        except EOFError:
            return
        line.send_bytes(_told(press, what, of))


def _told(press: PageMaker, what: str, of: tuple[object, ...]) -> bytes:
    try:
        page: bytes = getattr(press, what)(*of)
    except Exception as refusal:  # noqa: BLE001 - told to whoever wants the page
        return _REFUSAL + packed(refusal)
    return _PAGE + page

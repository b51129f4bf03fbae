"""Several presses side by side, each in a process of its own."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from backend.certificates.press import PageMaker
from backend.child import live_for_the_centre
from kiosk.domain.certificate import CopyFacts
from kiosk.domain.certificate_facts import CertificateFacts

__all__ = ["PressRoom"]


class PressRoom:
    """Makes as many pages at a time as it has presses.

    Drawing is pure Python and keeps one core busy; presses in processes of their
    own use the others, and leave this one to the lines. A press that dies takes
    only the pages under way with it, which are begun again in a room opened anew:
    a page has no effect before it is handed over.
    """

    def __init__(self, found: Callable[[], PageMaker], presses: int) -> None:
        """Open the room; who comes before the presses are up waits a moment.

        Args:
            found: Sets one press up, inside its process; it must be picklable.
            presses: How many, at least one.
        """
        self._found, self._presses = found, presses
        self._guard = threading.Lock()
        self._pool = self._opened()

    def draft(self, facts: CertificateFacts, issuer: str) -> bytes:
        """Draw a preview; see `kiosk.documents.press.Press.draft`."""
        return self._made(lambda pool: pool.submit(_draft, facts, issuer))

    def seal_copy(self, facts: CertificateFacts, copy: CopyFacts) -> bytes:
        """Draw and seal one copy; see `kiosk.documents.press.Press.seal_copy`."""
        return self._made(lambda pool: pool.submit(_seal_copy, facts, copy))

    def close(self) -> None:
        """End the presses once the pages under way are done."""
        self._pool.shutdown(cancel_futures=True)

    def _made(self, hand_in: Callable[[ProcessPoolExecutor], Future[bytes]]) -> bytes:
        """Have a page made, and once more where its press died.

        Raises:
            BrokenProcessPool: presses die at once, or of this very page.
        """
        pool = self._pool
        try:
            return hand_in(pool).result()
        except BrokenProcessPool:
            self._open_anew(pool)
        return hand_in(self._pool).result()

    def _open_anew(self, broken: ProcessPoolExecutor) -> None:
        """Replace a broken room, once for all who stood in it."""
        with self._guard:
            if self._pool is broken:
                self._pool = self._opened()
        broken.shutdown(wait=False)

    def _opened(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            self._presses,
            mp_context=get_context("spawn"),
            initializer=_set_up,
            initargs=(self._found,),
        )
        for _ in range(self._presses):
            pool.submit(os.getpid)  # starts a process, and imports behind our back
        return pool


# Inside a press's process -------------------------------------------------

_HERE: list[PageMaker] = []


def _set_up(found: Callable[[], PageMaker]) -> None:
    live_for_the_centre()
    _HERE.append(found())
    # Fonts and libraries stay: looking them through again costs a page some percent.
    gc.collect()
    gc.freeze()


def _draft(facts: CertificateFacts, issuer: str) -> bytes:
    return _HERE[0].draft(facts, issuer)


def _seal_copy(facts: CertificateFacts, copy: CopyFacts) -> bytes:
    return _HERE[0].seal_copy(facts, copy)

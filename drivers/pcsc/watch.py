"""Our own wait for cards and readers, which outlives the PC/SC service.

Monitors of the library end for ever when the service restarts; this loop takes
any refusal as "service lost" and begins again.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from drivers.pcsc.message import Sight
from drivers.pcsc.winscard import Context, PcscError, is_present
from kiosk.domain.fault import DeviceLost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ReaderWatch"]

_LOOK_SECONDS = 1.0
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 1.0


class ReaderWatch:
    """Tells what is seen, whenever it changes, from a thread of its own."""

    def __init__(self, tell: Callable[[Sight], None], wanted: str = "") -> None:
        """Prepare; only readers whose name contains ``wanted`` count."""
        self._tell = tell
        self._wanted = wanted
        self._told: Sight | None = None
        self._pause = _FIRST_PAUSE_SECONDS
        self._stopped = threading.Event()
        self._context: Context | None = None
        self._thread = threading.Thread(
            target=self._run, name="reader-watch", daemon=True
        )

    def start(self) -> None:
        """Start to watch."""
        self._thread.start()

    def tell_again(self) -> None:
        """Tell at the next look what is seen, even if it is what was told last.

        For a parent that was told otherwise meanwhile: a card out and in again
        between two looks leaves the same sight, which would never be told.
        """
        self._told = None

    def stop(self) -> None:
        """Stop to watch; returns when the thread has ended."""
        self._stopped.set()
        context = self._context
        if context is not None:
            context.cancel()
        self._thread.join(_LOOK_SECONDS)

    def _run(self) -> None:
        with contextlib.suppress(DeviceLost):  # the parent hung up
            while not self._stopped.is_set():
                self._watch_until_lost()
                self._stopped.wait(self._pause)
                self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)

    def _watch_until_lost(self) -> None:
        try:
            with Context.opened() as context:
                self._context = context
                self._watch(context)
        except PcscError:
            self._context = None
            self._report(Sight(has_service=False))

    def _watch(self, context: Context) -> None:
        known: Mapping[str, int] = {}
        while not self._stopped.is_set():
            names = [name for name in context.readers() if self._wanted in name]
            new = {name: known.get(name, 0) for name in names}
            known = context.states(new, _LOOK_SECONDS, or_plugging=True)
            self._pause = _FIRST_PAUSE_SECONDS
            self._report(_sight(known))

    def _report(self, sight: Sight) -> None:
        if sight != self._told:
            self._told = sight
            self._tell(sight)


def _sight(states: Mapping[str, int]) -> Sight:
    full = [name for name, state in states.items() if is_present(state)]
    reader = next(iter([*full, *states]), "")
    return Sight(has_service=True, reader=reader, has_card=bool(full))

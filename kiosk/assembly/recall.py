"""Paper nobody waits for any more is called off before it comes out for another."""

from __future__ import annotations

from threading import Lock

from kiosk.ports.printer import Printer

__all__ = ["Recall"]

_QUIET_SECONDS = 60.0


class Recall:
    """Serials of copies whose outcome stayed unknown, until the printer was asked.

    The store's thread tells of them; the printer's own thread calls them off in its
    spare time. A printer that is away is asked again, for ever: a job it still holds
    would come out the moment somebody puts paper in.
    """

    def __init__(self) -> None:
        """Begin with nothing to call off."""
        self._serials: set[str] = set()
        self._lock = Lock()

    def add(self, serial: str) -> None:
        """Have a copy called off; one that is out already stays as it is."""
        with self._lock:
            self._serials.add(serial)

    def step(self, printer: Printer) -> float:
        """Call off what waits; gives the seconds to the next turn.

        Raises:
            DeviceFault: the printer could not be asked; all of it still waits.
        """
        with self._lock:
            waiting = frozenset(self._serials)
        if not waiting:
            return _QUIET_SECONDS
        printer.recall(waiting)
        with self._lock:
            self._serials -= waiting
        return _QUIET_SECONDS

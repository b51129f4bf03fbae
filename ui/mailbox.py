"""The only door into the GUI thread, for messages from any thread."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Mailbox"]


class Mailbox(QObject):
    """Carries messages into the thread that made it, in order for each sender.

    The signal carries nothing: objects travel in a queue of Python's own, so
    that no binding ever has to keep them alive between threads.

    Signals:
        rung: Something lies in the queue.
    """

    rung = Signal()

    def __init__(self, deliver: Callable[[object], None]) -> None:
        """Deliver each message to a callable, in the GUI thread."""
        super().__init__()
        self._deliver = deliver
        self._queue: SimpleQueue[object] = SimpleQueue()
        self.rung.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def post(self, message: object) -> None:
        """Put a message in; may be called from any thread and never blocks."""
        self._queue.put(message)
        self.rung.emit()

    @Slot()
    def _drain(self) -> None:
        """Deliver what is there now; later arrivals have rung for themselves."""
        for _ in range(self._queue.qsize()):
            try:
                message = self._queue.get_nowait()
            except Empty:
                return
            self._deliver(message)

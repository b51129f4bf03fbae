"""What the screen's side and the store's side let each other know, from any thread."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from kiosk.domain.gate import GateState
from kiosk.domain.heartbeat import Order, Readiness
from kiosk.domain.item_directory import ItemDirectory
from kiosk.domain.profile import STANDARD, TerminalProfile

__all__ = ["Noticeboard", "Right"]


@dataclass(frozen=True, slots=True)
class Right:
    """What this terminal may do, as far as the store's side can tell."""

    gates: tuple[GateState, ...] = ()
    closed_services: frozenset[str] = frozenset()
    profile: TerminalProfile = STANDARD


class Noticeboard:
    """The newest readiness one way, the newest right and all orders the other."""

    def __init__(self) -> None:
        """Start with nothing known and nothing forbidden."""
        self._turn = threading.Lock()
        self._readiness = Readiness("starting")
        self._right = Right()
        self._directory = ItemDirectory()
        self._orders: SimpleQueue[Order] = SimpleQueue()

    @property
    def readiness(self) -> Readiness:
        """What the screen's side told last."""
        with self._turn:
            return self._readiness

    def tell_readiness(self, readiness: Readiness) -> None:
        """Pin up what can be offered now; the counts stay as they are."""
        with self._turn:
            counted = self._readiness
            self._readiness = replace(
                readiness,
                face_tries=counted.face_tries,
                face_failures=counted.face_failures,
                visits=counted.visits,
            )

    def count_face(self, *, is_failure: bool) -> None:
        """Count a look at a face."""
        with self._turn:
            told = self._readiness
            self._readiness = replace(
                told,
                face_tries=told.face_tries + 1,
                face_failures=told.face_failures + is_failure,
            )

    def count_visit(self) -> None:
        """Count a visit that ended."""
        with self._turn:
            self._readiness = replace(
                self._readiness, visits=self._readiness.visits + 1
            )

    @property
    def right(self) -> Right:
        """What the store's side told last."""
        with self._turn:
            return self._right

    def tell_right(self, right: Right) -> None:
        """Pin up what this terminal may do."""
        with self._turn:
            self._right = right

    @property
    def directory(self) -> ItemDirectory:
        """What the store's side knows of the business items offered here."""
        with self._turn:
            return self._directory

    def tell_directory(self, directory: ItemDirectory) -> None:
        """Pin up which business items are offered here."""
        with self._turn:
            self._directory = directory

    def order(self, order: Order) -> None:
        """Hand an order to the screen's side."""
        self._orders.put(order)

    def next_order(self) -> Order | None:
        """Take the oldest order that was not taken, if there is one."""
        try:
            return self._orders.get_nowait()
        except Empty:
            return None

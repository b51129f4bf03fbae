"""Headquarters in the process: limits, orders and beats; its line may fail."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.fault import CentreRefused, CentreUnreachable, Revoked
from kiosk.domain.gate import DEFAULT_GATES, GateRule
from kiosk.domain.heartbeat import Heartbeat, HeartbeatAnswer, LogExcerpt, Order

__all__ = ["SimulatedHeadquarters"]


class SimulatedHeadquarters:
    """Implements `kiosk.ports.headquarters.Headquarters` for a terminal without one.

    Attributes:
        gates: The limits it tells.
        is_away: Whether the line is down.
        dismissal: Why it does not know the terminal; empty while it does.
        beats, logs: What it was told, in order.
    """

    def __init__(self, gates: Sequence[GateRule] = DEFAULT_GATES) -> None:
        """Start with a good line and no orders."""
        self.gates = tuple(gates)
        self.is_away = False
        self.dismissal = ""
        self.beats: list[Heartbeat] = []
        self.logs: list[LogExcerpt] = []
        self._orders: list[Order] = []

    def give(self, order: Order) -> None:
        """Order something; it is told with each beat until it is answered."""
        self._orders.append(order)

    def beat(self, beat: Heartbeat) -> HeartbeatAnswer:
        """Hear a beat; see the port."""
        self._look()
        self.beats.append(beat)
        done = {each.id for each in beat.done}
        self._orders = [each for each in self._orders if each.id not in done]
        return HeartbeatAnswer(self.gates, tuple(self._orders))

    def hand_in_log(self, excerpt: LogExcerpt) -> None:
        """Take a log in; see the port."""
        self._look()
        self.logs.append(excerpt)

    def renew_identity(self, request: bytes) -> bytes:
        """Have no authority to name anybody."""
        del request
        self._look()
        raise CentreRefused(reason="no-authority")

    def signed_lists(self) -> dict[str, str]:
        """Publish no lists."""
        self._look()
        raise CentreRefused(reason="no-lists")

    def _look(self) -> None:
        if self.is_away:
            raise CentreUnreachable(reason="line")
        if self.dismissal:
            raise Revoked(reason=self.dismissal)

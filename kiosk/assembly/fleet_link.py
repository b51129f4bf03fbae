"""The screen's half of the pulse: what is offered goes out, what may be comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.assembly.upkeep import Upkeep
from kiosk.domain.heartbeat import (
    DeviceReport,
    Order,
    OrderKind,
    Readiness,
    ServiceReport,
    SupplyReport,
)
from kiosk.ports.device import DeviceStatus
from kiosk.terminal.board import Board
from kiosk.terminal.host import Host
from kiosk.terminal.life import Life
from kiosk.work.noticeboard import Noticeboard

__all__ = ["FleetLink"]

_QUIET = (Life.WELCOMING, Life.OUT_OF_SERVICE)


@dataclass(slots=True)
class FleetLink:
    """Looks at the noticeboard once a second, in the GUI thread.

    Attributes:
        restart: Ends the process so that the supervisor starts it anew.
        upkeep: Knows which version should run, and hears that this one serves.
    """

    noticeboard: Noticeboard
    board: Board
    host: Host
    restart: Callable[[], None]
    upkeep: Upkeep
    _waiting: Order | None = field(default=None, init=False)

    def tick(self) -> None:
        """Exchange notices; a restart waits until nobody is being served."""
        right = self.noticeboard.right
        self.board.allow(right.gates, right.closed_services, right.profile)
        self.noticeboard.tell_readiness(self._readiness())
        self._waiting = self._waiting or self.noticeboard.next_order()
        is_serving = self.host.life is Life.SERVING
        # A version proves itself only once every part of it has come up.
        is_welcoming = self.host.life is Life.WELCOMING and self.host.is_whole
        self.upkeep.tell(is_welcoming=is_welcoming, is_serving=is_serving)
        is_quiet = self.host.life in _QUIET
        if self._waiting is not None and is_quiet:
            order, self._waiting = self._waiting, None
            if order.kind is OrderKind.RESTART:
                self.restart()
        elif is_quiet and self.upkeep.is_another_version_due():
            self.restart()

    def _readiness(self) -> Readiness:
        services = tuple(
            ServiceReport(offer.key, tuple(map(str, offer.closures)))
            for offer in self.host.offers
        )
        devices = tuple(
            _device(name, self.board.status(name)) for name in self.board.names
        )
        return Readiness(str(self.host.life), services, devices)


def _device(name: str, status: DeviceStatus) -> DeviceReport:
    supplies = tuple(
        SupplyReport(supply, str(level))
        for supply, level in sorted(status.supplies.items())
    )
    return DeviceReport(name, str(status.state), status.cause, supplies)

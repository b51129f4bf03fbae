"""What the terminal may offer now, and in plain reasons why not the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.fault import StoreSealed
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel
from kiosk.ports.surroundings import Power
from kiosk.terminal.stage import Closure, Offer
from kiosk.visit.service import Need, Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kiosk.terminal.board import Board

__all__ = ["offers"]

_MISSING = {
    Need.CARD: Closure.NO_READER,
    Need.FACE: Closure.NO_CAMERA,
    Need.PRINTER: Closure.NO_PRINTER,
    Need.CENTRE: Closure.NO_CENTRE,
    Need.RECORDS: Closure.NO_CENTRE,
    Need.STORE: Closure.NO_STORE,
    Need.DOCUMENTS: Closure.NO_DOCUMENTS,
    Need.SCANNER: Closure.NO_SCANNER,
}


def offers(
    services: Iterable[Service], wiring: Mapping[Need, Sequence[str]], board: Board
) -> tuple[Offer, ...]:
    """Give one offer for each service, open or closed with reasons."""
    closed = {need: _closure(need, wiring.get(need, ()), board) for need in Need}
    unsafe = _unsafe(board)
    is_limited = _is_limited(wiring.get(Need.RECORDS, ()), board)
    return tuple(
        Offer(
            service.key,
            unsafe
            + _limits(service, board)
            + tuple(
                closure
                for need in Need
                if need in service.needs and (closure := closed[need]) is not None
            ),
            is_limited=is_limited and Need.RECORDS in service.needs,
        )
        for service in services
    )


def _limits(service: Service, board: Board) -> tuple[Closure, ...]:
    """Give the reasons that do not lie in a device: orders and limits."""
    decided = {
        Closure.BY_PROFILE: not board.profile.offers(service.key),
        Closure.BY_ORDER: service.key in board.closed_services,
    }
    needs = sorted(map(str, service.needs))
    return tuple(closure for closure, holds in decided.items() if holds) + tuple(
        Closure(str(gate.rule.kind)) for gate in board.gates if gate.closes(needs)
    )


def _is_limited(names: Sequence[str], board: Board) -> bool:
    """Whether records come from what was prepared, not from the centre itself."""
    usable = [board.status(name).is_usable for name in names]
    return any(usable) and not usable[0]


def _unsafe(board: Board) -> tuple[Closure, ...]:
    """Give the reasons that close everything, whatever works."""
    is_low = board.senses.power is Power.LOW
    reasons = {
        Closure.TAMPERED: board.is_tampered,
        Closure.BATTERY_LOW: is_low,
        Closure.PAUSED: board.is_paused,
    }
    return tuple(closure for closure, holds in reasons.items() if holds)


def _closure(need: Need, names: Sequence[str], board: Board) -> Closure | None:
    """Give the reason why a need is not met; any one of its devices meets it."""
    statuses = [board.status(name) for name in names]
    if any(status.is_usable for status in statuses):
        return None
    return _reason(need, statuses)


def _reason(need: Need, statuses: Sequence[DeviceStatus]) -> Closure:
    if any(status.cause == StoreSealed.key for status in statuses):
        return Closure.DISMISSED
    if any(status.state is DeviceState.STARTING for status in statuses):
        return Closure.STARTING
    for status in statuses:
        if status.media is MediaState.JAMMED:
            return Closure.PAPER_JAM
        if status.supplies.get("paper") is SupplyLevel.OUT:
            return Closure.NO_PAPER
        if status.supplies.get("toner") is SupplyLevel.OUT:
            return Closure.NO_TONER
    return _MISSING[need]

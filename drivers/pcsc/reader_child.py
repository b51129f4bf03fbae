"""The inside of the child process that watches PC/SC readers and reads cards."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from drivers.pcsc.message import (
    SILENT,
    BadgeRequest,
    Outcome,
    PinRequest,
    ProofRequest,
    ReadRequest,
    Sight,
)
from kiosk.domain.fault import CardRemoved, CardUnreadable, Expired, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drivers.pcsc.keyed_card import KeyedCard
    from drivers.pcsc.staff_desk import StaffDesk
    from kiosk.ports.companion import Channel

__all__ = ["serve"]


def serve(channel: Channel, settings: Mapping[str, object]) -> None:
    """Report what is seen and read cards when asked, until the parent hangs up.

    Settings (all optional): ``reader``, a part of the wanted reader's name;
    ``socket``, the path of a PC/SC service other than the system's; ``library``
    and ``authenticator``, see `drivers.pcsc.keyed_card`.
    """
    if "socket" in settings:
        os.environ["PCSCLITE_CSOCK_NAME"] = str(settings["socket"])
    # The library looks for the service's socket when it is first loaded.
    from drivers.pcsc.keyed_card import KeyedCard  # noqa: PLC0415
    from drivers.pcsc.staff_desk import StaffDesk  # noqa: PLC0415
    from drivers.pcsc.watch import ReaderWatch  # noqa: PLC0415

    sending = threading.Lock()

    def tell(message: Sight | Outcome) -> None:
        with sending:
            channel.send(message)

    watch = ReaderWatch(tell, str(settings.get("reader", "")))
    watch.start()
    desk = StaffDesk()
    library = str(settings.get("library", ""))
    keyed = KeyedCard(library, str(settings.get("authenticator", "")))
    try:
        while True:
            outcome = _outcome(_next_request(channel, desk), desk, keyed)
            if outcome is not None:
                tell(outcome)
            if outcome == Outcome():
                watch.tell_again()  # after the outcome, by which no card is there
    finally:
        desk.leave()
        watch.stop()


def _next_request(channel: Channel, desk: StaffDesk) -> object:
    """Wait for a request; an unlocked card that is not used is let go."""
    from drivers.pcsc.staff_desk import UNLOCKED_SECONDS  # noqa: PLC0415

    try:
        return channel.receive(UNLOCKED_SECONDS if desk.is_unlocked else None)
    except Expired:
        desk.leave()
        return channel.receive(None)


def _outcome(request: object, desk: StaffDesk, keyed: KeyedCard) -> Outcome | None:
    match request:
        case ReadRequest():
            desk.leave()
            return _steadfast(lambda: _read(request, keyed))
        case BadgeRequest():
            return _steadfast(lambda: desk.answer(request))
        case PinRequest() | ProofRequest():
            # Never twice by itself: each try is the holder's own.
            return desk.answer(request)
    return None


def _steadfast(attempt: Callable[[], Outcome]) -> Outcome:
    """Read, and once more from the start where the chip fell silent.

    A card put back faster than the reader can notice falls silent as well:
    it was never told which application is wanted.
    """
    first = attempt()
    if first.fault is None or first.fault.facts.get("reason") != SILENT:
        return first
    second = attempt()
    return Outcome(fault=CardRemoved()) if second == Outcome() else second


def _read(request: ReadRequest, keyed: KeyedCard) -> Outcome:
    from drivers.pcsc.connection import CardAbsent, connected  # noqa: PLC0415
    from drivers.pcsc.reading import read_holder  # noqa: PLC0415

    try:
        with connected(request.reader) as transmit:
            return Outcome(card=read_holder(transmit))
    except CardAbsent:
        return Outcome()
    except CardUnreadable as fault:
        return keyed.read(request.reader, fault)
    except Fault as fault:
        return Outcome(fault=fault)

"""The PC/SC card reader as the terminal knows it; the blocking is done by a child."""

from __future__ import annotations

import time
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.pcsc.message import Outcome, ReadRequest, Sight
from kiosk.domain.card import CardKind
from kiosk.domain.fault import Cancelled, CardUnreadable, DeviceLost, Expired
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState

if TYPE_CHECKING:
    from collections.abc import Callable

    from drivers.pcsc.message import Request
    from kiosk.domain.card import ResidentCard
    from kiosk.ports.companion import Companion, Launch
    from kiosk.ports.device import Cancellation

__all__ = ["PcscCardReader"]

_LOOK_SECONDS = 0.05
_RELAUNCH_SECONDS = 1.0
_START_SECONDS = 10.0
"""A child that has seen nothing yet is starting, which is no outage."""


class PcscCardReader:
    """Reads social security cards; implements `kiosk.ports.card_reader.CardReader`.

    The child is killed and started again when a card keeps it waiting, which
    is the only way to end a transmission that never returns.
    """

    def __init__(
        self,
        launch: Launch,
        *,
        name: str = "card-reader",
        read_seconds: float = 6.0,
        patience_seconds: float = 3.0,
    ) -> None:
        """Prepare; the child is started by the first call.

        Args:
            launch: Starts ``drivers.pcsc.reader_child:serve``.
            name: Stable name for logs.
            read_seconds: Time one card may take before it counts as mute.
            patience_seconds: How long an outage of reader or service is ridden
                out while waiting, before it is told as `DeviceLost`.
        """
        self._launch = launch
        self._name = name
        self._read_seconds = read_seconds
        self._patience_seconds = patience_seconds
        self._child: Companion | None = None
        self._launched_at = -_RELAUNCH_SECONDS
        self._sight: Sight | None = None

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell what the child last saw, within milliseconds."""
        sight = self._latest()
        if sight is None:
            return _unseen(has_child=self._child is not None)
        if not sight.has_service:
            return DeviceStatus(DeviceState.OFFLINE, cause=DeviceLost.key)
        if not sight.reader:
            return DeviceStatus(DeviceState.NO_DEVICE, cause=DeviceLost.key)
        media = MediaState.PRESENT if sight.has_card else MediaState.NOT_PRESENT
        return DeviceStatus(DeviceState.ONLINE, media, detail=sight.reader)

    def capabilities(self) -> Capabilities:
        """Tell the reader's own name, and that staff cards are read here, too."""
        sight = self._latest()
        cards = (CardKind.SOCIAL_SECURITY, "staff-card")
        return Capabilities(
            frozenset({DeviceClass.CARD_READER}),
            model=sight.reader if sight is not None else "",
            driver=f"pyscard {version('pyscard')}",
            features=MappingProxyType({Feature.CARDS: cards, Feature.LINE: ("PC/SC",)}),
        )

    def read(self, cancellation: Cancellation) -> ResidentCard:
        """Wait for a card and read it; see `CardReader.read`."""
        while True:
            reader = self.await_card(cancellation)
            outcome = self.ask(ReadRequest(reader), cancellation)
            if outcome.card is not None:
                return outcome.card

    def await_removal(self, cancellation: Cancellation) -> None:
        """Wait until no card lies in the reader; see `CardReader.await_removal`."""
        self._await(lambda sight: not sight.has_card, cancellation)

    def await_card(self, cancellation: Cancellation) -> str:
        """Wait until a card lies in a reader; gives the reader's own name.

        Raises:
            Cancelled, DeviceLost: as with `read`.
        """
        return self._await(lambda sight: sight.has_card, cancellation)

    def reader_with_card(self) -> str | None:
        """Name the reader in which a card lies now; none when there is none."""
        sight = self._latest()
        return sight.reader if sight is not None and sight.has_card else None

    def ask(self, request: Request, cancellation: Cancellation) -> Outcome:
        """Have the child do something with the card now; for staff cards, too.

        An empty outcome means that no card was there after all.

        Raises:
            Cancelled: the command was called off.
            CardUnreadable: the card did not answer in time (reason ``mute``).
            DeviceLost: the child went away.
            Fault: whatever the child met.
        """
        outcome = self._exchange(request, cancellation)
        if outcome.fault is not None:
            raise outcome.fault
        if outcome == Outcome():
            self._sight = Sight(has_service=True, reader=request.reader)
        return outcome

    def close(self) -> None:
        """End the child."""
        child, self._child, self._sight = self._child, None, None
        if child is not None:
            child.kill()

    def _await(
        self, is_wanted: Callable[[Sight], bool], cancellation: Cancellation
    ) -> str:
        """Wait for a sight with a reader that is as wanted; give the reader."""
        seen_at = time.monotonic()
        while not cancellation.is_cancelled:
            sight = self._latest()
            if sight is not None and sight.reader:
                seen_at = time.monotonic()
                if is_wanted(sight):
                    return sight.reader
            elif time.monotonic() - seen_at > self._patience():
                raise DeviceLost(part=self._name)
            self._take(_LOOK_SECONDS)
        raise Cancelled

    def _patience(self) -> float:
        is_starting = self._child is not None and self._sight is None
        return max(self._patience_seconds, _START_SECONDS * is_starting)

    def _latest(self) -> Sight | None:
        """Give the last sight after everything the child has told by now."""
        while self._take(0.0) is not None:
            pass
        return self._sight

    def _exchange(self, request: Request, cancellation: Cancellation) -> Outcome:
        """Have the child act; it is given up when that takes too long.

        A child whose answer nobody waits for is always killed, so an outcome
        can only be the one to the present request.
        """
        self._send(request)
        deadline = time.monotonic() + self._read_seconds
        while time.monotonic() < deadline:
            if cancellation.is_cancelled:
                self.close()
                raise Cancelled
            message = self._take(_LOOK_SECONDS)
            if isinstance(message, Outcome):
                return message
            if self._child is None:
                raise DeviceLost(part="child")
        self.close()
        raise CardUnreadable(reason="mute")

    def _send(self, request: Request) -> None:
        child = self._present_child()
        if child is None:
            raise DeviceLost(part="child")
        child.send(request)

    def _take(self, seconds: float) -> object | None:
        """Take the child's next message; none when none came in time."""
        child = self._present_child()
        if child is None:
            time.sleep(seconds)
            return None
        try:
            message = child.receive(seconds)
        except Expired:
            return None
        except DeviceLost:
            self.close()
            return None
        if isinstance(message, Sight):
            self._sight = message
        return message

    def _present_child(self) -> Companion | None:
        """Give the child, started afresh where it is gone; none if it is too soon."""
        if self._child is None:
            now = time.monotonic()
            if now - self._launched_at < _RELAUNCH_SECONDS:
                return None
            self._launched_at = now
            try:
                self._child = self._launch()
            except DeviceLost:
                return None
        return self._child


def _unseen(*, has_child: bool) -> DeviceStatus:
    if has_child:
        return DeviceStatus(DeviceState.STARTING)
    return DeviceStatus(DeviceState.OFFLINE, cause=DeviceLost.key)

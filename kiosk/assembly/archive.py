"""The documents device: asks its child for verdicts and pictures, within bounds."""

from __future__ import annotations

from typing import TypeVar

from kiosk.assembly.archive_message import (
    Check,
    Compose,
    Draw,
    Ready,
    Unroll,
    Verify,
)
from kiosk.domain.fault import DeviceLost, Expired, Fault
from kiosk.domain.film import Reel
from kiosk.domain.leaflet import DrawnLeaflet, Leaflet
from kiosk.domain.paper_finding import PaperFinding
from kiosk.ports.clock import Clock
from kiosk.ports.companion import Companion, Launch
from kiosk.ports.device import DeviceState, DeviceStatus

__all__ = ["Archive"]

_START_SECONDS = 60.0
"""It gives way to the screen, and others may load beside it."""
_VERIFY_SECONDS = 8.0
_DRAW_SECONDS = 12.0
_UNROLL_SECONDS = 25.0

T = TypeVar("T")


class Archive:
    """Checks seals and turns pages into pictures; used from its own thread only.

    A child that does not answer in time is killed; `DeviceLost` makes the
    worker open a fresh one.
    """

    name = "documents"

    def __init__(self, launch: Launch, clock: Clock) -> None:
        """Start the child and wait until it is ready.

        Raises:
            DeviceLost: it did not come up, for instance without its trust.
        """
        self._clock = clock
        self._child: Companion = launch()
        self._exchange(None, Ready, _START_SECONDS)

    def status(self) -> DeviceStatus:
        """Tell whether the child lives."""
        alive = self._child.is_alive
        return DeviceStatus(DeviceState.ONLINE if alive else DeviceState.OFFLINE)

    def close(self) -> None:
        """End the child; a second call does nothing."""
        self._child.kill()

    def verify(self, pdf: bytes) -> None:
        """Let a sealed certificate pass.

        Raises:
            SealInvalid: the seal does not hold, or nobody can tell.
            DeviceLost: the child broke or hung over the file.
        """
        request = Verify(pdf, self._clock.now())
        self._exchange(request, type(None), _VERIFY_SECONDS)

    def check(self, code: str) -> PaperFinding:
        """Judge a printed certificate by its code's text.

        Raises:
            DeviceLost: the child broke or hung over the text.
        """
        request = Check(code, self._clock.now())
        return self._exchange(request, PaperFinding, _VERIFY_SECONDS)

    def pictures(self, pdf: bytes) -> tuple[bytes, ...]:
        """Draw every page as an unpacked picture (PPM), quick to show.

        Raises:
            PictureUnreadable: no pages.
            DeviceLost: the child broke or hung over the file.
        """
        pages: tuple[bytes, ...] = self._exchange(Draw(pdf), tuple, _DRAW_SECONDS)
        return pages

    def compose(self, leaflet: Leaflet) -> DrawnLeaflet:
        """Make a leaflet's pages.

        Raises:
            UnknownGlyph: a character that no font has.
            DeviceLost: the child broke or hung over it.
        """
        return self._exchange(Compose(leaflet), DrawnLeaflet, _DRAW_SECONDS)

    def unroll(self, film: bytes) -> Reel:
        """Decode a film's pictures and sound.

        Raises:
            PictureUnreadable: no film, or one too large or too long.
            DeviceLost: the child broke or hung over it.
        """
        return self._exchange(Unroll(film), Reel, _UNROLL_SECONDS)

    def _exchange(self, request: object, kind: type[T], seconds: float) -> T:
        if request is not None:
            self._child.send(request)
        try:
            answer = self._child.receive(seconds)
        except Expired as late:
            self.close()
            raise DeviceLost(part="documents", reason="hangs") from late
        if isinstance(answer, Fault):
            raise answer
        if not isinstance(answer, kind):
            raise DeviceLost(part="documents", reason="out-of-step")
        return answer

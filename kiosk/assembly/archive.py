"""The documents thread's device: checks seals and turns pages into pictures."""

from __future__ import annotations

from pathlib import Path

from kiosk.documents.rendering import page_png, sheet_count
from kiosk.documents.verification import Trust, verify_pdf
from kiosk.domain.fault import SealInvalid
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus

__all__ = ["Archive"]

_PICTURE_WIDTH = 1240
_MOST_PAGES = 20


class Archive:
    """Holds the pinned trust; used from the documents thread only."""

    name = "documents"

    def __init__(self, trust: Path, clock: Clock) -> None:
        """Load the trust directory."""
        self._trust = Trust.load(trust)
        self._clock = clock

    def status(self) -> DeviceStatus:
        """Tell that checking works."""
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None:
        """Hold nothing open."""

    def verify(self, pdf: bytes) -> None:
        """Let a sealed certificate pass.

        Raises:
            SealInvalid: the seal does not hold, or nobody can tell.
        """
        verdict = verify_pdf(pdf, self._trust, self._clock.now())
        if verdict.verdict != "valid":
            raise SealInvalid(reason=",".join(verdict.reasons) or verdict.verdict)

    def pictures(self, pdf: bytes) -> tuple[bytes, ...]:
        """Draw every page as PNG."""
        pages = min(sheet_count(pdf), _MOST_PAGES)
        return tuple(
            page_png(pdf, page=page, width_px=_PICTURE_WIDTH) for page in range(pages)
        )

"""Good news, and the offer of a slip that says it."""

from __future__ import annotations

from typing import ClassVar

from ui.screens.tell import TellScreen

__all__ = ["OfferSlipScreen"]


class OfferSlipScreen(TellScreen):
    """Both ways weigh the same: the matter is done with or without a slip."""

    name: ClassVar[str] = "offer-slip"

    def offer_ways(self) -> None:
        """Offer the slip, and to go without."""
        self.offer("offer-slip.print", value=True, icon="printer")
        self.offer("offer-slip.no", value=False, icon="check")

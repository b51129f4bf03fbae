"""A service in few words: icon and title, and the reason when it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.theme import TextRole
from ui.widgets.card import ServiceCard
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.domain.item_directory import ItemName
    from kiosk.terminal.stage import Offer
    from ui.look import Look

__all__ = ["ServiceRow", "reason"]


def reason(look: Look, offer: Offer) -> str:
    """Say why an offer is closed; nothing of an open one."""
    return look.texts.say(f"closed.{offer.closures[0]}") if offer.closures else ""


class ServiceRow(ServiceCard):
    """A card without its line, so that ten stand on one screen."""

    def __init__(
        self,
        look: Look,
        offer: Offer,
        item: ItemName | None = None,
        *,
        says_why: bool = True,
    ) -> None:
        """Show an offer, or one thing of it; a closed one says why under its title.

        Where the reason stands elsewhere, there is room for the title alone.
        """
        why = reason(look, offer)
        line = why if says_why else ""
        key = f"item.{item.id}" if item else f"service.{offer.key}.title"
        title = told(look, item.name) if item else None
        is_open = offer.is_open
        icon = offer.key if says_why else ""
        super().__init__(look, key, icon, line, is_open=is_open, title=title)
        self.setAccessibleDescription(why)

    @property
    def role(self) -> TextRole:
        """Many titles stand together: each is smaller than on the first screen."""
        return TextRole.BUTTON

    @property
    def line_role(self) -> TextRole:
        """A reason is short, and stands under a title that is smaller, too."""
        return TextRole.CAPTION

    @property
    def padding(self) -> int:
        """Rows stand close."""
        return self.look.theme.px(8)

    @property
    def icon_side(self) -> int:
        """The tile is as small as a title needs."""
        return self.look.theme.px(44) if self._icon else 0

    @property
    def has_arrow(self) -> bool:
        """There is no room for an arrow, and no need."""
        return False

"""Every service at once: whatever is not on the first screen is one touch further."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.terminal.stage import Choice
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import TouchButton
from ui.widgets.pages import PLACES, NextButton, at_once, side_by_side
from ui.widgets.service_row import ServiceRow

if TYPE_CHECKING:
    from kiosk.terminal.stage import WelcomeScene
    from ui.look import Look

__all__ = ["AllServices"]

_FEW_STANDING, _FEW_LYING = 6, 4
_LINES = 2


class AllServices(Screen):
    """One column of services, two where there are many.

    Answers with the key of the one chosen.
    """

    name: ClassVar[str] = "all-services"
    picture_share: ClassVar[int] = 7
    separates_choices: ClassVar[bool] = True

    def __init__(self, scene: WelcomeScene, look: Look) -> None:
        """Show as many as fit beside the ways on."""
        super().__init__(look)
        self.say(look.texts.say("all-services.title"), TextRole.TITLE)
        # What the first screen did not show comes first.
        first = at_once(look, PLACES) - 1
        offers = scene.offers[first:] + scene.offers[:first]
        rows = [ServiceRow(look, offer) for offer in offers]
        for row, offer in zip(rows, offers, strict=True):
            row.clicked.connect(lambda _=False, key=offer.key: self.answer(Choice(key)))
        columns = _columns(look, rows)
        grid = _grid(look, rows, columns)
        if look.theme.lies_low:
            self.add_choice(grid)
        else:
            self.show_picture(grid)
        has_reasons = any(offer.closures for offer in offers)
        count = _at_once(look, columns, has_reasons=has_reasons)
        # Three in a row have no room for icons.
        is_full = len(rows) > count and look.theme.is_portrait
        ways = [
            self._way("search", "welcome.search", "" if is_full else "search"),
            self._way("", "all-services.back", "" if is_full else "house"),
        ]
        is_narrow = look.theme.is_portrait and look.theme.text_size.is_elder
        key = "welcome.next"
        ways.insert(0, NextButton(look, key, rows, count, is_narrow=is_narrow))
        for way in [side_by_side(look, ways)] if look.theme.is_portrait else ways:
            self.add_choice(way)
        self.arrange()

    def _way(self, view: str, key: str, icon: str) -> TouchButton:
        button = TouchButton(self.look, key, icon)
        button.clicked.connect(lambda: self.turned.emit(view))
        return button


def _columns(look: Look, rows: list[ServiceRow]) -> int:
    """Give one column to a few services, and to names too long for half the room."""
    theme = look.theme
    few = _FEW_STANDING if theme.is_portrait else _FEW_LYING
    if len(rows) <= few and not theme.lies_low:
        return 1
    share = 10 if theme.is_portrait else AllServices.picture_share
    half = (theme.width - 2 * theme.margin) * share // 20 - theme.gap
    return 2 if all(row.lines(half) <= _LINES for row in rows) else 1


def _grid(look: Look, rows: list[ServiceRow], columns: int) -> QWidget:
    grid = QWidget()
    lines = QGridLayout(grid)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(look.theme.px(10))
    for place, row in enumerate(rows):
        lines.addWidget(row, *divmod(place, columns))
    for column in range(columns):
        lines.setColumnStretch(column, 1)
    # What is left stays free below: rows do not grow with it.
    lines.setRowStretch(len(rows), 1)
    return grid


def _at_once(look: Look, columns: int, *, has_reasons: bool) -> int:
    """Give how many rows fit; the reason of a closed one takes two lines more."""
    theme = look.theme
    is_tight = theme.text_size.is_elder or theme.reads_aloud or has_reasons
    if theme.lies_low:
        return 4 if columns > 1 else 3 - has_reasons
    if theme.is_portrait:
        return columns * (4 if is_tight else 6)
    lying = 3 if is_tight else 5
    return columns * lying if columns > 1 else _FEW_LYING

"""The printer works: how many sheets are out, and what holds it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.ports.printer import Settlement
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.errand import AwaitSheets
    from ui.look import Look

__all__ = ["Printing"]


class Printing(Screen):
    """Shows the printer's own word; nothing to press."""

    name: ClassVar[str] = "printing"

    def __init__(self, ask: AwaitSheets, look: Look) -> None:
        """Say how many sheets will come."""
        super().__init__(look)
        self._sheets = ask.sheets
        self.say(look.texts.say("printing.title"), TextRole.TITLE)
        self._state = self.say(self._count(0))
        self._trouble = self.say("", colour=look.theme.palette.seal)
        self._trouble.setVisible(False)
        self.show_picture(TerminalDrawing(look, Act.PRINT))
        self.arrange()

    def progress(self, value: object) -> None:
        """Show a `Settlement`; anything else is not for this screen."""
        if not isinstance(value, Settlement):
            return
        self._state.setText(self._count(value.sheets))
        reasons = [self._hold_up(key) for key in value.reasons]
        self._trouble.setText("\n".join(reasons))
        self._trouble.setVisible(bool(reasons))

    def _hold_up(self, key: str) -> str:
        trouble = self.look.texts.say(f"fault.{key}.title")
        return self.look.texts.say("printing.hold-up", trouble=trouble)

    def _count(self, out: int) -> str:
        return self.look.texts.say("printing.count", out=out, sheets=self._sheets)

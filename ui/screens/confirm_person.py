"""Staff compare person, document and portrait, and decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.portrait import PortraitView

if TYPE_CHECKING:
    from kiosk.visit.staffing import ConfirmPerson
    from ui.look import Look

__all__ = ["ConfirmPersonScreen"]


class ConfirmPersonScreen(Screen):
    """Shows masked name and number beside the portrait; true when staff confirm."""

    name: ClassVar[str] = "confirm-person"

    def __init__(self, ask: ConfirmPerson, look: Look) -> None:
        """Say who is asked and whom it is about."""
        super().__init__(look)
        texts, colours = look.texts, look.theme.palette
        self.say(texts.say("confirm-person.title"), TextRole.TITLE)
        self.say(texts.say("confirm-person.name", name=ask.name), TextRole.HEADING)
        self.say(texts.say("confirm-person.number", number=ask.number))
        has_portrait = ask.portrait is not None
        body = "confirm-person.body" if has_portrait else "confirm-person.no-portrait"
        staff = texts.say(body, staff=ask.staff_number)
        self.say(staff, colour=colours.quiet)
        image = ask.portrait.image if ask.portrait is not None else b""
        self.show_picture(PortraitView(look, image))
        self.offer(
            "confirm-person.yes",
            value=True,
            icon="user-check",
            emphasis=Emphasis.PRIMARY,
        )
        self.offer("confirm-person.no", value=False, icon="x")
        self.arrange()

"""The live picture with its figures: does it look as it should?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.ports.face_judge import CameraSight
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.portrait import PortraitView

if TYPE_CHECKING:
    from kiosk.diagnostics.device_test import WatchCamera
    from ui.look import Look

__all__ = ["WatchCameraScreen"]


class WatchCameraScreen(Screen):
    """Answers whether a person finds the picture good."""

    name: ClassVar[str] = "watch-camera"

    def __init__(self, ask: WatchCamera, look: Look) -> None:
        """Wait for the first picture."""
        super().__init__(look)
        del ask
        texts, colours = look.texts, look.theme.palette
        self.say(texts.say("technician.watch-camera.title"), TextRole.TITLE)
        self.say(texts.say("technician.watch-camera.body"), colour=colours.quiet)
        waiting = texts.say("technician.watch-camera.waiting")
        self._figures = self.say(waiting, TextRole.BUTTON)
        self._view = PortraitView(look, b"")
        self.show_picture(self._view)
        self.offer(
            "technician.option.seen-well",
            value=True,
            icon="check",
            emphasis=Emphasis.PRIMARY,
        )
        self.offer("technician.option.seen-bad", value=False)
        self.arrange()

    def progress(self, value: object) -> None:
        """Show a `CameraSight`; anything else is not for this screen."""
        if not isinstance(value, CameraSight):
            return
        self._view.show_image(value.jpeg)
        told = self.look.texts.say(
            "technician.watch-camera.figures",
            rate=f"{value.rate:.0f}",
            light=f"{value.light:.0f}",
            sharpness=f"{value.sharpness:.0f}",
        )
        self._figures.setText(told)

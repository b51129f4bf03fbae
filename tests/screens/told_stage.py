"""A stage in a process of its own, for who comes to it over the bus.

``python -m tests.screens.told_stage NAME...`` shows these exhibits, each once the
former was answered. For each it writes how many answers there were, and on a second
line, in JSON, what stands there as assistive technology should be told it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from PySide6.QtCore import QTimer

from tests.screens.recording import RecordingControls
from ui.app import create_application
from ui.showcase import Exhibit, exhibits
from ui.stage import QtStage
from ui.widgets.button import TouchButton
from ui.widgets.words import Words

BUTTON, LABEL = 43, 29
"""``ATSPI_ROLE_PUSH_BUTTON`` and ``ATSPI_ROLE_LABEL`` of atspi-constants.h."""


class Walking(RecordingControls):
    """Goes on to the next exhibit at every answer."""

    def __init__(self, stage: QtStage, names: list[str]) -> None:
        super().__init__()
        known = {exhibit.name: exhibit for exhibit in exhibits()}
        self._stage = stage
        self._coming: list[Exhibit] = [known[name] for name in names]

    def choose(self, service_key: str, about: str = "") -> None:
        super().choose(service_key, about)
        QTimer.singleShot(0, self.go_on)

    def answer(self, step: int, value: object) -> None:
        super().answer(step, value)
        QTimer.singleShot(0, self.go_on)

    def go_on(self) -> None:
        if self._coming:
            self._coming.pop(0).show_on(self._stage)
        told = json.dumps([*self._told()])
        sys.stdout.write(f"{len(self.calls)}\n{told}\n")
        sys.stdout.flush()

    def _told(self) -> Iterator[tuple[int, str, str, bool]]:
        window = self._stage.window
        for button in window.findChildren(TouchButton):
            if button.isVisible():
                described = button.accessibleDescription()
                can_press = button.isEnabled()
                yield BUTTON, button.accessibleName(), described, can_press
        for words in window.findChildren(Words):
            # The clock may go on while it is read.
            if words.isVisible() and words.text() and words.objectName() != "moment":
                yield LABEL, words.text(), "", False


def main(names: list[str]) -> None:
    """Show the exhibits until the process is ended from outside."""
    application = create_application(["kiosk"])
    stage = QtStage((1080, 1920))
    walking = Walking(stage, names)
    stage.connect_controls(walking)
    stage.open()
    walking.go_on()
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1:])

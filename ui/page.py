"""One full window: comforts, heading, the screen, and the ways out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.terminal.stage import ServingScene
from ui.look import Look
from ui.playbill import screen_for, ways_of
from ui.theme import TextRole
from ui.widgets.foot import Foot
from ui.widgets.heading import Heading
from ui.widgets.toolbar import Toolbar
from ui.widgets.voice_bar import VoiceBar
from ui.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.terminal.stage import Scene
    from ui.comfort import Comfort
    from ui.screen import Screen
    from ui.theme import Theme
    from ui.widgets.foot import Ways

__all__ = ["Page"]


class Page(QWidget):
    """Holds one screen at a time.

    The comforts stand at the top; in low reach and in landscape they lie at the
    bottom, where a hand reaches them and height is not wasted.

    Signals:
        used: A tool or a way was touched; carries its name.
    """

    used = Signal(str)

    def __init__(self, look: Look, comfort: Comfort, *, is_help_called: bool) -> None:
        """Build the frame; `place` fills it."""
        super().__init__()
        self._look = look
        # A small screen's room goes to what is asked, not to what surrounds it.
        look = Look(replace(look.theme, is_roomy=False), look.texts)
        self._ground()
        self.screen_shown: Screen | None = None
        tools = Toolbar(look, comfort.text_size, is_help_called=is_help_called)
        tools.used.connect(self.used)
        self._foot = Foot(look, None if look.theme.is_portrait else tools)
        self._foot.used.connect(self.used)
        self._heading = Heading(look, "")
        self._heading.held.connect(lambda: self.used.emit("technician"))
        self._caption = Words(
            look, "", TextRole.CAPTION, colour=look.theme.palette.quiet
        )
        if not comfort.reads_aloud:
            self._caption.hide()
        # Room is kept, so that no screen jumps while one listens.
        lines = 1 if look.theme.text_size.is_elder else 2
        line = self._caption.fontMetrics().lineSpacing()
        self._caption.setMinimumHeight(lines * line)
        self._voice = VoiceBar(look, comfort) if comfort.reads_aloud else None
        if self._voice is not None:
            self._voice.used.connect(self.used)
        self._column = QVBoxLayout(self)
        is_tight = comfort.reads_aloud or look.theme.lies_low
        self._gap = look.theme.px(8 if is_tight else 14)
        self._column.setSpacing(self._gap)
        self._frame = self._parts(tools)
        for part in self._frame:
            self._column.addWidget(part)
        # Below heading and caption, wherever the tools lie.
        is_low, has_caption = look.theme.lies_low, comfort.reads_aloud
        self._place_of_screen = 1 + has_caption if is_low else len(self._frame) - 1

    def fill(self, scene: Scene, view: str) -> Screen:
        """Place a scene's screen, with smaller words where it is too full of them."""
        service = scene.service if isinstance(scene, ServingScene) else ""
        theme: Theme | None = self._look.theme
        while theme is not None:
            screen = screen_for(scene, Look(theme, self._look.texts), view)
            self.place(screen, service, ways_of(scene))
            smaller = theme.stepped_down()
            while (is_overfull := self._is_overfull()) and screen.tighten(
                is_last=smaller is None
            ):
                pass
            theme = smaller if is_overfull else None
        return screen

    @property
    def content(self) -> Screen:
        """The screen it was filled with last."""
        if self.screen_shown is None:
            message = "no screen was placed"
            raise RuntimeError(message)
        return self.screen_shown

    def place(self, screen: Screen, service: str, ways: Ways) -> None:
        """Replace screen, heading and ways."""
        former, self.screen_shown = self.screen_shown, screen
        self._heading.name(service)
        self.caption("")
        self._foot.open(ways)
        if former is not None:
            # One that gives up by itself must not answer for its follower.
            former.blockSignals(True)  # noqa: FBT003 - Qt's own
            self._column.removeWidget(former)
            former.hide()
            former.deleteLater()
        self._make_room(is_alone=screen.fills_window)
        self._column.insertWidget(self._place_of_screen, screen, 1)
        # The layout would show it only at the next turn of the loop: a flash.
        screen.show()

    def _make_room(self, *, is_alone: bool) -> None:
        """Hide everything else for a screen that needs the whole window."""
        for part in self._frame:
            part.setVisible(not is_alone)
        edge, gap = (0, 0) if is_alone else (self._look.theme.margin, self._gap)
        self._column.setContentsMargins(edge, gap, edge, gap)

    def settle(self) -> None:
        """Give every part its place at once, so that what is read aloud is shown."""
        self._column.activate()

    def _is_overfull(self) -> bool:
        """Whether words would be cut on any page of the choices."""
        # All pages are looked at, so that the first one stands there in the end.
        return max([self._is_cut() for _ in self.content.pages()])

    def _is_cut(self) -> bool:
        width, height = self._look.theme.width, self._look.theme.height
        least = self._column.minimumSize().width()
        return least > width or self._column.minimumHeightForWidth(width) > height

    def caption(self, words: str) -> None:
        """Write what the voice says beside the screen's own words."""
        self._caption.setText(words.replace("\n", " · "))

    def lock(self) -> None:
        """Take no answer and no way any more until the next screen."""
        if self.screen_shown is not None:
            self.screen_shown.lock()
        self._foot.lock()

    def _parts(self, tools: Toolbar) -> list[QWidget]:
        voice = self._voice
        if self._look.theme.lies_low:
            low: list[QWidget] = [voice] if voice is not None else []
            caption = [self._caption] if voice is not None else []
            return [self._heading, *caption, *low, tools, self._foot]
        if self._look.theme.is_portrait:
            told = [voice, self._caption] if voice is not None else []
            return [tools, *told, self._heading, self._foot]
        return [self._head(voice), self._foot]

    def _head(self, voice: VoiceBar | None) -> QWidget:
        """Lay the voice's tools beside heading and caption, where height is scarce."""
        head = QWidget()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addWidget(self._caption)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.theme.gap)
        row.addLayout(column, 1)
        if voice is not None:
            row.addWidget(voice, 1)
        return head

    def _ground(self) -> None:
        palette = self.palette()
        ground = QColor(self._look.theme.palette.surface)
        palette.setColor(QPalette.ColorRole.Window, ground)
        self.setPalette(palette)
        self.setAutoFillBackground(True)

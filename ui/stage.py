"""The stage on a Qt window: which screen shows which question, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QSize, QTimer

from kiosk.terminal.stage import ServingScene, StartingScene, WelcomeScene
from ui.comfort import Comfort
from ui.look import Look
from ui.page import Page
from ui.playbill import is_errand, screen_for, sound_of, ways_of
from ui.sound import SilentSounder, Sound
from ui.speech import SilentVoice
from ui.texts import Texts
from ui.theme import Theme
from ui.widgets.idle_cover import IdleCover
from ui.window import TerminalWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.terminal.stage import Controls, IdleWarning, Scene
    from ui.screen import Screen
    from ui.sound import Sounder
    from ui.speech import Voice

__all__ = ["QtStage"]

_GREET_MS = 60_000
_HOLD_MS = 300
"""Quick errands leave the former screen standing, so that nothing flashes."""


class QtStage:
    """Shows scenes in a window and hands touches to the controls.

    Used from the GUI thread alone.

    Attributes:
        window: The terminal's window; its signal ``presented`` tells of screens.
        comfort: How the present person likes the screen.
    """

    def __init__(
        self,
        size: tuple[int, int] | None = None,
        *,
        voice: Voice | None = None,
        sounder: Sounder | None = None,
        comfort: Comfort | None = None,
    ) -> None:
        """Prepare a window of a fixed size, or for the whole screen."""
        self._voice: Voice = voice or SilentVoice()
        self._sounder: Sounder = sounder or SilentSounder()
        self._default = comfort or Comfort()
        self.comfort = self._default
        self._controls: Controls | None = None
        self._scene: Scene = StartingScene()
        self._standing: Scene = self._scene
        self._last_progress: object = None
        self._is_help_called = False
        self._foreign: Texts | None = None
        self._cover: IdleCover | None = None
        self._greeted = QElapsedTimer()
        self.window = TerminalWindow(QSize(*size) if size else None)
        self._hold = QTimer(self.window)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_HOLD_MS)
        self._hold.timeout.connect(self._end_hold)
        self._seconds = QTimer(self.window)
        self.window.touched.connect(self._touched)
        self.window.reshaped.connect(self._dress)
        self._page = self._new_page()
        self._put(self._scene)
        self.window.furnish(self._page)

    def connect_controls(self, controls: Controls) -> None:
        """Say who hears what the person at the screen does."""
        self._controls = controls

    def open(self) -> None:
        """Show the window."""
        self.window.open()
        self._dress()

    def close(self) -> None:
        """Take the window away and fall silent, for good."""
        self._voice.hush()
        self._sounder.hush()
        self._hold.stop()
        self._seconds.stop()
        self.window.close()
        self.window.deleteLater()

    def every_second(self, tick: Callable[[], None]) -> None:
        """Call a function once a second, in the GUI thread."""
        self._seconds.timeout.connect(tick)
        self._seconds.start(1000)

    @property
    def screen(self) -> Screen:
        """The screen that stands in the window now."""
        screen = self._page.screen_shown
        if screen is None:
            message = "no screen was placed"
            raise RuntimeError(message)
        return screen

    @property
    def texts(self) -> Texts:
        """Texts in the language of the moment."""
        return self._foreign or Texts.load(self.comfort.language)

    def speak(self, texts: Texts | None) -> None:
        """Speak other texts than those of the languages, e.g. for a proof."""
        self._foreign = texts
        self._dress()

    def skip_hold(self) -> None:
        """Show an errand that still waits for its moment."""
        if self._hold.isActive():
            self._hold.stop()
            self._end_hold()

    def show(self, scene: Scene) -> None:
        """Replace the scene; an errand waits a moment before it shows."""
        self._scene = scene
        self._last_progress = None
        if is_errand(scene):
            if not is_errand(self._standing):
                self._page.lock()
            if not self._hold.isActive():
                self._hold.start()
            return
        self._hold.stop()
        self._put(scene)
        sound = sound_of(scene)
        if sound is not None:
            self._sounder.play(sound)

    def progress(self, step: int, value: object) -> None:
        """Hand progress to the screen of that step; late progress is dropped."""
        if isinstance(self._standing, ServingScene) and self._standing.step == step:
            self._last_progress = value
            self.screen.progress(value)

    def warn_idle(self, warning: IdleWarning | None) -> None:
        """Lay the countdown over the screen, count on, or take it away."""
        if warning is None:
            self._cover = None
            self.window.cover(None)
        elif self._cover is not None:
            self._cover.count(warning.seconds_left)
        else:
            self._sounder.play(Sound.ATTENTION)
            self._cover = IdleCover(self._look(), warning.seconds_left)
            self._cover.stayed.connect(self._touched)
            self.window.cover(self._cover)

    def acknowledge_call(self) -> None:
        """Say on the screen that help is on its way, and let a tone confirm it."""
        self._is_help_called = True
        self._dress()
        self._sounder.play(Sound.DONE)

    def greet(self) -> None:
        """Play a soft tone on the welcome screen, not at every passer-by."""
        is_quiet = not self._greeted.isValid() or self._greeted.hasExpired(_GREET_MS)
        if isinstance(self._standing, WelcomeScene) and is_quiet:
            self._greeted.start()
            self._sounder.play(Sound.WELCOME)

    def reset_comfort(self) -> None:
        """Put everything back for the next person, and stop speaking."""
        self._voice.hush()
        if self.comfort != self._default or self._is_help_called:
            self._is_help_called = False
            self._comfort(self._default)

    def _put(self, scene: Scene) -> None:
        """Place a scene's screen on the page."""
        self._standing = scene
        service = scene.service if isinstance(scene, ServingScene) else ""
        look: Look | None = self._look()
        while look is not None:
            screen = screen_for(scene, look)
            self._page.place(screen, service, ways_of(scene))
            look = self._smaller(look)
        screen.answered.connect(lambda value: self._answered(scene, value))
        screen.prompted.connect(self._prompt)
        if self.comfort.reads_aloud:
            self._read_out()
        self.window.presented.emit(screen)

    def _end_hold(self) -> None:
        if self._scene is not self._standing:
            self._put(self._scene)

    def _answered(self, scene: Scene, value: object) -> None:
        self._page.lock()
        if self._controls is None:
            return
        if isinstance(scene, ServingScene):
            self._controls.answer(scene.step, value)
        elif isinstance(value, str):
            self._controls.choose(value)

    def _used(self, name: str) -> None:
        """Do what a tool or a way promises."""
        deeds: dict[str, Callable[[], None]] = {
            "language": lambda: self._comfort(self.comfort.other_language()),
            "text-size": lambda: self._comfort(self.comfort.other_text_size()),
            "contrast": lambda: self._comfort(self.comfort.other_contrast()),
            "reach": lambda: self._comfort(self.comfort.other_reach()),
            "listen": self._listen,
            "help": self._call_help,
            "back": self._go_back,
            "leave": self._leave,
            "technician": self._call_technician,
        }
        deeds[name]()

    def _listen(self) -> None:
        """Read the screen and those that follow; a second touch stops it."""
        if self._voice.is_speaking:
            self._voice.hush()
            self.comfort = replace(self.comfort, reads_aloud=False)
            return
        self.comfort = replace(self.comfort, reads_aloud=True)
        self._read_out()

    def _read_out(self) -> None:
        self._voice.say(self.screen.spoken(), self.comfort.language)

    def _prompt(self, words: str) -> None:
        """Call attention to something new to do, and say it to who listens."""
        self._sounder.play(Sound.ATTENTION)
        if self.comfort.reads_aloud:
            self._voice.say(words, self.comfort.language)

    def _call_help(self) -> None:
        self._is_help_called = True
        self._dress()
        if self._controls is not None:
            self._controls.call_staff()

    def _go_back(self) -> None:
        self._page.lock()
        if self._controls is not None:
            self._controls.back()

    def _leave(self) -> None:
        self._page.lock()
        if self._controls is not None:
            self._controls.leave()

    def _call_technician(self) -> None:
        if self._controls is not None:
            self._controls.call_technician()

    def _touched(self) -> None:
        if self._controls is not None:
            self._controls.touched()

    def _comfort(self, comfort: Comfort) -> None:
        self.comfort = comfort
        self._dress()

    def _dress(self) -> None:
        """Build the page anew for the same question, which stays open or locked."""
        was_locked = self.screen.is_locked
        progress = self._last_progress
        self._page = self._new_page()
        self.window.furnish(self._page)
        self._put(self._standing)
        if progress is not None:
            self.screen.progress(progress)
        if was_locked:
            self._page.lock()

    def _new_page(self) -> Page:
        page = Page(
            self._look(), self.comfort.text_size, is_help_called=self._is_help_called
        )
        page.used.connect(self._used)
        return page

    def _smaller(self, look: Look) -> Look | None:
        """Give the look with smaller words when the page is too full of them."""
        size = self.window.size()
        if not self._page.is_overfull(size.width(), size.height()):
            return None
        theme = look.theme.stepped_down()
        return Look(theme, look.texts) if theme is not None else None

    def _look(self) -> Look:
        return Look(Theme.of(self.window.size(), self.comfort), self.texts)

"""The stage on a Qt window: which screen shows which question, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from kiosk.terminal.stage import Choice, ServingScene, StartingScene, WelcomeScene
from ui.comfort import Comfort
from ui.covering import Covering
from ui.hearing import Hearing
from ui.key_way import KeyWay
from ui.look import Look
from ui.moments import QUIET_MS, Moments
from ui.narration import Narration
from ui.page import Page
from ui.playbill import is_errand, is_reminder, sound_of
from ui.sound import SilentSounder, Sound
from ui.speech import SilentVoice
from ui.texts import Texts
from ui.theme import Theme
from ui.tool_use import ToolUse
from ui.window import TerminalWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from kiosk.terminal.stage import Controls, IdleWarning, Scene
    from ui.screen import Screen
    from ui.sound import Sounder
    from ui.speech import Voice

__all__ = ["QtStage"]

_REMINDER_MS = 8_000


class QtStage:
    """Shows scenes in a window and hands touches to the controls.

    Used from the GUI thread alone.

    Attributes:
        window: The terminal's window; its signal ``presented`` tells of screens.
        comfort: How the present person likes the screen.
        controls: Who hears what the person at the screen does, once connected.
        narration: What is said to who listens.
        view: Which view of the scene, where it has several.
        standing: The scene whose screen stands in the window.
    """

    def __init__(  # noqa: PLR0913 - what surrounds it, and two times for tests
        self,
        size: tuple[int, int] | None = None,
        *,
        voice: Voice | None = None,
        sounder: Sounder | None = None,
        comfort: Comfort | None = None,
        diagonal_inches: float | None = None,
        reminder_ms: int = _REMINDER_MS,
        quiet_ms: int = QUIET_MS,
    ) -> None:
        """Prepare a window of a fixed size, or the whole screen; inches where known."""
        self._diagonal_inches = diagonal_inches
        self._hearing = Hearing(
            voice or SilentVoice(),
            sounder or SilentSounder(),
            reminder_ms,
            lambda: self.screen.spoken(),  # noqa: PLW0108 - there is no screen yet
        )
        self._default = comfort or Comfort()
        self.comfort = self._default
        self._hearing.tune(self.comfort)
        self.controls: Controls | None = None
        self._scene: Scene = StartingScene()
        self.standing: Scene = self._scene
        self._last_progress: object = None
        self.view = ""
        self._is_help_called = False
        self._foreign: Texts | None = None
        self.window = TerminalWindow(QSize(*size) if size else None)
        self._moments = Moments(
            self.window,
            quiet_ms,
            end_hold=self._end_hold,
            fall_quiet=self._forget_passer_by,
        )
        self._covering = Covering(self.window, self._hearing, self._touched)
        self.narration = Narration(self, self._hearing)
        self._tools = ToolUse(self)
        self._key_way = KeyWay(self)
        self.window.lead_keys(self._key_way.press)
        self.window.touched.connect(self._touched)
        self.window.reshaped.connect(self._dress)
        self._page = self._new_page()
        self._put(self._scene)
        self.window.furnish(self._page)

    def connect_controls(self, controls: Controls | None) -> None:
        """Say who hears what the person at the screen does; nobody at the end."""
        self.controls = controls

    def open(self) -> None:
        """Show the window; the page is built for its shape, and once."""
        page = self._page
        self.window.open()
        if self._page is page:
            self._dress()

    def close(self) -> None:
        """Take the window away and fall silent, for good."""
        self._hearing.close()
        self._moments.stop()
        self.window.close()
        self.window.deleteLater()

    def every_second(self, tick: Callable[[], None]) -> None:
        """Call a function once a second, in the GUI thread."""
        self._moments.every_second(tick)

    @property
    def screen(self) -> Screen:
        """The screen that stands in the window now."""
        return self._page.content

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
        self._moments.end_hold(is_late=True)

    def show(self, scene: Scene) -> None:
        """Replace the scene; an errand waits a moment before it shows."""
        if isinstance(scene, StartingScene) and scene == self.standing:
            return
        self._scene = scene
        self._last_progress = None
        if not isinstance(scene, WelcomeScene):
            self.view = ""
        if is_errand(scene):
            self._hearing.insist(is_wanted=False)
            if not is_errand(self.standing):
                self._page.lock()
            self._moments.hold()
            return
        self._moments.end_hold()
        former = self.standing
        if isinstance(scene, WelcomeScene) and isinstance(former, WelcomeScene):
            # Something else is open: who is just reading or typing is not disturbed.
            self._put(scene, self.screen.draft())
            self._key_way.follow(former)
            return
        self._put_and_tell(scene)
        self._hearing.insist(is_wanted=is_reminder(scene))
        self._hearing.play(sound_of(scene))

    def progress(self, step: int, value: object) -> None:
        """Hand progress to the screen of that step; late progress is dropped."""
        if isinstance(self.standing, ServingScene) and self.standing.step == step:
            self._last_progress = value
            self.screen.progress(value)

    def warn_idle(self, warning: IdleWarning | None) -> None:
        """Lay the countdown over the screen, count on, or take it away."""
        self._covering.warn(warning, self._look())

    def acknowledge_call(self) -> None:
        """Say on the screen that help is on its way, and let a tone confirm it."""
        self.say_help_called()
        self._hearing.play(Sound.DONE)

    def say_help_called(self) -> None:
        """Show on every screen from now on that help was called."""
        self._is_help_called = True
        self._dress()

    def greet(self) -> None:
        """Play a soft tone on the welcome screen, not at every passer-by."""
        if isinstance(self.standing, WelcomeScene):
            self._hearing.greet()

    def reset_comfort(self) -> None:
        """Put everything back for the next person, and stop speaking."""
        self.narration.forget()
        self._key_way.forget()
        is_elsewhere, self.view = bool(self.view), ""
        if self.comfort != self._default or self._is_help_called or is_elsewhere:
            self._is_help_called = False
            self.wear(self._default)

    @property
    def front(self) -> QWidget:
        """What can be reached now: the cover when there is one, else the page."""
        return self._covering.cover or self._page

    def use(self, tool: str) -> None:
        """Do what a tool, a way out or a key act of that name does."""
        self._tools.use(tool)

    def turn_to(self, view: str) -> None:
        """Show another view of the scene that stands."""
        self.view = view
        self._put_and_tell(self.standing)

    def lock(self) -> None:
        """Take no answer and no way any more until the next screen."""
        self._page.lock()

    def wear(self, comfort: Comfort) -> None:
        """Show the same question as a person likes it."""
        is_translated = comfort.language is not self.comfort.language
        self.comfort = comfort
        self._hearing.tune(comfort)
        self._dress()
        if is_translated:
            self._hearing.tell(self.screen.spoken())

    def caption(self, words: str) -> None:
        """Write what the voice says beside the screen's own words."""
        self._page.caption(words)

    def _put(self, scene: Scene, draft: Mapping[str, object] | None = None) -> None:
        """Place a scene's screen on the page, with what was done on it so far."""
        self.standing = scene
        # What was pointed at goes with its screen, and so does a film's sound.
        self.window.pointed = None
        self._hearing.roll(b"")
        screen = self._page.fill(scene, self.view)
        screen.answered.connect(lambda value: self._answered(scene, value))
        screen.turned.connect(self.turn_to)
        screen.prompted.connect(self._hearing.prompt)
        screen.told.connect(self._hearing.tell_now)
        screen.rolled.connect(self._hearing.roll)
        if draft:
            screen.resume(draft)
        self._page.settle()
        self.window.presented.emit(screen)

    def _put_and_tell(self, scene: Scene) -> None:
        self._put(scene)
        self._hearing.tell(self.screen.spoken())

    def _end_hold(self) -> None:
        if self._scene is not self.standing:
            self._put_and_tell(self._scene)

    def _answered(self, scene: Scene, value: object) -> None:
        self._page.lock()
        if self.controls is None:
            return
        if isinstance(scene, ServingScene):
            self.controls.answer(scene.step, value)
        elif isinstance(value, Choice):
            self.controls.choose(value.service, value.about)

    def _forget_passer_by(self) -> None:
        """Put back what somebody chose who then went away without a visit."""
        if not isinstance(self.standing, ServingScene):
            self.reset_comfort()

    def _touched(self) -> None:
        self._moments.touch()
        if self.controls is not None:
            self.controls.touched()

    def _dress(self) -> None:
        """Build the page anew for the same question, which stays open or locked."""
        was_locked = self.screen.is_locked
        progress = self._last_progress
        draft = self.screen.draft()
        self._page = self._new_page()
        self.window.furnish(self._page)
        self._put(self.standing, draft)
        if progress is not None:
            self.screen.progress(progress)
        if was_locked:
            self._page.lock()
        self._key_way.restore()

    def _new_page(self) -> Page:
        page = Page(self._look(), self.comfort, is_help_called=self._is_help_called)
        page.used.connect(self.use)
        return page

    def _look(self) -> Look:
        size = self.window.size()
        theme = Theme.of(size, self.comfort, self._diagonal_inches)
        return Look(theme, self.texts)

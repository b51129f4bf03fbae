"""A film with its sound and its captions below it: play, pause, once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QElapsedTimer, QSize, QTimer

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.visit.watching import WatchFilm
    from ui.look import Look

__all__ = ["WatchFilmScreen"]

_LOOK_MS = 60
_WIDTH_DP, _HEIGHT_DP = 486, 274


class _Canvas(Picture):
    """Where the film is seen: as wide as a window allows that stands."""

    moves: ClassVar[bool] = True

    def __init__(self, look: Look) -> None:
        """Start with nothing."""
        super().__init__(look)
        px = look.theme.px
        self._wanted = QSize(px(_WIDTH_DP), px(_HEIGHT_DP))

    def sizeHint(self) -> QSize:
        """Ask for the room of a film, 16 to 9."""
        return self._wanted


class WatchFilmScreen(Screen):
    """Answers with nothing once its watcher has seen enough."""

    name: ClassVar[str] = "watch-film"
    leads_with_picture: ClassVar[bool] = True
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 6

    def __init__(self, ask: WatchFilm, look: Look) -> None:
        """Begin to play."""
        super().__init__(look)
        self._reel = ask.reel
        self._cues = ask.film.captions(look.texts.language)
        self._before_ms, self._shown = 0, -1
        self._is_heard = False
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._canvas = _Canvas(look)
        self.show_picture(self._canvas)
        self._caption = self.say("\u00a0", TextRole.HEADING)
        self._pause = self._button("watch-film.pause", "pause", self.pause)
        self._play = self._button("watch-film.play", "play", self.play)
        self._button("watch-film.again", "rotate-ccw", self.play_again)
        self.offer("watch-film.done", None, "check", Emphasis.PRIMARY)
        self.arrange()
        self.play()

    @property
    def position_ms(self) -> int:
        """Where the film is."""
        since = self._clock.elapsed() if self._timer.isActive() else 0
        return min(self._before_ms + since, self._reel.milliseconds)

    def play(self) -> None:
        """Go on from where it stands; from the beginning after the end."""
        if self.position_ms >= self._reel.milliseconds:
            self._before_ms = 0
        # Its sound begins with the next look, when somebody listens to the screen.
        self._is_heard = False
        self._clock.start()
        self._timer.start(_LOOK_MS)
        self._tell(is_playing=True)
        self._show()

    def pause(self) -> None:
        """Stand still."""
        self._stop()
        self._tell(is_playing=False)

    def play_again(self) -> None:
        """Begin from the beginning."""
        self._stop()
        self._before_ms = 0
        self.play()

    def lock(self) -> None:
        """Stop, too: nobody watches any more."""
        self._stop()
        super().lock()

    def draft(self) -> dict[str, object]:
        """Tell where it is, so that another language or loudness goes on from there."""
        return {"position_ms": self.position_ms, "plays": self._timer.isActive()}

    def resume(self, draft: Mapping[str, object]) -> None:
        """Go on from there, or stand still there."""
        self._before_ms = int(str(draft["position_ms"]))
        self._clock.start()
        self._show()
        if not draft["plays"]:
            self.pause()

    def _stop(self) -> None:
        self._before_ms = self.position_ms
        self._timer.stop()
        self.rolled.emit(b"")

    def _button(self, key: str, icon: str, act: Callable[[], None]) -> TouchButton:
        button = TouchButton(self.look, key, icon)
        button.clicked.connect(act)
        self.add_choice(button)
        return button

    def _look(self) -> None:
        if not self._is_heard:
            self._is_heard = True
            self.rolled.emit(self._reel.sound_from(self.position_ms))
        self._show()
        if self.position_ms >= self._reel.milliseconds:
            self.pause()

    def _show(self) -> None:
        now = self.position_ms
        last = len(self._reel.pictures) - 1
        place = min(last, int(now / 1000 * self._reel.per_second))
        if place != self._shown:
            self._shown = place
            self._canvas.show_image(self._reel.pictures[place])
        said = self.look.texts.say
        here = (cue for cue in self._cues if cue.start_ms <= now < cue.end_ms)
        told = (said("told", words=cue.text) for cue in here)
        words = next(told, "\u00a0")
        if words != self._caption.text():
            self._caption.setText(words)

    def _tell(self, *, is_playing: bool) -> None:
        self._pause.setVisible(is_playing)
        self._play.setVisible(not is_playing)

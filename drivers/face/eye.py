"""The live picture beside a judge: shown as it comes, whatever he is busy with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from drivers.face.sight import Camera, Frame
from drivers.face.sitting import PREVIEW_SECONDS, mirrored_jpeg
from kiosk.domain.fault import Expired
from kiosk.ports.face_judge import Advice, FaceView

__all__ = ["Eye"]

_WAIT_SECONDS = 0.2
_MOST_APART_SECONDS = 5.0


class Eye:
    """A camera for one judge, who reads from it; a thread of its own shows meanwhile.

    Each picture is shown with what the judge told last: advice, progress, prompt.
    """

    def __init__(
        self,
        camera: Camera,
        show: Callable[[FaceView], None],
        most_apart_seconds: float = _MOST_APART_SECONDS,
    ) -> None:
        """Take a camera, and what takes a view at once; called on the eye's thread.

        A judge that asks for no picture so long may hang, and must not look alive.
        """
        self._most_apart = most_apart_seconds
        self._camera = camera
        self._show = show
        self._changed = threading.Condition()
        self._showing = threading.Lock()
        self._is_shut = False
        self._frame: Frame | None = None
        self._trouble: Exception | None = None
        self._told = FaceView(b"", Advice.LOOK_HERE, 0.0)
        self._jpeg = b""
        self._shown_at = self._asked_at = 0.0
        self._thread = threading.Thread(target=self._look, name="eye", daemon=True)

    def is_present(self) -> bool:
        """Tell whether the camera seems to be there; see `Camera`."""
        return self._camera.is_present()

    def start(self) -> None:
        """Switch the camera on and begin to show; once."""
        self._camera.start()
        self._asked_at = time.monotonic()
        self._thread.start()

    def read(self, wait_seconds: float) -> Frame:
        """Give the newest picture that was not given before; see `Camera.read`."""
        self._asked_at = time.monotonic()
        with self._changed:
            self._changed.wait_for(self._has_news, wait_seconds)
            if self._trouble is not None:
                raise self._trouble
            if self._frame is None:
                raise Expired(part="camera")
            frame, self._frame = self._frame, None
            return frame

    def caption(self, view: FaceView) -> None:
        """Take what the judge tells of a picture; what is new is shown at once.

        It goes with the picture that stands, which is newer than the judge's, or
        with the first one; the last view is shown as it is.
        """
        told, self._told = self._told, view
        is_news = (told.progress, told.prompt) != (view.progress, view.prompt)
        if view.progress >= 1.0:
            self.shut()
            self._show(view)
        elif is_news and self._jpeg:
            with self._showing:
                self._show(replace(view, jpeg=self._jpeg))

    def shut(self) -> None:
        """Show nothing more by itself; the camera stays on until `stop`."""
        self._is_shut = True
        with self._showing:
            self._frame = None

    def stop(self) -> bool:
        """Switch the camera off; see `Camera.stop`."""
        self.shut()
        is_free = self._camera.stop()
        if self._thread.ident is not None:
            self._thread.join()
        return is_free

    def _has_news(self) -> bool:
        return self._frame is not None or self._trouble is not None

    def _look(self) -> None:
        while not self._is_shut:
            try:
                self._take(self._camera.read(_WAIT_SECONDS))
            except Expired:
                continue
            except Exception as error:  # noqa: BLE001 - the judge's thread raises it
                self._give_up(error)
                return

    def _take(self, frame: Frame) -> None:
        with self._changed:
            self._frame = frame
            self._changed.notify_all()
        if frame.taken_at - self._shown_at < PREVIEW_SECONDS:
            return
        self._shown_at = frame.taken_at
        jpeg = mirrored_jpeg(frame.pixels)
        with self._showing:
            is_judged = time.monotonic() - self._asked_at < self._most_apart
            if is_judged and not self._is_shut:
                self._jpeg = jpeg
                self._show(replace(self._told, jpeg=jpeg))

    def _give_up(self, error: Exception) -> None:
        with self._changed:
            self._trouble = error
            self._changed.notify_all()

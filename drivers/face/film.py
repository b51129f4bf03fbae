"""Measures the signs of life in a video file, for the command line and pilots.

Nobody asks the person in a film for anything, so that a film can only show that
a face moved as living faces move; that it is not replayed it cannot show.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

# Read once, while OpenCV loads its reader: broken files are told by a fault.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2
import numpy as np

from drivers.face.detection import Face, FaceDetector, use_threads
from drivers.face.embedding import FaceEncoder
from drivers.face.gauge import Gauge, Reading
from drivers.face.mesh import FaceMesh
from drivers.face.picture import Pixels
from drivers.face.quality import advise
from drivers.face.sameness import Sameness
from drivers.face.track import Track
from kiosk.domain.fault import PictureUnreadable

__all__ = ["FilmExaminer", "FilmFinding", "FilmVerdict", "examine_film", "film_frames"]

_WORKING_SIDE = 640
_USUAL_RATE = 25.0
_RATES = (1.0, 240.0)
_LONGEST_SECONDS = 120.0
_LEAST_SECONDS = 1.0
_WHOLE_SHARE = 0.8
_LEAST_SHARE_SEEN = 0.5
_TEMPLATE_SECONDS = 0.5


# What cannot be opened is told by a fault, in our own words.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)


class FilmVerdict(StrEnum):
    """What a film shows."""

    LIVE = "live"
    NOT_LIVE = "not_live"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a film, in seconds from its beginning."""

    at: float
    event: str


@dataclass(slots=True)
class FilmFinding:
    """The measured timeline of one film.

    Attributes:
        events: Complete actions, by when they began, and troubles.
        turn: Furthest turns to the person's right (negative) and left.
        bend: Largest distance from a tilted flat picture.
        growth: Largest growth of the face.
        openness: Narrowest and widest eye aspect ratio.
    """

    seconds: float = 0.0
    pictures: int = 0
    faces: int = 0
    events: list[Event] = field(default_factory=list)
    turn: tuple[float, float] = (0.0, 0.0)
    bend: float = 0.0
    growth: float = 1.0
    openness: tuple[float, float] = (9.0, 0.0)
    flat_pictures: int = 0

    @property
    def verdict(self) -> FilmVerdict:
        """Judge the film by its reasons."""
        if set(self.reasons) & {"too-short", "no-face", "several-faces"}:
            return FilmVerdict.CANNOT_TELL
        return FilmVerdict.NOT_LIVE if self.reasons else FilmVerdict.LIVE

    @property
    def reasons(self) -> list[str]:
        """Tell what speaks against a living person; nothing does for a live one."""
        told = {event.event for event in self.events}
        if self.seconds < _LEAST_SECONDS:
            return ["too-short"]
        if self.faces < _LEAST_SHARE_SEEN * self.pictures:
            return ["several-faces" if "several-faces" in told else "no-face"]
        found = sorted(told & {"track-lost", "other-face"})
        if not told & {"blink", "open-mouth", "turn-left", "turn-right"}:
            found.append("flat-turn" if self.flat_pictures else "no-sign-of-life")
        return found

    def as_dict(self) -> dict[str, object]:
        """Give all of it for JSON."""
        lowest, widest = self.openness
        return {
            "verdict": str(self.verdict),
            "reasons": self.reasons,
            "seconds": round(self.seconds, 2),
            "pictures": self.pictures,
            "faces": self.faces,
            "events": [asdict(event) for event in self.events],
            "turn": [round(value, 3) for value in self.turn],
            "bend": round(self.bend, 3),
            "growth": round(self.growth, 3),
            "openness": [round(min(lowest, widest), 3), round(widest, 3)],
        }


class FilmExaminer:
    """Loaded models that measure films."""

    def __init__(
        self, detector: FaceDetector, encoder: FaceEncoder, mesh: FaceMesh
    ) -> None:
        """Take the models, which may serve others, too."""
        self._detector, self._encoder, self._mesh = detector, encoder, mesh

    @classmethod
    def loaded(cls) -> FilmExaminer:
        """Load the models; raises `DeviceLost` when a file is not right."""
        use_threads()
        return cls(FaceDetector(), FaceEncoder(), FaceMesh())

    def examine(self, pictures: Iterator[tuple[float, Pixels]]) -> FilmFinding:
        """Measure pictures with their times, in seconds from the beginning."""
        return _Examination(self._detector, self._encoder, self._mesh).of(pictures)


class _Examination:
    """One film's track, gauge and face."""

    def __init__(
        self, detector: FaceDetector, encoder: FaceEncoder, mesh: FaceMesh
    ) -> None:
        self._detector, self._encoder, self._mesh = detector, encoder, mesh
        self._track, self._gauge, self._same = Track(), Gauge(), Sameness()
        self._finding = FilmFinding()
        self._template_at = -_TEMPLATE_SECONDS

    def of(self, pictures: Iterator[tuple[float, Pixels]]) -> FilmFinding:
        for at, pixels in pictures:
            self._finding.pictures += 1
            self._finding.seconds = at
            self._look(at, pixels)
        return self._finding

    def _look(self, at: float, pixels: Pixels) -> None:
        faces = self._detector.faces(pixels)
        face = self._track.follow(faces, at)
        if self._track.is_broken:
            self._tell_once(at, "track-lost")
        if face is None:
            if faces:
                self._tell_once(at, "several-faces")
            return
        mesh = self._mesh.mesh(pixels, face)
        if mesh is None:
            return
        self._finding.faces += 1
        self._note(self._gauge.read(mesh, at))
        self._compare(at, pixels, face)

    def _note(self, reading: Reading) -> None:
        found = self._finding
        found.events += [
            Event(round(s.began_at, 2), str(s.action)) for s in reading.signs
        ]
        found.turn = (
            min(found.turn[0], reading.shift),
            max(found.turn[1], reading.shift),
        )
        found.bend = max(found.bend, reading.bend)
        found.growth = max(found.growth, reading.growth)
        found.openness = (
            min(found.openness[0], reading.openness),
            max(found.openness[1], reading.openness),
        )
        found.flat_pictures += reading.is_flat_turn()

    def _compare(self, at: float, pixels: Pixels, face: Face) -> None:
        is_due = at - self._template_at >= _TEMPLATE_SECONDS
        if not is_due or advise(pixels, [face]) is not None:
            return
        self._template_at = at
        self._same.note(self._encoder.template(pixels, face, with_second_opinion=False))
        if self._same.is_broken:
            self._tell_once(at, "other-face")

    def _tell_once(self, at: float, event: str) -> None:
        if all(each.event != event for each in self._finding.events):
            self._finding.events.append(Event(round(at, 2), event))


def examine_film(file: Path) -> FilmFinding:
    """Measure a video file.

    Raises:
        PictureUnreadable: it is no video, or not a picture of it can be read.
        DeviceLost: the models are not installed.
    """
    return FilmExaminer.loaded().examine(film_frames(file))


def film_frames(file: Path) -> Iterator[tuple[float, Pixels]]:
    """Give a video's pictures, at most 640 a side, with their times in seconds.

    Of a very long one the first two minutes count.

    Raises:
        PictureUnreadable: fact ``reason`` is ``video``; or ``ends-early`` after
            the last picture of a file that promised many more, with the facts
            ``pictures`` and ``promised``.
    """
    capture = cv2.VideoCapture(str(file), cv2.CAP_FFMPEG) if file.is_file() else None
    try:
        if capture is None or not capture.isOpened():
            raise PictureUnreadable(reason="video")
        yield from _frames_of(capture)
    finally:
        if capture is not None:
            capture.release()


def _frames_of(capture: cv2.VideoCapture) -> Iterator[tuple[float, Pixels]]:
    told = capture.get(cv2.CAP_PROP_FPS)
    rate = told if _RATES[0] <= told <= _RATES[1] else _USUAL_RATE
    number, at = 0, 0.0
    while at < _LONGEST_SECONDS:
        is_good, pixels = capture.read()
        if not is_good or pixels is None:
            break
        yield at, _fitted(np.asarray(pixels, dtype=np.uint8))
        number += 1
        at = number / rate
    if number == 0:
        raise PictureUnreadable(reason="video")
    promised = round(
        min(capture.get(cv2.CAP_PROP_FRAME_COUNT), _LONGEST_SECONDS * rate)
    )
    # Containers that only estimate are a few pictures off.
    if number < _WHOLE_SHARE * promised:
        raise PictureUnreadable(reason="ends-early", pictures=number, promised=promised)


def _fitted(pixels: Pixels) -> Pixels:
    scale = _WORKING_SIDE / max(pixels.shape[:2])
    if scale >= 1.0:
        return pixels
    scaled = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(scaled, dtype=np.uint8)

"""A film unrolled into its sound and a few pictures a second, small for a screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from drivers.film.sound import sound_of
from kiosk.domain.fault import PictureUnreadable
from kiosk.domain.film import LARGEST_FILM, LONGEST_FILM_SECONDS, Reel

__all__ = ["unroll"]

_PER_SECOND = 8.0
_WIDEST, _LARGEST_SIDE = 800, 4096
_QUALITY = 75
_SLOWEST, _FASTEST = 1.0, 120.0

_Frame = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def unroll(film: bytes) -> Reel:
    """Decode a film's pictures and its sound.

    Raises:
        PictureUnreadable: ``kind`` (nothing that can be decoded), ``large`` (in
            bytes or pixels) or ``long`` (see `LONGEST_FILM_SECONDS`).
    """
    if len(film) > LARGEST_FILM:
        raise PictureUnreadable(reason="large")
    # A file in memory: OpenCV opens files by their names alone.
    file = os.memfd_create("film")
    try:
        with os.fdopen(os.dup(file), "wb") as writing:
            writing.write(film)
        capture = cv2.VideoCapture(f"/proc/self/fd/{file}", cv2.CAP_FFMPEG)
        return replace(_unrolled(capture), sound=sound_of(film))
    finally:
        os.close(file)


def _unrolled(capture: cv2.VideoCapture) -> Reel:
    try:
        rate = capture.get(cv2.CAP_PROP_FPS)
        if not capture.isOpened() or not _SLOWEST <= rate <= _FASTEST:
            raise PictureUnreadable(reason="kind")
        wanted = min(rate, _PER_SECOND)
        pictures = tuple(_picture(each) for each in _chosen(capture, rate, wanted))
    finally:
        capture.release()
    if not pictures:
        raise PictureUnreadable(reason="kind")
    return Reel(pictures, wanted)


def _chosen(capture: cv2.VideoCapture, rate: float, wanted: float) -> Iterator[_Frame]:
    """Give one picture for each turn of the slower rate."""
    given = 0
    for number in range(int(rate * LONGEST_FILM_SECONDS) + 1):
        if not capture.grab():
            return
        if number / rate * wanted >= given:
            is_there, frame = capture.retrieve()
            if not is_there:
                return
            given += 1
            yield frame  # type: ignore[misc] # the stub knows wider arrays
    raise PictureUnreadable(reason="long")


def _picture(frame: _Frame) -> bytes:
    high, wide = frame.shape[:2]
    if max(high, wide) > _LARGEST_SIDE:
        raise PictureUnreadable(reason="large")
    if wide > _WIDEST:
        size = (_WIDEST, max(1, high * _WIDEST // wide))
        frame = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    _, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()

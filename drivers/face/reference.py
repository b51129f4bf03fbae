"""Finds the one face of a reference picture, however small or tightly cut."""

from __future__ import annotations

import cv2
import numpy as np

from drivers.face.detection import Face, FaceDetector
from drivers.face.picture import Pixels, decode_picture, size_of_picture
from drivers.face.quality import others_beside
from kiosk.domain.fault import PictureUnreadable

__all__ = ["face_of_picture", "is_chip_sized"]

_CHIP_SIDE = 200
_CHIP_SCALE = 3
_BORDER = 0.4
_SURELY_UPRIGHT, _SURER = 0.9, 0.04


def face_of_picture(data: bytes, detector: FaceDetector) -> tuple[Pixels, Face]:
    """Decode a picture and find whom it shows.

    Small pictures, such as the 102x126 of a chip, are enlarged three times
    first: no detector finds faces of 60 pixels reliably. Bilinear, because steeper
    kernels sharpen the blocks of a strong compression, too. A face that
    fills its picture is looked for again with a border around, and a picture that
    lies on its side or head, without saying so, is turned upright.

    Raises:
        PictureUnreadable: fact ``reason`` tells; ``no-face`` and
            ``several-faces`` besides those of `decode_picture`.
    """
    pixels = _enlarged(decode_picture(data))
    for candidate in (pixels, _bordered(pixels)):
        upright, faces = _upright(candidate, detector)
        if others_beside(faces):
            raise PictureUnreadable(reason="several-faces")
        if faces:
            return upright, faces[0]
    raise PictureUnreadable(reason="no-face")


def _upright(pixels: Pixels, detector: FaceDetector) -> tuple[Pixels, list[Face]]:
    """Find the faces, the picture turned by a quarter as often as needed.

    The network sees faces in pictures that lie, too, but less surely.
    """
    faces = detector.faces(pixels)
    best = _confidence(faces)
    if best >= _SURELY_UPRIGHT:
        return pixels, faces
    found = pixels, faces
    for quarters in (1, 2, 3):
        turned = np.ascontiguousarray(np.rot90(pixels, quarters))
        seen = detector.faces(turned)
        if _confidence(seen) > best + _SURER:
            best, found = _confidence(seen) - _SURER, (turned, seen)
    return found


def _confidence(faces: list[Face]) -> float:
    return faces[0].confidence if faces else 0.0


def is_chip_sized(data: bytes) -> bool:
    """Whether a picture is as small as those that a card's chip holds.

    Raises:
        PictureUnreadable: see `size_of_picture`.
    """
    return max(size_of_picture(data)) <= _CHIP_SIDE


def _enlarged(pixels: Pixels) -> Pixels:
    if max(pixels.shape[:2]) > _CHIP_SIDE:
        return pixels
    scaled = cv2.resize(
        pixels, None, fx=_CHIP_SCALE, fy=_CHIP_SCALE, interpolation=cv2.INTER_LINEAR
    )
    return np.asarray(scaled, dtype=np.uint8)


def _bordered(pixels: Pixels) -> Pixels:
    edge = round(_BORDER * max(pixels.shape[:2]))
    bordered = cv2.copyMakeBorder(pixels, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    return np.asarray(bordered, dtype=np.uint8)

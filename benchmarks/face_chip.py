"""A portrait as a card's chip holds it: 102x126 pixels, JPEG of quality 30."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from drivers.face.detection import FaceDetector
from drivers.face.reference import face_of_picture

__all__ = ["chip_photo"]

_CHIP_WIDTH, _CHIP_HEIGHT, _CHIP_QUALITY = 102, 126, 30
_CHIP_FACE_SHARE = 0.62
_CHIP_FACE_HEIGHT = 0.47


def chip_photo(data: bytes, detector: FaceDetector) -> bytes:
    """Make of a portrait what a card's chip would hold of it."""
    pixels, face = face_of_picture(data, detector)
    left, top, width, height = face.box
    wide = width / _CHIP_FACE_SHARE
    high = wide * _CHIP_HEIGHT / _CHIP_WIDTH
    x = left + width / 2 - wide / 2
    y = top + _CHIP_FACE_HEIGHT * height - high / 2
    scale = _CHIP_WIDTH / wide
    if scale < 1:  # else the warp would skip pixels
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.4 / scale), np.uint8)
    small = cv2.warpAffine(
        pixels,
        np.array([[scale, 0, -x * scale], [0, scale, -y * scale]]),
        (_CHIP_WIDTH, _CHIP_HEIGHT),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    file = io.BytesIO()
    Image.fromarray(small[:, :, ::-1]).save(file, "JPEG", quality=_CHIP_QUALITY)
    return file.getvalue()

"""The pictures of a face that are kept as evidence: small, and closed at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.domain.kept_evidence import close_evidence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from drivers.face.detection import Face
    from drivers.face.picture import Pixels

__all__ = ["closed_pictures", "face_jpeg"]

_MARGIN = 0.45
_HEIGHT = 320
_MOST_BYTES = 15_000
_QUALITIES = (85, 75, 60, 40, 20)


def face_jpeg(pixels: Pixels, face: Face) -> bytes:
    """Cut a face out with some hair and shoulders, 320 high, at most 15 kB."""
    left, top, width, height = face.box
    beside, above = _MARGIN * width, _MARGIN * height
    y = slice(max(0, round(top - above)), round(top + height + above))
    x = slice(max(0, round(left - beside)), round(left + width + beside))
    cut = pixels[y, x]
    scale = _HEIGHT / cut.shape[0]
    fitted = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return _compressed(np.asarray(fitted, dtype=np.uint8))


def closed_pictures(pictures: Sequence[bytes], key: X25519PublicKey) -> bytes:
    """Close the first and the last of the pictures a verdict rests on."""
    chosen = [pictures[0], pictures[-1]] if len(pictures) > 1 else list(pictures)
    return close_evidence(chosen, key)


def _compressed(pixels: Pixels) -> bytes:
    jpeg = b""
    for quality in _QUALITIES:
        options = (cv2.IMWRITE_JPEG_QUALITY, quality)
        jpeg = bytes(cv2.imencode(".jpg", pixels, options)[1])
        if len(jpeg) <= _MOST_BYTES:
            break
    return jpeg

"""Papers of our own to photograph: lines of writing on white, on a dark table."""

from __future__ import annotations

import cv2
import numpy as np

from drivers.face.picture import Pixels

__all__ = ["page_of", "page_pixels"]


def page_pixels(size: tuple[int, int]) -> Pixels:
    """Draw a page that fills most of a picture of a size."""
    width, height = size
    page = np.full((height, width, 3), 90, np.uint8)
    left, top = width // 6, height // 12
    cv2.rectangle(page, (left, top), (width - left, height - top), (235,) * 3, -1)
    scale = width / 1100
    for line in range(9):
        at = (left + width // 20, top + (line + 1) * height // 12)
        words = f"{line + 1}. Hospital bill 4,{line}20.00 yuan"
        face = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(page, words, at, face, scale, (30, 30, 30), max(1, int(2 * scale)))
    return page


def page_of(size: tuple[int, int], kind: str = "png") -> bytes:
    """Give the page as a file."""
    _, data = cv2.imencode(f".{kind}", page_pixels(size))
    return data.tobytes()

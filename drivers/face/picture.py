"""Turns the bytes of any picture file into pixels, or says that it cannot."""

from __future__ import annotations

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from kiosk.domain.fault import PictureUnreadable

__all__ = ["Pixels", "decode_picture", "size_of_picture"]

Pixels = NDArray[np.uint8]
"""Rows, columns, blue-green-red, 0 to 255."""

_MOST_BYTES = 20_000_000
_MOST_PIXELS = 50_000_000
_SHORTEST_SIDE = 32
_WORKING_SIDE = 1280
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "JPEG2000", "MPO")
_DEEP_MODES = ("I", "I;16", "I;16B", "I;16L", "F")
_GREY = (128, 128, 128)


def decode_picture(data: bytes) -> Pixels:
    """Decode a picture upright, in three colours, at most 1280 pixels a side.

    Of an animation the first picture counts; what is see-through becomes grey;
    the EXIF orientation is obeyed.

    Raises:
        PictureUnreadable: fact ``reason`` is ``too-large``, ``too-small``,
            ``damaged`` (truncated too) or ``format``.
    """
    with warnings.catch_warnings():
        # Odd metadata is no concern of ours as long as the picture decodes.
        warnings.simplefilter("ignore")
        picture = _opened(data)
        return _pixels_of(picture)


def size_of_picture(data: bytes) -> tuple[int, int]:
    """Read width and height as they are stored, without decoding.

    Raises:
        PictureUnreadable: fact ``reason`` is ``too-large``, ``too-small`` or
            ``format``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _opened(data).size


def _opened(data: bytes) -> Image.Image:
    if len(data) > _MOST_BYTES:
        raise PictureUnreadable(reason="too-large")
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Exception as error:
        # Decoders raise nearly anything on crafted bytes.
        raise PictureUnreadable(reason="format") from error
    width, height = picture.size
    if width * height > _MOST_PIXELS:
        raise PictureUnreadable(reason="too-large")
    if min(width, height) < _SHORTEST_SIDE:
        raise PictureUnreadable(reason="too-small")
    return picture


def _pixels_of(picture: Image.Image) -> Pixels:
    try:
        # face_recognition switches this on for the whole process when imported;
        # half a portrait must not be compared as if it were whole.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        picture.draft("RGB", (_WORKING_SIDE, _WORKING_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
        rgb = np.asarray(_in_colour(upright), dtype=np.uint8)
    except Exception as error:
        raise PictureUnreadable(reason="damaged") from error
    return np.ascontiguousarray(rgb[:, :, ::-1])


def _in_colour(picture: Image.Image) -> Image.Image:
    if picture.mode in _DEEP_MODES:
        return _in_eight_bits(picture).convert("RGB")
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, (*_GREY, 255))
        return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    return picture.convert("RGB")


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Scale sixteen bits and more by what is used of them."""
    deep = np.asarray(picture, dtype=np.float64)
    span = float(deep.max() - deep.min()) or 1.0
    return Image.fromarray(((deep - deep.min()) / span * 255.0).astype(np.uint8))

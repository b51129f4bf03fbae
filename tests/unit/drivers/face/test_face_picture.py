"""Any bytes become a picture or a told fault, never anything else."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from drivers.face.picture import decode_picture
from kiosk.domain.fault import PictureUnreadable


def _image(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    ramp = np.linspace(0, 255, size[0] * size[1]).reshape(size[1], size[0])
    return Image.fromarray(ramp.astype(np.uint8)).convert(mode)


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


_JPEG = _file(_image(), "JPEG")
_PNG = _file(_image(), "PNG")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_picture_or_a_fault(data: bytes) -> None:
    _decode_or_fault(data)


@given(
    st.sampled_from([_JPEG, _PNG, _file(_image(), "GIF"), _file(_image(), "TIFF")]),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
)
def test_damaged_files_are_a_picture_or_a_fault(
    whole: bytes, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(whole)
    for place, value in changes:
        data[place % len(data)] = value
    _decode_or_fault(bytes(data))


def _decode_or_fault(data: bytes) -> None:
    with contextlib.suppress(PictureUnreadable):
        pixels = decode_picture(data)
        assert pixels.dtype == np.uint8
        assert pixels.ndim == 3
        assert pixels.shape[2] == 3


@given(st.sampled_from([_JPEG, _PNG]), st.floats(0.05, 0.9))
def test_a_truncated_picture_is_refused(whole: bytes, share: float) -> None:
    with pytest.raises(PictureUnreadable):
        decode_picture(whole[: int(share * len(whole))])


def test_truncation_is_refused_though_face_recognition_allows_it() -> None:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    with pytest.raises(PictureUnreadable) as caught:
        decode_picture(_JPEG[:-200])
    assert caught.value.facts["reason"] == "damaged"


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "JPEG"),
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("RGBA", "PNG"),
        ("LA", "PNG"),
        ("P", "GIF"),
        ("1", "TIFF"),
        ("RGB", "BMP"),
        ("RGB", "WEBP"),
        ("RGB", "JPEG2000"),
        ("I;16", "TIFF"),
        ("F", "TIFF"),
    ],
)
def test_every_kind_of_colour_becomes_three_channels(mode: str, kind: str) -> None:
    deep = mode in ("I;16", "F")
    image = _image("F").convert("I").convert(mode) if deep else _image(mode)
    assert decode_picture(_file(image, kind)).shape == (48, 64, 3)


def test_colours_are_blue_green_red() -> None:
    red = Image.new("RGB", (40, 40), (250, 10, 20))
    assert decode_picture(_file(red, "PNG"))[0, 0].tolist() == [20, 10, 250]


def test_exif_orientation_is_obeyed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode_picture(_file(_image(), "JPEG", exif=exif))
    assert turned.shape == (64, 48, 3)


def test_the_first_picture_of_an_animation_counts() -> None:
    first, second = Image.new("L", (40, 40), 255), Image.new("L", (40, 40), 0)
    moving = _file(first, "GIF", save_all=True, append_images=[second])
    assert decode_picture(moving).mean() > 250


def test_what_is_see_through_becomes_grey() -> None:
    clear = Image.new("RGBA", (40, 40), (255, 255, 255, 0))
    assert decode_picture(_file(clear, "PNG"))[0, 0].tolist() == [128, 128, 128]


def test_large_pictures_are_scaled_down() -> None:
    large = Image.new("RGB", (4000, 3000), (90, 90, 90))
    assert max(decode_picture(_file(large, "JPEG")).shape) <= 1280


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = _file(Image.new("1", (12_000, 12_000)), "PNG")
    with pytest.raises(PictureUnreadable) as caught:
        decode_picture(bomb)
    assert caught.value.facts["reason"] == "too-large"


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PictureUnreadable):
        decode_picture(_JPEG + bytes(20_000_000))


def test_too_few_pixels_are_refused() -> None:
    with pytest.raises(PictureUnreadable) as caught:
        decode_picture(_file(_image(size=(20, 20)), "PNG"))
    assert caught.value.facts["reason"] == "too-small"


@pytest.mark.parametrize("kind", ["ICO", "PPM", "PDF"])
def test_formats_nobody_keeps_portraits_in_are_refused(kind: str) -> None:
    with pytest.raises(PictureUnreadable) as caught:
        decode_picture(_file(_image(), kind))
    assert caught.value.facts["reason"] == "format"

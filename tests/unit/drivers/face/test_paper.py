"""One piece of advice before a paper: light, a paper at all, a still hand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.face.paper import advice_for
from drivers.face.picture import Pixels
from kiosk.ports.paper_camera import PaperAdvice
from tests.paper import page_pixels

SIZES = [(640, 480), (1280, 720), (1920, 1080), (2592, 1944)]


def blurred(page: Pixels) -> Pixels:
    """Hold it so unsteadily that no word can be read any more."""
    radius = page.shape[1] / 160
    return np.asarray(cv2.GaussianBlur(page, (0, 0), radius), np.uint8)


@pytest.mark.parametrize("size", SIZES)
def test_advice_is_the_same_in_every_size(size: tuple[int, int]) -> None:
    page = page_pixels(size)
    table = np.full_like(page, 118)
    assert advice_for(page) is PaperAdvice.GOOD
    assert advice_for(blurred(page)) is PaperAdvice.HOLD_STILL
    assert advice_for(page // 5) is PaperAdvice.MORE_LIGHT
    assert advice_for(table) is PaperAdvice.LAY_PAPER


def test_the_grain_of_a_bare_table_is_no_writing() -> None:
    grain = np.random.default_rng(1).integers(110, 126, (1080, 1920, 3), np.uint8)
    assert advice_for(grain) is PaperAdvice.LAY_PAPER

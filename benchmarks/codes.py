"""Measures how often the printed code is read through print-and-scan noise.

``python benchmarks/codes.py [--trials 25]``. The noise is a model, not a printer:
turned, seen askew, blurred, shaded, grained, and squeezed into a JPEG. The baseline
is OpenCV's own detector on the same pictures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kiosk.documents.authority import create_authority, load_authority
from kiosk.documents.press import Press
from kiosk.documents.qr_picture import read_code
from kiosk.documents.rendering import page_png
from kiosk.domain.card import Sex
from kiosk.domain.certificate import CertificateKind, CopyFacts
from kiosk.domain.contribution import Enrolment, EnrolmentStatus, InsuranceKind
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.months import Month
from kiosk.domain.scanned import CREDENTIAL_PREFIX

_FONTS = Path(__file__).resolve().parents[1] / "assets" / "fonts"
_A4_INCHES = 8.27
_MILLIMETRES = 25.4
_DPI = (100, 150, 200, 300)

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Noise:
    """One way of being hard to read.

    Attributes:
        degrees, askew: Turned at most, and corners moved at most in parts of the side.
        blur_mm: Standard deviation of the blur on paper.
        grain: Standard deviation of each pixel, of 255.
        shade: How much darker one side is, of 1.
    """

    name: str
    degrees: float
    askew: float
    blur_mm: float
    grain: float
    shade: float
    quality: int


_NOISES = (
    Noise("clean", 0, 0, 0, 0, 0, 95),
    Noise("office scanner", 3, 0.01, 0.06, 6, 0.15, 60),
    Noise("poor telephone", 6, 0.03, 0.12, 12, 0.35, 35),
    Noise("worn copy of a copy", 8, 0.04, 0.20, 20, 0.45, 25),
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=25)
    trials = parser.parse_args().trials
    sealed = _sealed()
    print(f"{'noise':22}{'dpi':>5}{'read':>10}{'ms each':>10}{'OpenCV':>10}")
    for noise in _NOISES:
        for dpi in _DPI:
            width = round(dpi * _A4_INCHES)
            page = _grey(page_png(sealed, width_px=width))
            _measure(_corner(page), noise, dpi, trials)
    return 0


def _measure(code: Pixels, noise: Noise, dpi: int, trials: int) -> None:
    chance = np.random.default_rng(7)
    read = by_opencv = 0
    seconds = 0.0
    for _ in range(trials):
        seen = _seen(code, noise, dpi, chance)
        begun = time.process_time()
        text = read_code(seen, CREDENTIAL_PREFIX)
        seconds += time.process_time() - begun
        read += text is not None and text.startswith(CREDENTIAL_PREFIX)
        by_opencv += _by_opencv(seen)
    each = seconds / trials * 1000
    rates = f"{read:>6}/{trials}{each:>10.1f}{by_opencv:>7}/{trials}"
    print(f"{noise.name:22}{dpi:>5}{rates}")


def _sealed() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        create_authority(home, "成都市")
        authority = load_authority(home)
        press = Press(font_directory=_FONTS, authority=authority)
        return press.seal_copy(_facts(), _copy(authority.issuer))


def _facts() -> EnrolmentFacts:
    last, employer = Month(2026, 10), "成都锦江样板机械制造有限公司"
    enrolments = tuple(
        Enrolment(kind, EnrolmentStatus.PAYING, employer, Month(1998, 3), 340, last)
        for kind in InsuranceKind
    )
    number, personal = "510199196207083427", "10023456789"
    day = date(2026, 11, 22)
    return EnrolmentFacts("王秀兰", number, Sex.FEMALE, personal, day, enrolments, ())


def _copy(issuer: str) -> CopyFacts:
    now = datetime.now(UTC)
    return CopyFacts(
        kind=CertificateKind.ENROLMENT,
        number="2026-000123",
        serial="2026-000123-01",
        verification_code="7K3QX0M2ABCDEFGH",
        issuer=issuer,
        issued_at=now,
        valid_until=now.date() + timedelta(days=90),
    )


def _corner(page: Pixels) -> Pixels:
    """Cut the lower left part of the page, as whoever aims at the code sees it."""
    high, wide = page.shape
    return page[int(high * 0.76) :, : int(wide * 0.45)]


def _seen(code: Pixels, noise: Noise, dpi: int, chance: np.random.Generator) -> bytes:
    moved = _moved(code.astype(np.float32), noise, chance)
    blur = noise.blur_mm / _MILLIMETRES * dpi
    blurred = np.asarray(cv2.GaussianBlur(moved, (0, 0), blur) if blur else moved)
    ramp = 1 - noise.shade * np.linspace(0, 1, blurred.shape[1])
    shaded = blurred * ramp + chance.normal(0, noise.grain, blurred.shape)
    out = BytesIO()
    whole = np.clip(shaded, 0, 255).astype(np.uint8)
    Image.fromarray(whole).save(out, "JPEG", quality=noise.quality)
    return out.getvalue()


def _moved(
    picture: NDArray[np.float32], noise: Noise, chance: np.random.Generator
) -> NDArray[np.float32]:
    """Turn the picture and move its corners, all at random."""
    high, wide = picture.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    turn = cv2.getRotationMatrix2D(
        (wide / 2, high / 2), chance.uniform(-noise.degrees, noise.degrees), 1
    )
    turned = cv2.transform(corners[None], turn)[0]
    shift = chance.uniform(-noise.askew, noise.askew, (4, 2)) * (wide, high)
    seen = cv2.getPerspectiveTransform(corners, (turned + shift).astype(np.float32))
    moved = cv2.warpPerspective(picture, seen, (wide, high), borderValue=255)
    return np.asarray(moved, np.float32)


def _by_opencv(picture: bytes) -> bool:
    found, *_ = cv2.QRCodeDetector().detectAndDecode(_grey(picture))
    return bool(found.startswith(CREDENTIAL_PREFIX))


def _grey(picture: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(picture)).convert("L"))


if __name__ == "__main__":
    sys.exit(main())

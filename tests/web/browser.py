"""A real browser for tests: Debian's Chromium, driven without a display."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import BrowserContext, sync_playwright

__all__ = ["CHROMIUM", "camera_film", "film_of", "open_browser"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
_PHONE = (412, 915)
_FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"


@contextmanager
def open_browser(
    folder: Path,
    film: Path | None = None,
    language: str = "en",
    *,
    card: tuple[str, Path] | None = None,
    size: tuple[int, int] = _PHONE,
) -> Iterator[BrowserContext]:
    """Open a browser with a profile of its own, a phone's size; a film for its camera.

    A card is an address, and the folder of the key and certificate shown there.
    """
    options = [
        "--no-sandbox",
        # The test centre's authority is its own; service workers ask for more
        # than a context that overlooks certificates.
        "--ignore-certificate-errors",
        "--use-fake-ui-for-media-stream",
    ]
    if film is not None:
        options += [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=CHROMIUM,
            headless=True,
            args=options,
            env={**os.environ, "FONTCONFIG_FILE": str(_font_settings(folder))},
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size == _PHONE else 1,
            ignore_https_errors=True,
            client_certificates=[_shown(*card)] if card else None,
            locale=language,
            permissions=["camera"],
        )
        context.set_default_timeout(30_000)
        try:
            yield context
        finally:
            context.close()


def _font_settings(folder: Path) -> Path:
    """Let the browser find the project's own Chinese font on any machine."""
    file = folder.with_name(f"{folder.name}-fonts.conf")
    file.write_text(
        "<fontconfig><include>/etc/fonts/fonts.conf</include>"
        f"<dir>{_FONTS}</dir></fontconfig>",
        encoding="utf-8",
    )
    return file


def _shown(origin: str, folder: Path) -> Any:  # noqa: ANN401 - playwright keeps its name
    return {
        "origin": origin,
        "certPath": folder / "certificate.pem",
        "keyPath": folder / "key.pem",
    }


def film_of(picture: Image.Image, file: Path, frames: int = 8) -> Path:
    """Write a picture as a film in Y4M, which Chromium's fake camera plays."""
    still = Image.new("L", (1280, 720), 235)
    sized = picture.convert("L")
    sized.thumbnail((1240, 700), Image.Resampling.LANCZOS)
    still.paste(sized, ((1280 - sized.width) // 2, (720 - sized.height) // 2))
    luma = np.asarray(still, dtype=np.uint8).tobytes()
    chroma = bytes([128]) * (640 * 360 * 2)
    with file.open("wb") as film:
        film.write(b"YUV4MPEG2 W1280 H720 F10:1 Ip A1:1 C420jpeg\n")
        for _ in range(frames):
            film.write(b"FRAME\n" + luma + chroma)
    return file


def camera_film(picture: Image.Image, file: Path, frames: int = 4) -> Path:
    """Write a coloured picture of 640x480 as a film for Chromium's fake camera."""
    luma, blue, red = picture.convert("YCbCr").split()
    half = (picture.width // 2, picture.height // 2)
    planes = luma.tobytes() + b"".join(
        each.resize(half).tobytes() for each in (blue, red)
    )
    with file.open("wb") as film:
        size = f"W{picture.width} H{picture.height}"
        film.write(f"YUV4MPEG2 {size} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(frames):
            film.write(b"FRAME\n" + planes)
    return file

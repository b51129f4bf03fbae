"""A virtual screen for a machine without one: Xvfb, else Qt's own off-screen mode."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

__all__ = ["virtual_screen"]

_END_SECONDS = 5.0


@contextmanager
def virtual_screen(size: tuple[int, int]) -> Iterator[Mapping[str, str]]:
    """Give the environment of a program that shall draw on the virtual screen."""
    server = shutil.which("Xvfb")
    if server is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    geometry = f"{size[0]}x{size[1]}x24"
    process = subprocess.Popen(  # noqa: S603 - Debian's program, our words
        [
            server,
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            geometry,
            "-nolisten",
            "tcp",
        ],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        process.terminate()
        process.wait(_END_SECONDS)

"""How loud and how bright: set through ALSA's mixer and the kernel's backlight."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from kiosk.domain.fault import DeviceLost

__all__ = ["set_level"]

_BACKLIGHTS = Path("/sys/class/backlight")
_SECONDS = 5


def set_level(name: str, percent: int, backlights: Path = _BACKLIGHTS) -> int:
    """Set ``volume`` or ``brightness``; gives what it is then.

    Raises:
        DeviceLost: this machine has no such thing to set.
    """
    if name == "brightness":
        return _set_brightness(percent, backlights)
    mixer = shutil.which("amixer")
    if mixer is None:
        raise DeviceLost(part="volume", reason="no-mixer")
    command = [mixer, "-q", "sset", "Master", f"{percent}%"]
    try:
        subprocess.run(command, check=True, timeout=_SECONDS, capture_output=True)  # noqa: S603 - fixed words and a number
    except (OSError, subprocess.SubprocessError) as error:
        raise DeviceLost(part="volume", reason=type(error).__name__) from error
    return percent


def _set_brightness(percent: int, backlights: Path) -> int:
    for light in sorted(backlights.glob("*")):
        try:
            most = int((light / "max_brightness").read_text(encoding="ascii"))
            value = max(1, most * percent // 100)
            (light / "brightness").write_text(str(value), encoding="ascii")
        except (OSError, ValueError) as error:
            raise DeviceLost(part="backlight", reason=type(error).__name__) from error
        return percent
    raise DeviceLost(part="backlight", reason="absent")

"""A spoken question as a browser can play it, whatever a telephone made of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from backend.store.consultation import Recording
from kiosk.domain.fault import InvalidValue
from kiosk.domain.speech import BYTES_A_SECOND, Heard, wav_of

__all__ = ["AMR", "LONGEST_VOICE_SECONDS", "playable", "unpacked"]

AMR = "audio/amr"
LONGEST_VOICE_SECONDS = 180
"""The account's own messages end after 60 s; nobody has to hear an hour."""

_PROGRAM = Path(__file__).with_name("amr.py")
_PATIENCE_SECONDS = 20.0
_LEAST_PERCENT = 8
"""A quiet room: whoever spoke into it was not heard."""


def playable(recording: Recording) -> tuple[str, bytes]:
    """Give a recording's media type and bytes for a browser.

    Raises:
        InvalidValue: nothing in it can be heard.
    """
    if recording.media_type != AMR:
        return recording.media_type, recording.data
    return "audio/wav", unpacked(recording.data)


def unpacked(message: bytes) -> bytes:
    """Unpack an AMR message (RFC 4867, 5) into a WAV file, in a process of its own.

    Raises:
        InvalidValue: ``kind`` where nothing can be heard, ``too-long``.
    """
    line = [sys.executable, "-I", str(_PROGRAM), str(LONGEST_VOICE_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program and number
            line,
            input=message,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InvalidValue(field="recording", reason="kind") from None
    if done.returncode or Heard.of(0, done.stdout).percent < _LEAST_PERCENT:
        raise InvalidValue(field="recording", reason="kind")
    if len(done.stdout) > LONGEST_VOICE_SECONDS * BYTES_A_SECOND:
        raise InvalidValue(field="recording", reason="too-long")
    return wav_of(done.stdout)

"""Speech as it is kept and sent: G.711 mu-law, 8 kHz, in a WAV file.

A minute is 480 kB, what a telephone carries, and every browser plays it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

__all__ = [
    "BYTES_A_SECOND",
    "LONGEST_SECONDS",
    "Heard",
    "Spoken",
    "samples_of",
    "wav_of",
]

BYTES_A_SECOND = 8_000
LONGEST_SECONDS = 60

_MU_LAW = 7
"""WAVE_FORMAT_MULAW (RFC 2361)."""

_MAGNITUDE = 0x7F
_HEAD_BYTES = 50
"""Of the file, after the RIFF chunk's own eight."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard up to now, for whoever speaks to see.

    Attributes:
        seconds: Since the beginning.
        percent: How loud the last moment was.
    """

    seconds: int
    percent: int

    @classmethod
    def of(cls, before: int, samples: bytes) -> Heard:
        """Tell of samples that came after so many others."""
        loudest = max((~each & _MAGNITUDE for each in samples), default=0)
        seconds = (before + len(samples)) // BYTES_A_SECOND
        return cls(seconds, 100 * loudest // _MAGNITUDE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording; it belongs to whoever spoke and lives for the visit.

    Attributes:
        seconds: Whole ones; 0 means that nothing worth keeping was said.
    """

    wav: bytes = field(repr=False)
    seconds: int


def wav_of(samples: bytes) -> bytes:
    """Put mu-law samples into a WAV file."""
    form = struct.pack("<HHIIHHH", _MU_LAW, 1, BYTES_A_SECOND, BYTES_A_SECOND, 1, 8, 0)
    count = struct.pack("<I", len(samples))
    padded = samples + b"\xff" * (len(samples) % 2)
    head = struct.pack("<4sI4s", b"RIFF", _HEAD_BYTES + len(padded), b"WAVE")
    rest = b"fmt " + struct.pack("<I", len(form)) + form
    rest += b"fact" + struct.pack("<I", 4) + count
    return head + rest + b"data" + count + padded


def samples_of(wav: bytes) -> bytes:
    """Take the samples out of a file that `wav_of` made."""
    start = 8 + _HEAD_BYTES
    count = int.from_bytes(wav[start - 4 : start], "little")
    return wav[start : start + count]

"""Reading captions (WebVTT, W3C): times and plain words, nothing else."""

from __future__ import annotations

import html
import re

from kiosk.domain.fault import InvalidValue
from kiosk.domain.film import Cue

__all__ = ["LARGEST_CAPTIONS", "is_captions", "read_captions"]

LARGEST_CAPTIONS = 64 << 10
_MOST_CUES = 400
_LONGEST_CUE = 120
"""Characters: two lines in the largest letters."""

_MARK = "WEBVTT"
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?", re.ASCII)
_TAG = re.compile(r"<[^>]*>")


def is_captions(data: bytes) -> bool:
    """Tell whether a file claims to be WebVTT."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith(_MARK.encode())


def read_captions(data: bytes) -> tuple[Cue, ...]:
    """Read a file, whose cues follow one another.

    Raises:
        InvalidValue: it is no WebVTT, too large, or has no cue that can be shown.
    """
    if not is_captions(data) or len(data) > LARGEST_CAPTIONS:
        raise InvalidValue(field="captions", reason="kind")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise InvalidValue(field="captions", reason="not-utf-8") from None
    cues = [cue for each in re.split(r"\n{2,}", text) if (cue := _cue(each))]
    ends = [0, *(each.end_ms for each in cues)]
    is_in_order = all(cue.start_ms >= end for cue, end in zip(cues, ends, strict=False))
    if not 0 < len(cues) <= _MOST_CUES or not is_in_order:
        raise InvalidValue(field="captions", reason="cues")
    return tuple(cues)


def _cue(block: str) -> Cue | None:
    """Read one block; none for notes, styles and the head."""
    lines = block.strip("\n").split("\n")
    while lines and "-->" not in lines[0]:
        lines = lines[1:]
    found = _TIMES.fullmatch(lines[0].strip()) if lines else None
    if found is None:
        return None
    times = found.groups()
    start, end = _milliseconds(times[:4]), _milliseconds(times[4:])
    words = html.unescape(_TAG.sub("", "\n".join(lines[1:])))
    words = "".join(each for each in words if each >= " " or each == "\n").strip()
    if not words or len(words) > _LONGEST_CUE or end <= start:
        raise InvalidValue(field="captions", reason="cue")
    return Cue(start, end, words)


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(each or 0) for each in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest

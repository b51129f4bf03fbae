"""A judge of sittings over the web that knows people by their portrait, as a whole.

The same bytes are the same person, and so is a picture that looks alike when it is
brought to a few fields of brightness, as a camera sees it that films the portrait.
Speaks the lines of `drivers.face.post` without camera or models, enough to play
every branch of a web page; says nothing about faces. ``python -m`` runs it. Pictures
with the comment ``screen`` are flagged as a screen's.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from PIL import Image, UnidentifiedImageError

from kiosk.domain.kept_evidence import close_evidence, read_evidence_key

__all__ = ["judge_posted"]

_LOOKS_FOR_EACH = 2
_JPEG = b"\xff\xd8\xff"
_SCREEN = b"\xff\xfe\x00\x08screen"
"""A comment as JPEG has it."""
_FIELDS = (16, 12)
_ALIKE = 0.97


def judge_posted(
    lines: Iterable[str], tell: Callable[[Mapping[str, object]], None]
) -> None:
    """Put each prompt for two pictures, then accept the portrait's own bytes.

    What is no JPEG ends it as unreadable; lines that stop end it as lost.
    """
    rest = iter(lines)
    first = json.loads(next(rest))
    key = read_evidence_key(first["evidence_key"].encode())
    portrait = base64.b64decode(first["portrait"])
    prompts = [action for action, _ in first["challenge"]]
    looks = [prompt for prompt in prompts for _ in range(_LOOKS_FOR_EACH)]
    for seen, prompt in enumerate(looks, start=1):
        line = next(rest, None)
        if line is None:
            tell({"fault": "device-lost", "reason": "ended"})
            return
        picture = base64.b64decode(json.loads(line)["jpeg"])
        if not picture.startswith(_JPEG):
            tell({"fault": "picture-unreadable", "reason": "format"})
            return
        plain = picture.replace(_SCREEN, b"")
        is_same = plain == portrait or _look_alike(picture, portrait)
        tell({"seen": seen, "advice": "hold-still", "prompt": prompt, "progress": 0.5})
    closed = close_evidence([picture], key)
    tell(
        {
            "decision": "accept" if is_same else "refuse",
            "score": 0.53 if is_same else -0.36,
            "liveness": "flagged" if _SCREEN in picture else "passed",
            "evidence": base64.b64encode(closed).decode(),
        }
    )


def _look_alike(one: bytes, other: bytes) -> bool:
    try:
        fields = [
            np.asarray(Image.open(io.BytesIO(data)).convert("L").resize(_FIELDS), float)
            for data in (one, other)
        ]
    except UnidentifiedImageError:
        return False
    return bool(np.corrcoef(fields[0].ravel(), fields[1].ravel())[0, 1] >= _ALIKE)


def _write(told: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    judge_posted(sys.stdin, _write)

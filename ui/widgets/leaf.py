"""Cutting an article into leaves that fit a window without scrolling."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.domain.library import Block, BlockKind
from ui.theme import TextRole

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Leaf", "leaves_of"]

_STANDING_DP = (486, 330)
_LYING_DP = (560, 300)
"""Width and height that the words of one leaf have, beside title and buttons."""
_LINE = 1.5
_LATIN = 0.56
"""How wide a Latin letter is beside a Chinese character."""
_LEAST_LINES = 4
_FIRST_CHINESE = 0x2E80


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is seen at once: words, or a picture with its caption."""

    text: str
    picture: bytes = field(default=b"", repr=False)


def leaves_of(
    blocks: Sequence[Block], pictures: Sequence[bytes], look: Look
) -> tuple[Leaf, ...]:
    """Fill leaf after leaf with whole paragraphs; a long one is cut by lines."""
    across, lines = _room(look)
    leaves: list[Leaf] = []
    waiting: list[str] = []
    images = iter(pictures)
    for kind, text in _told(blocks, look):
        picture = next(images, b"") if kind is BlockKind.PICTURE else b""
        for part in _parts(text, across, lines):
            if waiting and (picture or _height([*waiting, part], across) > lines):
                leaves.append(Leaf("\n".join(waiting)))
                waiting = []
            waiting.append(part)
        if picture:
            leaves.append(Leaf(waiting.pop(), picture))
    if waiting or not leaves:
        leaves.append(Leaf("\n".join(waiting)))
    return tuple(leaves)


def _room(look: Look) -> tuple[float, int]:
    theme = look.theme
    wide, high = _STANDING_DP if theme.is_portrait else _LYING_DP
    size = theme.text_dp(TextRole.BODY)
    return wide / size, max(_LEAST_LINES, int(high / (size * _LINE)))


def _told(blocks: Sequence[Block], look: Look) -> Iterator[tuple[BlockKind, str]]:
    """Number steps, mark points, and say where sounds and films are found."""
    step = 0
    for block in blocks:
        step = step + 1 if block.kind is BlockKind.STEP else 0
        if block.kind in (BlockKind.SOUND, BlockKind.FILM):
            words = look.texts.say("read-article.elsewhere", caption=block.text)
        else:
            marks = {BlockKind.STEP: f"{step}. ", BlockKind.POINT: "· "}
            words = marks.get(block.kind, "") + block.text
        yield block.kind, words


def _parts(text: str, across: float, lines: int) -> Iterator[str]:
    """Cut what is longer than a leaf."""
    while text and _height([text], across) > lines:
        cut = max(1, int(across * (lines - 1)))
        yield text[:cut]
        text = text[cut:]
    yield text


def _height(parts: Sequence[str], across: float) -> int:
    return sum(
        max(1, math.ceil(_width(line) / across))
        for part in parts
        for line in part.split("\n")
    )


def _width(line: str) -> float:
    return sum(1 if ord(each) >= _FIRST_CHINESE else _LATIN for each in line)

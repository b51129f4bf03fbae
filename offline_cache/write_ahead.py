"""Reading SQLite's write-ahead log for damage that SQLite itself passes over.

SQLite takes the log up to the first frame that does not check and forgets the
rest without a word, because after a power cut the last transaction looks just
like that. Several finished transactions behind such a frame are no power cut:
the disk lost what it had already confirmed. Source: sqlite.org/walformat.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["is_damaged"]

_HEADER = struct.Struct(">IIIIIIII")
_FRAME = struct.Struct(">IIIIII")
_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}
_WORD = 0xFFFFFFFF
_SUMMED_HEADER = 24
_SUMMED_FRAME = 8

_Sum = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Frame:
    head: bytes
    page: bytes

    @property
    def is_commit(self) -> bool:
        return bool(_FRAME.unpack(self.head)[1])

    @property
    def salts(self) -> _Sum:
        return _FRAME.unpack(self.head)[2:4]

    @property
    def total(self) -> _Sum:
        return _FRAME.unpack(self.head)[4:6]


def is_damaged(path: Path) -> bool:
    """Whether a log has lost transactions that had been confirmed.

    The last transaction is given the benefit of the doubt, and a log that was
    cut off cleanly cannot be told from a shorter one.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return False
    if len(data) < _HEADER.size:
        return False
    magic, _, page_size, _, salt1, salt2, *told = _HEADER.unpack_from(data)
    order = _MAGICS.get(magic, ">")
    total = _sum(order, data[:_SUMMED_HEADER], (0, 0))
    if magic not in _MAGICS or total != tuple(told):
        return True
    frames = _frames(data, page_size, (salt1, salt2))
    return _commits_behind_a_break(frames, order, total) > 1


def _frames(data: bytes, page_size: int, salts: _Sum) -> Iterator[_Frame]:
    """Give the frames of the log's present generation; older ones lie behind."""
    step = _FRAME.size + page_size
    for start in range(_HEADER.size, len(data) - step + 1, step):
        middle = start + _FRAME.size
        frame = _Frame(data[start:middle], data[middle : start + step])
        if frame.salts == salts:
            yield frame


def _commits_behind_a_break(frames: Iterator[_Frame], order: str, total: _Sum) -> int:
    """Count finished transactions from the first frame on that does not check."""
    is_whole, commits = True, 0
    for frame in frames:
        if is_whole:
            head = _sum(order, frame.head[:_SUMMED_FRAME], total)
            total = _sum(order, frame.page, head)
            is_whole = total == frame.total
        if not is_whole:
            commits += frame.is_commit
    return commits


def _sum(order: str, data: bytes, total: _Sum) -> _Sum:
    """Carry SQLite's two running checksums over some bytes."""
    first, second = total
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second

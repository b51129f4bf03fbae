"""Spoiling bytes: the small damages that lines, chips and forgers do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

__all__ = ["mutated", "reshaped", "scrambled", "spoilt"]

_LONGEST = 12_000
_ODD = (0x00, 0x01, 0x0A, 0x0D, 0x20, 0x2D, 0x3A, 0x7F, 0x80, 0xAA, 0xFE, 0xFF)
_ODD_TEXTS = (
    b"null",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"NaN",
    b'""',
    b"[]",
    b"{}",
    b"[" * 300,
    b"{" * 300,
    b"\xed\xa0\x80",
    b"\\ud800",
    "９\u200b\u202e".encode(),
    "𠮷".encode(),
    b"0000-00-00",
    b"9999-12-31T23:59:59+14:00",
)
_ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e300,
    float("nan"),
    "",
    "x",
    "\ud800",
    "\0",
    "2026-11-23",
    "2026-11-23T09:00:00",
    "9999-12-31T23:59:59-14:00",
    "AAAA",
    "life-certified",
    [],
    ["x"],
    {},
    {"x": {"y": []}},
)


def scrambled(random: Random) -> bytes:
    """Make bytes without any sense, mostly short."""
    length = min(int(random.expovariate(1 / 60)), _LONGEST)
    return random.randbytes(length)


def mutated(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Take a true input and damage it in one to four places."""
    data = random.choice(seeds)
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        data = random.choice(_DAMAGES)(random, data, seeds)
    return data[:_LONGEST]


def spoilt(random: Random, data: bytes) -> bytes:
    """Damage one given input, now and then not at all."""
    return data if random.random() < 0.05 else mutated(random, (data,))


def reshaped(random: Random, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Put something odd in one place of a JSON value: sound text, wrong shape."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        way = random.random()
        if way < 0.1:
            return {key: each for key, each in value.items() if key != name}
        name = name if way < 0.9 else "further"
        return {**value, name: reshaped(random, value.get(name))}
    if isinstance(value, list) and value and random.random() < 0.7:
        return [reshaped(random, each) for each in value]
    return random.choice(_ODD_VALUES)


def _place(random: Random, data: bytes) -> int:
    return random.randrange(len(data) + 1)


def _span(random: Random, data: bytes) -> tuple[int, int]:
    start = _place(random, data)
    return start, min(len(data), start + int(random.expovariate(1 / 8)) + 1)


def _flip(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes((data[at] ^ 1 << random.randrange(8),)) + data[at + 1 :]


def _overwrite(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(random, data)
    return data[:at] + bytes((random.choice(_ODD),)) + data[at + 1 :]


def _delete(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _repeat(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:end] + data[start:end] * random.choice((1, 2, 50)) + data[end:]


def _insert(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(random, data)
    return data[:at] + random.randbytes(random.choice((1, 2, 4, 16))) + data[at:]


def _insert_odd(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    end = random.choice((start, end))
    return data[:start] + random.choice(_ODD_TEXTS) + data[end:]


def _cut(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: _place(random, data)]


def _splice(random: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = random.choice(seeds)
    return data[: _place(random, data)] + other[_place(random, other) :]


def _fill(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + bytes((random.choice(_ODD),)) * (end - start) + data[end:]


_DAMAGES: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    _flip,
    _overwrite,
    _delete,
    _repeat,
    _insert,
    _insert_odd,
    _cut,
    _splice,
    _fill,
)

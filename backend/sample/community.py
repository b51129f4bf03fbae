"""The invented city's communities and the offices that serve them."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["COMMUNITIES", "communities"]

_STREETS = ("晴川街道", "望江街道", "云岭街道")
_PLACES = ("东园社区", "西园社区", "书院社区", "桂湖社区")

COMMUNITIES = tuple(
    f"510199{street:02d}{place:04d}"
    for street in range(1, len(_STREETS) + 1)
    for place in range(1, len(_PLACES) + 1)
)
"""Codes, twelve digits as in the statistical register; the region is not assigned."""


def communities() -> Iterator[dict[str, object]]:
    """Give every community's row; one office serves a street."""
    names = ((street, place) for street in _STREETS for place in _PLACES)
    for code, (street, place) in zip(COMMUNITIES, names, strict=True):
        yield {
            "community_code": code,
            "name": street + place,
            "office": f"office-{int(code[6:8])}",
        }

"""Agencies drawn on a plain map: places to scale, without anybody else's tiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.library import Agency

__all__ = ["Place", "map_facts"]

_WIDE, _HIGH, _MARGIN = 640, 480, 40
_STEP = 80
_KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Place:
    """An agency with its number on the map and its words in one language."""

    agency: Agency
    number: int
    x: int
    y: int
    name: str
    address: str
    hours: str


def map_facts(agencies: Sequence[Agency], language: str) -> dict[str, object]:
    """Lay agencies out on a drawing of 640 by 480, north above, one scale."""
    if not agencies:
        return {"places": (), "grid_x": (), "grid_y": (), "kilometre": 0}
    east, north, per_km = _projection(agencies)
    places = [
        _place(
            each,
            number,
            round(_MARGIN + (_km_east(each) - east) * per_km),
            round(_HIGH - _MARGIN - (_km_north(each) - north) * per_km),
            language,
        )
        for number, each in enumerate(agencies, 1)
    ]
    return {
        "places": places,
        "grid_x": range(_STEP, _WIDE, _STEP),
        "grid_y": range(_STEP, _HIGH, _STEP),
        "kilometre": round(per_km),
    }


def _projection(agencies: Sequence[Agency]) -> tuple[float, float, float]:
    xs, ys = (
        [_km_east(each) for each in agencies],
        [_km_north(each) for each in agencies],
    )
    wide, high = max(xs) - min(xs) or 1, max(ys) - min(ys) or 1
    per_km = min((_WIDE - 2 * _MARGIN) / wide, (_HIGH - 2 * _MARGIN) / high)
    return min(xs), min(ys), per_km


def _km_east(agency: Agency) -> float:
    return agency.longitude * _KM_PER_DEGREE * math.cos(math.radians(agency.latitude))


def _km_north(agency: Agency) -> float:
    return agency.latitude * _KM_PER_DEGREE


def _place(agency: Agency, number: int, x: int, y: int, language: str) -> Place:
    told = (
        (agency.english_name, agency.english_address, agency.english_hours)
        if language == "en"
        else (agency.chinese_name, agency.chinese_address, agency.chinese_hours)
    )
    return Place(agency, number, x, y, *told)

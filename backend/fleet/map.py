"""The city's terminals as a drawn map: a field for each community, a mark for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

__all__ = ["Place", "Spot", "draw_map"]

_WIDTH, _FIELD_HIGH, _HEAD = 960, 96, 34
_GAP, _STEP, _LEGEND_WIDE = 12, 34, 220
_SIGNS = {"good": "M-11,0a11,11 0 1,0 22,0a11,11 0 1,0 -22,0",
          "soon": "M0,-12L13,11L-13,11Z", "late": "M-10,-10H10V10H-10Z"}  # fmt: skip
"""A shape of its own for each tone, so that colour never tells it alone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One terminal: where it is told of, and how it is (good, soon or late)."""

    name: str
    tone: str
    address: str
    told: str


@dataclass(frozen=True, slots=True)
class Place:
    """One community with its terminals."""

    street: str
    name: str
    spots: tuple[Spot, ...]


def draw_map(title: str, places: Sequence[Place], legend: Mapping[str, str]) -> Markup:
    """Draw streets as rows and their communities as fields; marks lead to terminals."""
    rows = [
        (street, list(found)) for street, found in groupby(places, lambda p: p.street)
    ]
    parts = [_row(index, *row) for index, row in enumerate(rows)]
    high = len(rows) * (_FIELD_HIGH + _HEAD + _GAP) + _HEAD
    parts.append(_legend(high - _HEAD + 8, legend))
    return Markup(
        '<figure class="chart fleet-map"><figcaption>{}</figcaption>'
        '<svg viewBox="-2 0 {} {}" role="group" aria-label="{}">{}</svg></figure>'
    ).format(title, _WIDTH + 4, high, title, Markup("").join(parts))


def _row(index: int, street: str, places: Sequence[Place]) -> Markup:
    top = index * (_FIELD_HIGH + _HEAD + _GAP)
    wide = (_WIDTH - _GAP * (len(places) - 1)) / max(1, len(places))
    fields = [
        _field(place, at * (wide + _GAP), top + _HEAD, wide)
        for at, place in enumerate(places)
    ]
    name = Markup('<text class="value" x="2" y="{}">{}</text>')
    return name.format(top + _HEAD - 10, street) + Markup("").join(fields)


def _field(place: Place, left: float, top: float, wide: float) -> Markup:
    frame = Markup(
        '<rect class="field" x="{:.0f}" y="{}" width="{:.0f}" height="{}" rx="10"/>'
        '<text class="label" x="{:.0f}" y="{}">{}</text>'
    ).format(left, top, wide, _FIELD_HIGH, left + 10, top + 24, place.name)
    most = max(1, int((wide - 20) // _STEP))
    marks = [
        _mark(spot, left + 24 + _STEP * (at % most), top + 52 + 30 * (at // most))
        for at, spot in enumerate(place.spots)
    ]
    return frame + Markup("").join(marks)


def _mark(spot: Spot, x: float, y: float) -> Markup:
    return Markup(
        '<a href="{}"><title>{}</title>'
        '<path class="spot {}" transform="translate({:.0f},{:.0f})" d="{}"/></a>'
    ).format(spot.address, spot.told, spot.tone, x, y, _SIGNS[spot.tone])


def _legend(top: float, legend: Mapping[str, str]) -> Markup:
    told = []
    for at, (tone, word) in enumerate(legend.items()):
        left = _LEGEND_WIDE * at + 14
        part = Markup(
            '<path class="spot {}" transform="translate({},{:.0f})" d="{}"/>'
            '<text x="{}" y="{:.0f}">{}</text>'
        )
        place = (left, top + 8, _SIGNS[tone], left + 20, top + 14)
        told.append(part.format(tone, *place, word))
    return Markup("").join(told)

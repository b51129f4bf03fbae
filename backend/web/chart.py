"""Charts drawn by the server: SVG for the eyes, a table with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

__all__ = ["Series", "bars", "lines"]

_WIDTH = 640
_BAR, _GAP = 30, 14
_LABEL, _VALUE = 200, 80
_HEIGHT, _LEFT, _FOOT, _TOP = 260, 56, 40, 16
_STEPS = 4
_MOST_LABELS = 8

_Figures = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: its name, and a figure for each label of the chart."""

    name: str
    figures: Sequence[int]


def bars(title: str, figures: _Figures, unit: str = "") -> Markup:
    """Draw figures by kind, one bar under the other, in the order given.

    The unit heads the figures in the table.
    """
    most = max((figure for _, figure in figures), default=0) or 1
    room = _WIDTH - _LABEL - _VALUE
    parts = [
        _bar(index, label, figure, room * max(0, figure) / most)
        for index, (label, figure) in enumerate(figures)
    ]
    high = max(1, len(figures)) * (_BAR + _GAP)
    table = _table(unit, [("", [figure for _, figure in figures])], figures)
    return _figure(title, Markup("").join(parts), high, table)


def lines(title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Draw one or several lines over the same labels, such as days or months.

    Lines differ by dash as well as by colour, and each says its name at its end.
    """
    highest = max((max(each.figures, default=0) for each in series), default=0)
    top = _round_up(highest)
    parts = [_grid(top), _axis(labels)]
    parts += [_line(index, each, top) for index, each in enumerate(series)]
    columns = [(each.name, each.figures) for each in series]
    table = _table("", columns, [(label, 0) for label in labels])
    return _figure(
        title, Markup("").join(parts), _HEIGHT + 26 * (len(series) > 1), table
    )


def _figure(title: str, drawing: Markup, high: int, table: Markup) -> Markup:
    return Markup(
        '<figure class="chart"><figcaption>{title}</figcaption>'
        '<svg viewBox="0 0 {wide} {high}" role="img" aria-label="{title}">'
        "{drawing}</svg><details><summary>{title}</summary>{table}</details></figure>"
    ).format(title=title, wide=_WIDTH, high=high, drawing=drawing, table=table)


def _bar(index: int, label: str, figure: int, wide: float) -> Markup:
    at = index * (_BAR + _GAP) + _GAP // 2
    return Markup(
        '<text class="label" x="{edge}" y="{base}" text-anchor="end">{label}</text>'
        '<rect class="bar" x="{left}" y="{at}" width="{wide:.1f}" height="{bar}"/>'
        '<text class="value" x="{end:.1f}" y="{base}">{figure}</text>'
    ).format(
        edge=_LABEL - 10,
        base=at + _BAR * 0.7,
        label=_short(label),
        left=_LABEL,
        at=at,
        wide=max(wide, 1),
        bar=_BAR,
        end=_LABEL + wide + 8,
        figure=f"{figure:,}",
    )


def _grid(top: int) -> Markup:
    drawn = Markup("")
    for step in range(_STEPS + 1):
        value = top * step // _STEPS
        at = _y(value, top)
        drawn += Markup(
            '<line class="grid" x1="{left}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}"/>'
            '<text class="label" x="{edge}" y="{base:.1f}" text-anchor="end">'
            "{value}</text>"
        ).format(
            left=_LEFT,
            right=_WIDTH - 8,
            at=at,
            edge=_LEFT - 8,
            base=at + 5,
            value=f"{value:,}",
        )
    return drawn


def _axis(labels: Sequence[str]) -> Markup:
    every = max(1, -(-len(labels) // _MOST_LABELS))
    drawn = Markup("")
    for index, label in enumerate(labels):
        if index % every == 0:
            drawn += Markup(
                '<text class="label" x="{x:.1f}" y="{y}" text-anchor="middle">'
                "{label}</text>"
            ).format(x=_x(index, len(labels)), y=_HEIGHT - 12, label=label)
    return drawn


def _line(index: int, series: Series, top: int) -> Markup:
    points = [
        (_x(place, len(series.figures)), _y(figure, top))
        for place, figure in enumerate(series.figures)
    ]
    drawn = Markup("").join(
        Markup(
            '<line class="line line-{index}" x1="{0:.1f}" y1="{1:.1f}" '
            'x2="{2:.1f}" y2="{3:.1f}"/>'
        ).format(*start, *end, index=index % 4)
        for start, end in pairwise(points)
    )
    drawn += Markup("").join(
        Markup('<circle class="dot dot-{2}" cx="{0:.1f}" cy="{1:.1f}" r="4"/>').format(
            *point, index % 4
        )
        for point in points
    )
    return drawn + _key(index, series.name)


def _key(index: int, name: str) -> Markup:
    """Name a line at the foot, with a piece of it."""
    left = _LEFT + index * 190
    return Markup(
        '<line class="line line-{style}" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
        '<text class="label" x="{text}" y="{base}">{name}</text>'
    ).format(
        style=index % 4,
        left=left,
        right=left + 34,
        y=_HEIGHT + 10,
        text=left + 42,
        base=_HEIGHT + 15,
        name=_short(name),
    )


def _x(index: int, count: int) -> float:
    room = _WIDTH - _LEFT - 32
    return _LEFT + 12 + room * index / max(1, count - 1)


def _y(value: int, top: int) -> float:
    room = _HEIGHT - _FOOT - _TOP
    return _TOP + room * (1 - value / top)


def _round_up(value: int) -> int:
    """Give the next figure that four lines of a grid divide well."""
    step = 1
    while step * _STEPS < value:
        step = step * 2 if str(step)[0] != "2" else step // 2 * 5
    return step * _STEPS


def _short(label: str, most: int = 14) -> str:
    wide = sum(2 if ord(letter) > 0x2E80 else 1 for letter in label)  # noqa: PLR2004
    if wide <= most * 2 - 6:
        return label
    return label[: most if wide > len(label) * 1.5 else most + 8] + "…"


def _table(
    unit: str, columns: Sequence[tuple[str, Sequence[int]]], labels: _Figures
) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(name or unit) for name, _ in columns
    )
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            label,
            Markup("").join(
                Markup('<td class="figure">{}</td>').format(f"{figures[index]:,}")
                for _, figures in columns
            ),
        )
        for index, (label, _) in enumerate(labels)
    )
    return Markup(
        "<table><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>"
    ).format(head, rows)

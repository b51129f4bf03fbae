"""Tables: cells that wrap, rows that grow, equal cells that merge, pages that turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, groupby, pairwise

from reportlab.lib.units import mm

from kiosk.documents.font import Face, FontBook
from kiosk.documents.sheet import GREY, MARGIN, PAGE_WIDTH, Align, Sheet

__all__ = ["Column", "Table", "fitted"]

_WIDTH = PAGE_WIDTH - 2 * MARGIN
_PAD = 4.0
_LEADING = 1.22
_SLIGHTLY_SMALLER = 0.88
_WRAPPED = (0.84, 0.74)
_FEW_LINES = 2
_CAPTION = 5 * mm
_LEAST_TITLE = 7.4 * mm
_CONTINUED = "（续）"
_FEWEST_ROWS = 2
_OF_COLUMN = " /A <</O /Table /Scope /Column>>"
_SPAN = " /A <</O /Table /RowSpan %d>>"
# From a line's middle down to its baseline, in parts of the size.
_BASELINE = 0.36


@dataclass(frozen=True, slots=True)
class Column:
    """One column: Chinese heading, English heading, its part of the width.

    Attributes:
        is_merged: Equal cells below one another become one.
    """

    title: str
    english: str
    part: float
    align: Align = "centre"
    is_merged: bool = False


@dataclass(frozen=True)
class Table:
    """A table over the full width, with its heading on every page.

    Attributes:
        row_height: Height of a row whose cells take one line.
        caption: Written above the table's first part, if any.
        fits: How words fit into a column; shared by the parts of a table.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_height: float
    fonts: FontBook
    size: float = 9.0
    gap: float = 0.0
    caption: str = ""
    fits: dict[tuple[int, str], tuple[float, list[str]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def height(self) -> float:
        """Height with caption and heading."""
        return self._head_height + sum(self._heights)

    def split(self, room: float) -> tuple[Table | None, Table | None]:
        """Cut between rows; see `Block.split`."""
        # No more rows than fit at their least height: a long table stays cheap.
        most = min(len(self.rows), int(room // self.row_height))
        for count in range(most, _FEWEST_ROWS - 1, -1):
            head = replace(self, rows=self.rows[:count])
            if head.height <= room:
                told = self.caption.removesuffix(_CONTINUED)
                told = f"{told}{_CONTINUED}" if told else ""
                rest = replace(self, rows=self.rows[count:], caption=told)
                return head, (rest if rest.rows else None)
        is_short = len(self.rows) < _FEWEST_ROWS and self.height <= room
        return (self, None) if is_short else (None, self)

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw caption, heading, cells and grid."""
        if self.caption:
            with sheet.part("H2"):
                y, bold = top - 3 * mm, self.fonts.bold
                sheet.text(MARGIN, y, self.caption, size=9, face=bold)
            top -= _CAPTION
        head = self._title_height
        sheet.shade(MARGIN, top - head, _WIDTH, head)
        with sheet.part("Table"):
            self._draw_heading(sheet, top, head)
            tops = [top, *accumulate(self._heights, float.__sub__, initial=top - head)]
            self._draw_cells(sheet, tops[1:])
        self._draw_grid(sheet, tops)

    @cached_property
    def _edges(self) -> list[float]:
        total = sum(column.part for column in self.columns)
        steps = (_WIDTH * column.part / total for column in self.columns)
        return list(accumulate(steps, initial=MARGIN))

    @property
    def _head_height(self) -> float:
        return self._title_height + (_CAPTION if self.caption else 0.0)

    @property
    def _title_height(self) -> float:
        return max(self.row_height * 1.35, _LEAST_TITLE)

    @cached_property
    def _heights(self) -> list[float]:
        """Heights of the rows: as high as their cells, merged ones together."""
        heights = [self.row_height] * len(self.rows)
        for place in self._places:
            for first, count, words in self._cells(place):
                lacking = self._need(place, words) - sum(heights[first : first + count])
                for row in range(first, first + count):
                    heights[row] += max(lacking, 0.0) / count
        return heights

    def _need(self, place: int, words: str) -> float:
        size, lines = self._fitted(place, words)
        return len(lines) * size * _LEADING + _PAD if len(lines) > 1 else 0.0

    def _fitted(self, place: int, words: str) -> tuple[float, list[str]]:
        found = self.fits.get((place, words))
        if found is None:
            found = fitted(words, self.fonts.regular, self.size, self._room(place))
            self.fits[place, words] = found
        return found

    def _room(self, place: int) -> float:
        return self._edges[place + 1] - self._edges[place] - 2 * _PAD

    def _cells(self, place: int) -> Iterator[tuple[int, int, str]]:
        """Give first row, number of rows and words of each cell of a column."""
        words = [row[place] for row in self.rows]
        if not self.columns[place].is_merged:
            yield from ((row, 1, each) for row, each in enumerate(words))
            return
        first = 0
        for each, run in groupby(words):
            count = len(list(run))
            yield first, count, each
            first += count

    def _draw_heading(self, sheet: Sheet, top: float, head: float) -> None:
        row = sheet.structure.add("TR")
        for column, (left, right) in zip(
            self.columns, pairwise(self._edges), strict=True
        ):
            with sheet.part("TH", _OF_COLUMN, row):
                self._draw_title(sheet, column, (left, right), (top, head))

    def _draw_title(
        self,
        sheet: Sheet,
        column: Column,
        edges: tuple[float, float],
        place: tuple[float, float],
    ) -> None:
        """Write a column's heading in both languages, one above the other."""
        middle, room = sum(edges) / 2, edges[1] - edges[0] - _PAD
        top, head = place
        sheet.text(
            middle,
            top - head * 0.47,
            column.title,
            size=8.8,
            face=self.fonts.bold,
            align="centre",
            room=room,
        )
        sheet.text(
            middle,
            top - head * 0.83,
            column.english,
            size=6.2,
            align="centre",
            colour=GREY,
            room=room,
        )

    def _draw_cells(self, sheet: Sheet, tops: Sequence[float]) -> None:
        rows = [sheet.structure.add("TR") for _ in self.rows]
        for place, column in enumerate(self.columns):
            left, right = self._edges[place], self._edges[place + 1]
            x = {
                "left": left + _PAD,
                "centre": (left + right) / 2,
                "right": right - _PAD,
            }[column.align]
            for first, count, words in self._cells(place):
                middle = (tops[first] + tops[first + count]) / 2
                more = _SPAN % count if count > 1 else ""
                with sheet.part("TD", more, rows[first]):
                    self._draw_cell(sheet, place, x, middle, words)

    def _draw_cell(
        self, sheet: Sheet, place: int, x: float, middle: float, words: str
    ) -> None:
        size, lines = self._fitted(place, words)
        leading = size * _LEADING
        base = middle + (len(lines) - 1) * leading / 2 - size * _BASELINE
        for number, line in enumerate(lines):
            sheet.text(
                x,
                base - number * leading,
                line,
                size=size,
                align=self.columns[place].align,
            )

    def _draw_grid(self, sheet: Sheet, tops: Sequence[float]) -> None:
        right, bottom = self._edges[-1], tops[-1]
        sheet.lines(
            *((edge, tops[0], edge, bottom) for edge in self._edges),
            *((MARGIN, y, right, y) for y in (tops[0], bottom)),
            *self._between_rows(tops),
        )

    def _between_rows(
        self, tops: Sequence[float]
    ) -> Iterator[tuple[float, float, float, float]]:
        """Give the lines between rows, each as long as no merged cell is crossed."""
        ends = [{first for first, _, _ in self._cells(at)} for at in self._places]
        for row in range(len(self.rows)):
            begins = [row in each for each in ends]
            for is_drawn, run in groupby(self._places, key=begins.__getitem__):
                places = list(run)
                if is_drawn:
                    left, right = self._edges[places[0]], self._edges[places[-1] + 1]
                    yield left, tops[row + 1], right, tops[row + 1]

    @property
    def _places(self) -> range:
        return range(len(self.columns))


def fitted(words: str, face: Face, size: float, room: float) -> tuple[float, list[str]]:
    """Fit words into a width: as they are, a little smaller, or in smaller lines."""
    width = face.width(words, size)
    if width <= room:
        return size, [words]
    if width * _SLIGHTLY_SMALLER <= room:
        return size * room / width, [words]
    for part in _WRAPPED:
        lines = face.lines(words, size * part, room)
        if len(lines) <= _FEW_LINES:
            break
    return size * part, lines

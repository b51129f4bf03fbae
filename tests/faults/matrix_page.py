"""``python -m tests.faults.matrix_page``: plays the whole matrix, writes its page."""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from kiosk.assembly.inspection import first_wrong_line, open_items
from kiosk.demonstration.hall import Hall
from kiosk.demonstration.narrator import Narrator
from kiosk.settings import load_settings
from tests.faults.matrix import FAULTS, Cell, play, steps
from tests.faults.visited_hall import VisitedHall

__all__ = ["PAGE", "SHEET_SECONDS", "check_store", "row", "rows"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fault-matrix.md"
SHEET_SECONDS = 0.8
"""Slow enough that a printer is killed with the sheet inside."""

_PROMPT_SECONDS = 5.0
_INTRODUCTION = """\
# Fault matrix

What a resident meets when a device fails in the middle of a visit. Written by
`make fault-matrix`, which plays each line on the real terminal: PC/SC service, serial
lines, printer and face process are really killed or unplugged at the named step; the
resident goes on as the screens ask, and the device is mended when the visit is over.
A sample of the lines is played by the tests and compared with this page.

Held for every line: the terminal meets no bug and does not end; the visit ends at the
welcome screen or at *Closed for now*; no sheet and no slip comes out twice; no copy is
called printed without paper or *failed* with paper in the tray, and no paper is
unaccounted for; no visit ends without paper and without a word; the centre refuses no
deed, and the audit log's chain is whole.

The visit is that of the insurance certificate; for the receipt printer it is the yearly
pension check, where *preview* is the offer of a slip. *Nothing unusual* stands where
the visit does not need the device any more, or has another one: with the PC/SC service
gone the resident uses the identity card. A dead reader that still held a card when the
visit ends is not waited for.
"""


def row(cell: Cell) -> str:
    """Write a cell as one line of the table."""
    parts = (cell.step, _seen(cell), _recorded(cell), _closed(cell), _again(cell))
    return f"| {' | '.join(parts)} |"


def _seen(cell: Cell) -> str:
    if not cell.seen:
        return "nothing unusual"
    return ", then ".join(f"*{_sentence(title)}*" for title in cell.seen)


def _sentence(title: str) -> str:
    return title.replace("|", "/").rstrip(".")


def _recorded(cell: Cell) -> str:
    told = [f"copy {cell.copy}"] if cell.copy else []
    told += ["certification"] if cell.is_certified else []
    told += ["request for a review"] if any("Noted" in t for t in cell.seen) else []
    papers = [f"{cell.sheets} sheet"] if cell.sheets else []
    papers += [f"{cell.slips} slip"] if cell.slips else []
    return f"{', '.join(told) or 'nothing'}; {', '.join(papers) or 'no paper'}"


def _closed(cell: Cell) -> str:
    if not cell.closed:
        return "none"
    return ", ".join(f"{key} ({', '.join(why)})" for key, why in cell.closed.items())


def _again(cell: Cell) -> str:
    if not cell.closed:
        return "was never closed"
    return f"by itself, within {'5' if cell.seconds < _PROMPT_SECONDS else '15'} s"


def rows(page: str) -> dict[tuple[str, str], str]:
    """Read a page's lines back, by fault and step."""
    found, fault = {}, ""
    for line in page.splitlines():
        if line.startswith("## "):
            fault = line.removeprefix("## ")
        elif match := re.match(r"\| ([a-z ]+) \|", line):
            found[fault, match[1]] = line
    return {key: line for key, line in found.items() if key[1] != "step"}


def _page(cells: Iterable[Cell]) -> str:
    parts = [_INTRODUCTION]
    for fault, those in groupby(cells, key=lambda cell: cell.fault):
        head = "| step | resident sees | on record | closed meanwhile | opens again |"
        lines = [f"## {fault}", head, "|---|---|---|---|---|", *map(row, those)]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


@contextmanager
def _hall() -> Iterator[VisitedHall]:
    with (
        tempfile.TemporaryDirectory(prefix="matrix-") as name,
        Hall(Path(name), Narrator(io.StringIO()), challenges=False) as hall,
    ):
        hall.set_pace(SHEET_SECONDS)
        with VisitedHall.open(hall) as visited:
            yield visited
        check_store(hall)


def check_store(hall: Hall) -> None:
    """Look into the store of a terminal that has ended."""
    settings = load_settings(hall.settings)
    left = [item for item in open_items(settings) if item["state"] == "refused"]
    assert left == [], "the centre refused what was recorded"
    assert first_wrong_line(settings) is None, "the audit log's chain is broken"


def main() -> int:
    """Play everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PAGE)
    out = parser.parse_args().out
    cells = []
    with _hall() as hall:
        for fault in FAULTS:
            for step in steps(fault):
                cells.append(play(hall, fault, step))
                sys.stdout.write(f"{fault.name}: {row(cells[-1])}\n")
                sys.stdout.flush()
                out.write_text(_page(cells), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The output tray of simulated printers: finished sheets as files."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

__all__ = ["count_sheets", "lay_down", "tray_contents"]

_PAGES_NODE = re.compile(rb"/Type\s*/Pages\b")
_COUNT = re.compile(rb"/Count\s+(\d+)")


def lay_down(tray: Path, serial: str, pdf: bytes) -> Path:
    """Put a finished copy into the tray, in one step, named by its serial.

    The same serial a second time gets its own file, so that a copy printed
    twice shows.
    """
    tray.mkdir(parents=True, exist_ok=True)
    name, copy = quote(serial, safe=" "), 1
    place = tray / f"{name}.pdf"
    while place.exists():
        copy += 1
        place = tray / f"{name}.{copy}.pdf"
    unfinished = place.with_suffix(".part")
    unfinished.write_bytes(pdf)
    return unfinished.rename(place)


def tray_contents(tray: Path) -> list[Path]:
    """Give the copies that lie in the tray, the oldest first."""
    return sorted(tray.glob("*.pdf"), key=lambda place: place.stat().st_mtime_ns)


def count_sheets(pdf: bytes) -> int:
    """Count the pages of a PDF, one for each sheet; 1 where it cannot tell.

    Reads the page tree's root only, which is enough for the files this product
    makes; a page tree inside an object stream counts as one sheet.
    """
    counts = [
        int(found[1])
        for node in pdf.split(b"endobj")
        if _PAGES_NODE.search(node) and (found := _COUNT.search(node))
    ]
    return max(counts, default=1)

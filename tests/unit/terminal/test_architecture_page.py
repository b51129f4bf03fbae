"""ARCHITECTURE.md tells the terminal's life as the code has it."""

from __future__ import annotations

from pathlib import Path

from kiosk.terminal.life import TABLE

PAGE = Path(__file__).resolve().parents[3] / "ARCHITECTURE.md"


def test_the_page_lists_every_pair_that_moves_and_no_other() -> None:
    rows = {
        f"| {life} | {happening} | {after} |".replace("-", " ")
        for (life, happening), after in TABLE.items()
    }
    section = (
        PAGE.read_text("utf-8").split("## The terminal's life")[1].split("\n## ")[0]
    )
    told = {line for line in section.splitlines() if line.startswith("| ")}
    assert told - {"| state | event | next |"} == rows

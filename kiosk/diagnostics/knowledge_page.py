"""The knowledge base as a page to read: each cause, its steps with pictures, parts.

``python -m kiosk.diagnostics.knowledge_page --into docs/knowledge.md`` writes it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.diagnostics.knowledge import Entry, drawings_of, entries

__all__ = ["knowledge_page", "main"]

_HEAD = """# The knowledge base

Every cause that `kiosk diagnose`, the technician's screens and the guided tests
name ([diagnostics.md](diagnostics.md)), in the words of the screen. Written by
`python -m kiosk.diagnostics.knowledge_page --into docs/knowledge.md`; change
`assets/knowledge/` instead. The drawings lie in `assets/drawings/`.
"""
_TABLE = "\n| | do | 做法 |\n|---|---|---|\n"
_PICTURE = '<img src="../assets/drawings/{name}.svg" width="96" alt="">'


def knowledge_page() -> str:
    """Give the whole page in both languages, causes in their order."""
    return _HEAD + "".join(_article(cause) for cause in entries("en"))


def _article(cause: str) -> str:
    english, chinese = entries("en")[cause], entries("zh-CN")[cause]
    head = f"\n## {english.title} · {chinese.title}\n`{cause}`"
    likely = f" {english.likely} {chinese.likely}\n" if english.likely else "\n"
    steps = "".join(_steps(cause, english, chinese))
    return head + likely + _TABLE + steps + _parts(english, chinese)


def _steps(cause: str, english: Entry, chinese: Entry) -> Iterator[str]:
    drawn = drawings_of(cause)
    for name, one, two in zip(drawn, english.steps, chinese.steps, strict=True):
        yield f"| {_PICTURE.format(name=name)} | {one} | {two} |\n"


def _parts(english: Entry, chinese: Entry) -> str:
    if not english.parts:
        return ""
    return f"\nParts: {', '.join(english.parts)} · {'、'.join(chinese.parts)}\n"


def main() -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True)
    parser.parse_args().into.write_text(knowledge_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

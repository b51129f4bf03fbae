"""What terminal and centre load before their first step; imported in the cradle."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from backend.content.initials import load_dictionaries
from kiosk.documents.font import FontBook

__all__: list[str] = []

_PROGRAMS = ("backend.__main__", "backend.api.serve", "tests.faults.kill_child")

for program in _PROGRAMS:
    import_module(program)
load_dictionaries()
FontBook.load(Path(__file__).resolve().parents[2] / "assets" / "fonts")

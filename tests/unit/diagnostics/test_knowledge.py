"""The knowledge base knows every cause, in both languages, with something to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtSvg import QSvgRenderer

from kiosk.diagnostics.cause import cause_of
from kiosk.diagnostics.knowledge import (
    DRAWINGS,
    LANGUAGES,
    drawings_of,
    entries,
    entry_of,
)
from kiosk.diagnostics.knowledge_page import knowledge_page
from kiosk.domain.fault import Fault
from kiosk.ports.device import DeviceState, DeviceStatus, SupplyLevel


def _kinds(kind: type[Fault]) -> Iterator[type[Fault]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _shipped() -> list[str]:
    """Give the keys of the product's own faults, not those of tests."""
    return sorted({k.key for k in _kinds(Fault) if k.__module__ == Fault.__module__})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", _shipped())
def test_every_fault_is_explained(key: str, language: str) -> None:
    entry = entries(language)[key]
    assert entry.title
    assert entry.likely
    assert all(entry.steps)


def test_both_languages_know_the_same_causes() -> None:
    known = {language: set(entries(language)) for language in LANGUAGES}
    assert known["en"] == known["zh-CN"]
    for cause in known["en"]:
        sizes = {len(entries(language)[cause].steps) for language in LANGUAGES}
        assert len(sizes) == 1, cause


@pytest.mark.parametrize("level", [SupplyLevel.LOW, SupplyLevel.OUT])
@pytest.mark.parametrize("supply", ["paper", "toner", "receipt-paper", "ups"])
def test_every_supply_that_ends_is_explained(supply: str, level: SupplyLevel) -> None:
    status = DeviceStatus(DeviceState.ONLINE, supplies={supply: level})
    assert cause_of("any", status) in entries("en")


def test_every_step_has_a_drawing_that_is_there() -> None:
    for cause, entry in entries("en").items():
        drawn = drawings_of(cause)
        assert len(drawn) == len(entry.steps), cause
        assert all((DRAWINGS / f"{name}.svg").is_file() for name in drawn), cause


def test_no_drawing_lies_there_unused() -> None:
    used = {name for cause in entries("en") for name in drawings_of(cause)}
    assert {path.stem for path in DRAWINGS.glob("*.svg")} == used


@pytest.mark.parametrize("path", sorted(DRAWINGS.glob("*.svg")), ids=lambda p: p.stem)
def test_a_drawing_is_a_small_vector_drawing_of_one_shape(path: Path) -> None:
    assert QSvgRenderer(str(path)).viewBox() == QRect(0, 0, 120, 80)
    assert re.search(r"<title>\w[^<]+</title>", path.read_text(encoding="utf-8"))
    assert path.stat().st_size < 4096


def test_the_page_says_what_the_screen_says() -> None:
    written = Path(__file__).parents[3] / "docs" / "knowledge.md"
    assert written.read_text(encoding="utf-8") == knowledge_page(), (
        "python -m kiosk.diagnostics.knowledge_page --into docs/knowledge.md"
    )


def test_an_unknown_cause_says_whom_to_tell() -> None:
    assert "developer" in entry_of("never-heard-of", "en").steps[0]

"""Ten thousand random touches end on the welcome screen, with nothing done twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screens.compact_terminal import CompactTerminal, compact_terminal
from tests.screens.monkey import Monkey
from ui.stage import QtStage

pytestmark = pytest.mark.timeout(600)

TOUCHES = 10_000
SCREENS = frozenset(
    {
        "welcome",
        "read-card",
        "agree",
        "match-face",
        "preview",
        "take-paper",
        "tell",
        "take-card",
    }
)
ERRORS = frozenset({"bug-found", "worker-replaced", "worker-worn-out", "device-lost"})


def test_ten_thousand_touches_do_nothing_twice_and_end_on_welcome(
    raise_stage: Callable[..., QtStage],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with compact_terminal(tmp_path, lambda: raise_stage((540, 960))) as terminal:
        terminal.sit_down()
        monkey = Monkey(terminal, seed=20261128)
        monkey.rage(TOUCHES, SCREENS, most=5 * TOUCHES)
        monkey.calm_down()
        assert terminal.stage.screen.name == "welcome"
        assert monkey.touches >= TOUCHES
        assert_nothing_was_done_twice(terminal)
    assert not [e for e in terminal.events() if e["event"] in ERRORS]
    assert not caplog.records
    assert set(monkey.seen) >= SCREENS


def assert_nothing_was_done_twice(terminal: CompactTerminal) -> None:
    """Compare what was asked for with what the printer and the centre really got."""
    asked = Counter(e["ask"] for e in terminal.events() if e["event"] == "asked")
    by_visit = Counter(
        (e["visit"], e["ask"]) for e in terminal.events() if e["event"] == "asked"
    )
    serials = terminal.serials()
    assert serials, "no visit came as far as paper"
    assert len(serials) == len(set(serials)) == asked["submit-copy"]
    assert max(n for (_, ask), n in by_visit.items() if ask == "submit-copy") == 1
    deeds = terminal.centre.do("deeds")
    assert len(deeds) == len(set(deeds))
    assert len(deeds) <= asked["record"]
    assert len(terminal.receipts.slips) == asked["print-receipt"]

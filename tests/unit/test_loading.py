"""Loading looks for no garbage, leaves what was loaded alone, and gives way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kiosk.loading import load_giving_way

PROGRAM = """
import gc
from kiosk.loading import loading
told = []
gc.callbacks.append(lambda phase, facts: told.append(phase))
with loading():
    with loading():
        kept = [[each] for each in range(100_000)]
        assert not gc.isenabled()
    assert not gc.isenabled()
    assert told == [], told
assert gc.isenabled()
assert gc.get_freeze_count() > 100_000
kept[0].append(kept)
del kept
gc.collect()
print(bool(told))
"""


def test_nobody_looks_for_garbage_while_a_program_is_loaded() -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["True"]


def test_what_loads_gives_way_and_what_serves_afterwards_does_not() -> None:
    before = _niceness()
    assert load_giving_way(_niceness) == min(before + 5, 19)
    assert _niceness() == before


def test_a_loader_that_fails_is_heard() -> None:
    with pytest.raises(FileNotFoundError, match="no-model"):
        load_giving_way(lambda: Path("no-model").read_bytes())


def _niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

"""Killed again and again in the middle of writing: what was confirmed is there."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.offline_cache.invented import open_in

KILLS = 30


@pytest.mark.slow
def test_thirty_kills_lose_nothing(tmp_path: Path) -> None:
    # Where the kill falls may differ from run to run; that is the point.
    chance = random.Random()  # noqa: S311
    told = [
        line
        for run in range(KILLS)
        for line in killed_after(tmp_path, run, chance.randint(1, 25))
    ]
    store = open_in(tmp_path)
    kept = Counter(f"deed {each.id}" for each in store.outbox.pending(100_000))
    kept.update(f"copy {each.serial}" for each in store.ledger.unsettled())
    events = [json.loads(line.facts) for line in store.audit.lines()]
    kept.update(f"event {facts['copy']}" for facts in events)
    assert store.audit.verify() is None
    store.close()
    assert len(told) >= KILLS
    assert set(told) <= kept.keys()
    assert set(kept.values()) == {1}
    assert len(kept) <= len(told) + KILLS * 2


def killed_after(directory: Path, run: int, lines: int) -> list[str]:
    """Start a writer, kill it, and give all that it had confirmed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.store_child", str(directory), str(run)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as output:
        told = [output.readline().rstrip() for _ in range(lines)]
        process.kill()
        told += [line.rstrip() for line in output if line.endswith("\n")]
    assert process.wait(20) == -9
    assert all(told)
    return told

"""Power cuts at random moments of visits, prints and syncs: nothing lost or doubled."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.power_cuts import cut_power

KILLS = 10


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_three_ledgers_agree_after_every_power_cut(tmp_path: Path) -> None:
    # Where a kill falls may differ from run to run; that is the point.
    found = cut_power(tmp_path, KILLS, random.Random())  # noqa: S311
    assert found.copies > 0
    assert found.is_whole, found

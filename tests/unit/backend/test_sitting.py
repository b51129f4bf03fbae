"""A judge over the web that talks nonsense is over, and keeps nobody waiting."""

from __future__ import annotations

import sys
from contextlib import closing

import pytest

from backend.eligibility.sitting import Sittings


@pytest.mark.parametrize("nonsense", ["no JSON", "[1]"])
def test_a_judge_that_talks_nonsense_is_lost(nonsense: str) -> None:
    program = f"print({nonsense!r}, flush=True); input(); input(); input()"
    sittings = Sittings([sys.executable, "-c", program])
    with closing(sittings):
        name = sittings.begin(7, b"portrait")
        assert sittings.look(name, 7, b"picture")["fault"] == "device-lost"

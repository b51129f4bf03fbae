"""Loading looks for no garbage, and leaves what was loaded alone for good."""

from __future__ import annotations

import subprocess
import sys

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

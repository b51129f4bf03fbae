"""Power cuts by the hundred: ``python -m tests.faults.soak CUTS FILE``.

Each line of the file is the reckoning of one hall: up to a hundred cuts of power on one
terminal, one printer and one centre. SIGINT and SIGTERM end a run after the cut under
way: its hall is reckoned as far as it came, and the next run goes on from there.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import tempfile
from dataclasses import asdict
from functools import reduce
from operator import add
from pathlib import Path
from threading import Event

from tests.faults.power_cuts import Reckoning, cut_power

__all__ = ["main"]

_A_HALL = 100


def main(cuts: int, figures: Path) -> int:
    """Cut so often in all, those of earlier runs counted; print the sum as JSON.

    A file that is complete already is begun anew.
    """
    done = _read(figures)
    if sum(each.kills for each in done) >= cuts:
        figures.unlink()
        done = []
    ended = _ended_by_signal()
    while (left := cuts - sum(each.kills for each in done)) > 0 and not ended.is_set():
        done.append(_one_hall(min(left, _A_HALL), ended))
        with figures.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(done[-1])) + "\n")
    found = reduce(add, done)
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
    return 0 if found.is_whole else 1


def _ended_by_signal() -> Event:
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended


def _one_hall(cuts: int, ended: Event) -> Reckoning:
    # Where the cuts fall differs from run to run; that is the point.
    with tempfile.TemporaryDirectory() as folder:
        return cut_power(Path(folder), cuts, random.Random(), ended)  # noqa: S311


def _read(figures: Path) -> list[Reckoning]:
    if not figures.is_file():
        figures.parent.mkdir(parents=True, exist_ok=True)
        return []
    lines = figures.read_text(encoding="utf-8").splitlines()
    return [Reckoning(**json.loads(line)) for line in lines]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))

"""``python -m tests.fuzz``: any bytes give a value or a typed fault.

Anything else (another exception, two seconds of one input, half a record) is
written with its seed to a file, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.run import Fed, batches, feed_all, parsers, save, swallow

__all__ = ["main"]

_MOST_SAVED = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Feed, print a table, keep the crashers."""
    wishes = _wishes(arguments)
    if wishes.replay:
        return _replay(wishes.replay)
    _say(f"seed {wishes.seed}")
    told: dict[str, list[Fed]] = defaultdict(list)
    work = batches(wishes.inputs, wishes.seed, wishes.only or ())
    for fed in feed_all(work, wishes.workers):
        told[fed.parser].append(fed)
        for crasher in fed.crashers[:_MOST_SAVED]:
            _say(f"CRASHER {save(crasher, wishes.out)}\n{crasher.trouble}")
    return _report(told)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    names = sorted(parsers())
    parser.add_argument("--only", action="append", choices=names, metavar="PARSER")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("var/fuzz"))
    parser.add_argument("--replay", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


def _replay(path: Path) -> int:
    told = json.loads(path.read_text("utf-8"))
    taken = swallow(parsers()[told["parser"]], bytes.fromhex(told["data"]))
    _say("gives a value" if taken else "gives a fault")
    return 0


def _report(told: dict[str, list[Fed]]) -> int:
    _say(f"{'parser':<22}{'inputs':>9}{'values':>9}{'per s':>9}{'longest ms':>12}")
    for name, fed in told.items():
        count, taken = sum(f.count for f in fed), sum(f.taken for f in fed)
        pace = count / max(1e-9, sum(f.seconds for f in fed))
        longest = max(f.longest_seconds for f in fed) * 1e3
        _say(f"{name:<22}{count:>9}{taken:>9}{pace:>9.0f}{longest:>12.1f}")
    everything = [fed for each in told.values() for fed in each]
    crashers = sum(len(fed.crashers) for fed in everything)
    _say(f"{sum(f.count for f in everything)} inputs, {crashers} crashers")
    return 1 if crashers else 0


if __name__ == "__main__":
    sys.exit(main())

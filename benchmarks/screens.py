"""Measures the screens with software rendering: start, touches, switches, visits.

``python -m benchmarks.screens [--part loading|window|starts|visits] ...`` draws
without a graphics card. Touches and switches are made in an off-screen window of full
HD; starts and visits on the real parts in a virtual screen, the GUI thread watched by
a timer of 10 ms. Each figure stands beside the one to reach. A hundred visits take
about ten minutes: ``--part visits --portions 1 --kept FILE`` makes a few of them, and
the same command again goes on.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.screens_visits import Portions, measure_starts

_SIZES = ((1080, 1920), (1920, 1080))
_ALL = 1000


def main() -> int:
    """Measure, print."""
    options = _parser().parse_args()
    parts: dict[str, Callable[[], None]] = {
        "loading": _measure_loading,
        "window": lambda: _measure_windows(options.rounds),
        "starts": lambda: measure_starts(options.starts),
        "visits": lambda: _make_visits(options),
    }
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for part in [options.part] if options.part else parts:
        parts[part]()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("loading", "window", "starts", "visits"))
    parser.add_argument("--rounds", type=int, default=3, help="through all screens")
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--visits", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=20, help="visits of a portion")
    parser.add_argument("--portions", type=int, default=_ALL, help="then stop")
    parser.add_argument("--kept", type=Path, default=Path("var/screens-visits.jsonl"))
    return parser


def _make_visits(options: argparse.Namespace) -> None:
    options.kept.parent.mkdir(parents=True, exist_ok=True)
    portions = Portions(options.kept, options.visits, options.at_once)
    portions.go_on(options.portions)
    portions.report()


def _measure_windows(rounds: int) -> None:
    # Drawn in this process, which must not have chosen another platform before.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from benchmarks.screens_window import measure_window  # noqa: PLC0415

    for size in _SIZES:
        measure_window(size, rounds)


def _measure_loading() -> None:
    """Load the terminal's program in processes of its own, warm, by processor time."""
    told = [_loaded() for _ in range(6)][1:]
    seconds, modules = [each[0] for each in told], told[0][1]
    print(
        f"{'program loaded, processor':44} median {median(seconds):6.2f} s"
        f"  least {min(seconds):.2f} s  n {len(seconds)}  modules {modules:.0f}"
    )


def _loaded() -> tuple[float, float]:
    program = (
        "import time, sys, kiosk.cli, kiosk.assembly.terminal; "
        "kiosk.cli._parser(); print(time.process_time(), len(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, modules = told.split()
    return float(seconds), float(modules)


if __name__ == "__main__":
    sys.exit(main())

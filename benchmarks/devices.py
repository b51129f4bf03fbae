"""Devices beside what their lines alone take: cards, printer, and idle watching.

``python -m benchmarks.devices [--quick]``. Every figure of a driver stands beside
a baseline of the same run that does the same without the driver, or beside the
line's own time. Says reached or missed; the exit code is always 0.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.devices_contact_card import measure_contact_card
from benchmarks.devices_figures import Effort
from benchmarks.devices_identity_card import measure_identity_card
from benchmarks.devices_printer import measure_printer
from benchmarks.devices_watching import measure_watching, watch


def main() -> int:
    """Measure all, print all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--watch", nargs=2, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.watch:
        return watch(Path(wishes.watch[0]), wishes.watch[1])
    effort = Effort(5, 5, 3, 4.0) if wishes.quick else Effort(30, 20, 10, 15.0)
    with tempfile.TemporaryDirectory(prefix="devices-") as name:
        directory = Path(name)
        measure_contact_card(directory, effort)
        measure_identity_card(directory, effort)
        measure_printer(directory, effort)
        measure_watching(directory, effort)
    return 0


if __name__ == "__main__":
    sys.exit(main())

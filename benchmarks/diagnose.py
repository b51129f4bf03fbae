"""How long `kiosk diagnose` takes with every device there, and with none of them.

Run as ``python benchmarks/diagnose.py``. Wall time and processor time of the whole
command with all its probes' processes, beside the same machine's bare start of Python
with the program's own imports, and the load at that moment.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import tomli_w

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kiosk.demonstration.hall import Hall
from kiosk.demonstration.narrator import Narrator
from tests.stories.conftest import Storyteller

_RUNS = 3
_LIMIT_SECONDS = 10.0


def main() -> int:
    """Measure and print; non-zero where a run took longer than the limit."""
    with tempfile.TemporaryDirectory() as folder:
        narrator = Narrator(io.StringIO())
        with Hall(Path(folder) / "hall", narrator, challenges=False) as hall:
            there, none = hall.settings, _absent(hall.settings, Path(folder))
            environment = hall.environment
            python = [sys.executable, "-c", "import kiosk.assembly.probing.command"]
            print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            _measure("bare start", python, environment)
            worst = _measure("all devices there", _command(there), environment)
            teller = Storyteller(hall)
            for twin in ("id-card-reader", "panel", "scanner"):
                teller.bench(twin, "unplug")
            teller.bench("printer", "power", on=False)
            teller.bench("pcscd", "stop")
            teller.bench("camera", "unplugged")
            teller.bench("centre", "stop")
            gone = _measure("all devices gone", _command(there), environment)
            absent = _measure("none configured", _command(none), environment)
    return 0 if max(worst, gone, absent) <= _LIMIT_SECONDS else 1


def _absent(settings: Path, folder: Path) -> Path:
    """Give settings of a terminal that was built with no device at all."""
    told = tomllib.loads(settings.read_text(encoding="utf-8"))
    told["state_directory"] = str(folder / "none")
    told["cards"] = {"pcsc": False}
    for device in ("panel_port", "receipt_port", "microphone"):
        told.pop(device, None)
    place = folder / "none.toml"
    place.write_text(tomli_w.dumps(told), encoding="utf-8")
    return place


def _command(settings: Path) -> list[str]:
    whole = [sys.executable, "-m", "kiosk", "diagnose", "--json"]
    return [*whole, "--settings", str(settings)]


def _measure(name: str, command: Sequence[str], environment: dict[str, str]) -> float:
    """Run a few times; gives the longest wall time."""
    walls, used = [], []
    for _ in range(_RUNS):
        before, began = _processor_seconds(), time.monotonic()
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        walls.append(time.monotonic() - began)
        used.append(_processor_seconds() - before)
    middle = sorted(walls)[_RUNS // 2]
    print(
        f"{name:20} wall {middle:5.2f} s (worst {max(walls):5.2f})"
        f"  processor {sorted(used)[_RUNS // 2]:5.2f} s  {_slowest(done.stdout)}"
    )
    return max(walls)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _slowest(lines: str) -> str:
    """Name the probes that took longest in the last run, and any that hung."""
    told = [json.loads(line) for line in lines.splitlines()]
    told.sort(key=lambda each: -each["seconds"])
    slow = [f"{each['probe']} {each['seconds']}" for each in told[:3]]
    hung = [each["probe"] for each in told if each["cause"] == "probe-hung"]
    return ", ".join((*slow, *(f"HUNG {probe}" for probe in hung)))


if __name__ == "__main__":
    sys.exit(main())

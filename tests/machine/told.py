"""A centre for a machine on trial, and the files its technician gives it."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import tomli_w

from backend.access.enrolment import give_code
from backend.access.identity import MachineAuthority
from backend.clock import city_time
from backend.home import Home
from backend.installation import open_database
from drivers.simulated.ippeveprinter import PrinterBench
from tests.unit.backend.running_centre import RunningCentre, make_centre

__all__ = ["Step", "centre_for", "steps_told"]

Step = Mapping[str, object]
"""What `trial-look` told: ``step``, if it went ``well``, seconds since the start."""

_NAME = "hall-9"
_LAST = "done"
_LIMIT_SECONDS = 5400.0
_IDENTITY = "/etc/kiosk/identity"


@contextmanager
def centre_for(folder: Path, host: str) -> Iterator[Mapping[str, str]]:
    """Run centre and printer here; gives the technician's files, by name.

    Args:
        folder: Where both keep their things; emptied first.
        host: How the machine on trial names this one.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    home = make_centre(folder / "home")
    hosts = sorted({"localhost", "127.0.0.1", host})
    MachineAuthority.load(home / "machines").server(hosts).write(home / "server")
    door = home / "enrolment.port"
    with PrinterBench(folder / "printer") as printer:
        told = ("--enrolment-port=0", f"--enrolment-port-file={door}")
        running = RunningCentre(home, *told)
        try:
            port = int(door.read_text())
            yield {
                "terminal.toml": _settings(running, host, printer.uri),
                "enrol": f"CENTRE=https://{host}:{port}\nCODE={_code(home)}\n",
            }
        finally:
            running.stop()


def _code(home: Path) -> str:
    database = open_database(Home(home))
    with database.writing() as session:
        code = give_code(session, _NAME, "", city_time(), 24, "", "")
    database.close()
    return code.grouped


def _settings(running: RunningCentre, host: str, printer: str) -> str:
    port = running.url.rsplit(":", 1)[1]
    files = {n: f"{_IDENTITY}/{n}.pem" for n in ("certificate", "key", "authority")}
    centre = {"url": f"https://{host}:{port}", "trust": f"{_IDENTITY}/trust"}
    return tomli_w.dumps(
        {
            "name": _NAME,
            "state_directory": "/var/lib/kiosk",
            "vault": {"kind": "credential"},
            "centre": centre | files,
            "printer": {"uri": printer.replace("localhost", host)},
        }
    )


def steps_told(
    line: Path, figures: Path, meanwhile: Callable[[str], None] = lambda _: None
) -> Iterator[Step]:
    """Give each step as it is told, until the last one or for an hour and a half.

    Args:
        line: File with all that the machine says.
        figures: Kept as JSON lines, with seconds of this machine's clock.
        meanwhile: Called with each step's name, and with ``newest`` in between.
    """
    began, seen = time.monotonic(), 0
    figures.write_text("")
    while time.monotonic() - began < _LIMIT_SECONDS:
        lines = line.read_text("utf-8", "replace").split("\n")
        for each in lines[seen:-1]:
            if each.startswith("@{"):
                step = json.loads(each[1:].strip())
                step["wall"] = round(time.monotonic() - began)
                _note(figures, step)
                meanwhile(str(step["step"]))
                yield step
                if step["step"] == _LAST:
                    return
        seen = len(lines) - 1
        meanwhile("newest")
        time.sleep(1.0)


def _note(figures: Path, step: Step) -> None:
    with figures.open("a") as file:
        file.write(json.dumps(step) + "\n")
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()

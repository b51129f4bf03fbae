"""A terminal's image on a machine of its own: ``python -m tests.machine.trial DIR``.

DIR holds what ``packaging/image/build.sh`` made with ``tests/machine/site`` over it.
An emulated machine starts it, by UEFI, with no key and no screen in front; a centre
runs here. Told what a technician tells, the machine sets itself up, and a program in it
(`trial-look`) tells on the serial line what systemd then does: start, watchdog, killed
and frozen terminal, vault, the wish for another version, and a second start.

Pictures of the machine's screen and ``trial.jsonl`` are left in DIR.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tomli_w
from PIL import Image

from backend.access.enrolment import give_code
from backend.access.identity import MachineAuthority
from backend.clock import city_time
from backend.home import Home
from backend.installation import open_database
from drivers.simulated.ippeveprinter import PrinterBench
from tests.unit.backend.running_centre import RunningCentre, make_centre

__all__ = ["main"]

_HOST = "10.0.2.2"
"""How the emulated machine names this one."""
_NAME = "hall-9"
_UEFI = "/usr/share/ovmf/OVMF.fd"
_EFI_AT = "1M"
_LIMIT_SECONDS = 5400.0
_PICTURE_SECONDS = 20.0
_LAST = "done"


def main(folder: Path) -> int:
    """Run the trial; 0 when every step went well and the last was reached."""
    image = folder / "trial.img"
    shutil.copyfile(folder / "terminal.img", image)
    home = _founded(folder / "home")
    door = home / "enrolment.port"
    with PrinterBench(folder / "printer") as printer:
        further = ("--enrolment-port=0", f"--enrolment-port-file={door}")
        running = RunningCentre(home, *further)
        try:
            _tell_machine(image, running, int(door.read_text()), printer.uri)
            with _machine(folder, image) as serial:
                steps = list(_steps(folder, serial))
        finally:
            running.stop()
    well = bool(steps) and steps[-1]["step"] == _LAST
    return 0 if well and all(step["well"] for step in steps) else 1


def _founded(home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    make_centre(home)
    hosts = ["localhost", "127.0.0.1", _HOST]
    MachineAuthority.load(home / "machines").server(hosts).write(home / "server")
    return home


def _tell_machine(image: Path, running: RunningCentre, door: int, printer: str) -> None:
    """Put settings and code onto the EFI partition, as a technician does."""
    database = open_database(Home(running.home))
    with database.writing() as session:
        code = give_code(session, _NAME, "", city_time(), 24, "", "")
    database.close()
    port = running.url.rsplit(":", 1)[1]
    identity = "/etc/kiosk/identity"
    files = {n: f"{identity}/{n}.pem" for n in ("certificate", "key", "authority")}
    settings = {
        "name": _NAME,
        "state_directory": "/var/lib/kiosk",
        "vault": {"kind": "credential"},
        "centre": {
            "url": f"https://{_HOST}:{port}",
            "trust": f"{identity}/trust",
            **files,
        },
        "printer": {"uri": printer.replace("localhost", _HOST)},
    }
    told = {
        "terminal.toml": tomli_w.dumps(settings),
        "enrol": f"CENTRE=https://{_HOST}:{door}\nCODE={code.grouped}\n",
    }
    place = ["-i", f"{image}@@{_EFI_AT}"]
    subprocess.run(["mmd", *place, "::/kiosk"], check=True)
    for name, text in told.items():
        put = ["mcopy", *place, "-", f"::/kiosk/{name}"]
        subprocess.run(put, input=text.encode(), check=True)


@contextmanager
def _machine(folder: Path, image: Path) -> Iterator[Path]:
    """Start the emulated machine; gives the file with all that its line says."""
    serial, monitor = folder / "serial.txt", folder / "monitor"
    serial.write_bytes(b"")
    command = [
        "qemu-system-x86_64",
        *("-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "2", "-m", "2048"),
        *("-bios", _UEFI, "-display", "none", "-vga", "none"),
        *("-device", "virtio-gpu-pci,xres=1080,yres=1920"),
        *("-drive", f"file={image},format=raw,if=virtio,cache=unsafe"),
        *("-netdev", "user,id=line", "-device", "virtio-net-pci,netdev=line"),
        *("-device", "qemu-xhci", "-device", "usb-kbd", "-device", "usb-ccid"),
        *("-serial", f"file:{serial}", "-monitor", f"unix:{monitor},server,nowait"),
        # By `stop` and `cont` on this line the whole machine rests, its clock as well.
        *("-monitor", f"unix:{folder / 'pause'},server,nowait"),
        *("-rtc", "base=utc,clock=vm"),
    ]
    with subprocess.Popen(command) as process:
        try:
            yield serial
            with suppress(subprocess.TimeoutExpired):
                process.wait(120)
        finally:
            process.kill()


def _steps(folder: Path, serial: Path) -> Iterator[dict[str, object]]:
    """Give each step as it is told, with pictures of the screen by the way."""
    began, pictured, seen = time.monotonic(), 0.0, 0
    figures = folder / "trial.jsonl"
    figures.write_text("")
    while time.monotonic() - began < _LIMIT_SECONDS:
        lines = serial.read_text("utf-8", "replace").split("\n")
        for line in lines[seen:-1]:
            if line.startswith("@{"):
                step = json.loads(line[1:].strip())
                wall = round(time.monotonic() - began)
                with figures.open("a") as file:
                    file.write(json.dumps(step | {"wall": wall}) + "\n")
                sys.stdout.write(f"{wall:5} s  {step}\n")
                sys.stdout.flush()
                _picture(folder, str(step["step"]))
                yield step
                if step["step"] == _LAST:
                    return
        seen = len(lines) - 1
        if time.monotonic() - pictured > _PICTURE_SECONDS:
            pictured = time.monotonic()
            _picture(folder, "newest")
        time.sleep(1.0)


def _picture(folder: Path, name: str) -> None:
    """Photograph the machine's screen, if there is one."""
    raw = folder / "screen.ppm"
    raw.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
        line.connect(str(folder / "monitor"))
        line.settimeout(10)
        line.sendall(f"screendump {raw}\n".encode())
        time.sleep(1.0)
    if raw.exists():
        with suppress(OSError), Image.open(raw) as picture:
            picture.save(folder / f"screen-{name}.png")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))

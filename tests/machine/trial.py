"""A terminal's image on a machine of its own: ``python -m tests.machine.trial DIR``.

DIR holds what ``packaging/image/build.sh`` made with ``tests/machine/site`` over it.
An emulated machine starts it, by UEFI, with no key and no screen in front; a centre
runs here. Told what a technician tells, the machine sets itself up, and a program in it
(`trial-look`) tells on the serial line what systemd then does: start, watchdog, killed
and frozen terminal, vault, the wish for another version, and a second start.

Pictures of the machine's screen and ``trial.jsonl`` are left in DIR.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image

from tests.machine.told import centre_for, steps_told

__all__ = ["main"]

_HOST = "10.0.2.2"
"""How the emulated machine names this one."""
_UEFI = "/usr/share/ovmf/OVMF.fd"
_EFI_AT = "1M"


def main(folder: Path) -> int:
    """Run the trial; 0 when every step went well and the last was reached."""
    image = folder / "trial.img"
    shutil.copyfile(folder / "terminal.img", image)
    with centre_for(folder / "centre", _HOST) as files:
        place = ["-i", f"{image}@@{_EFI_AT}"]
        subprocess.run(["mmd", *place, "::/kiosk"], check=True)
        for name, text in files.items():
            put = ["mcopy", *place, "-", f"::/kiosk/{name}"]
            subprocess.run(put, input=text.encode(), check=True)
        with _machine(folder, image) as serial:
            figures, camera = folder / "trial.jsonl", _Camera(folder)
            steps = list(steps_told(serial, figures, camera.take))
    well = bool(steps) and steps[-1]["step"] == "done"
    return 0 if well and all(step["well"] for step in steps) else 1


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


class _Camera:
    """Photographs the machine's screen."""

    _EVERY_SECONDS = 20.0

    def __init__(self, folder: Path) -> None:
        self._folder, self._taken = folder, 0.0

    def take(self, name: str) -> None:
        """Keep a picture, if there is a screen; the newest one not too often."""
        if name == "newest" and time.monotonic() - self._taken < self._EVERY_SECONDS:
            return
        self._taken = time.monotonic()
        raw = self._folder / "screen.ppm"
        raw.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
            line.connect(str(self._folder / "monitor"))
            line.sendall(f"screendump {raw}\n".encode())
            time.sleep(1.0)
        if raw.exists():
            with suppress(OSError), Image.open(raw) as picture:
                picture.save(self._folder / f"screen-{name}.png")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))

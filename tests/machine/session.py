"""The package under a real systemd: ``python -m tests.machine.session DEB FOLDER``.

As root on Debian, with systemd-container, cage and xwayland. In a container over this
machine's own files, which stay as they are, the package is installed and laid out as on
`packaging/image`'s disk: root only read, versions and state beside it. systemd is the
container's first process; `kiosk-setup` enrols it at a centre that runs here, and
`trial-look` tells what systemd does with the terminal. The session is cage's, headless.
A few minutes; what was told is left in FOLDER, ``session.jsonl``.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.machine.told import centre_for, steps_told

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parents[2]
_IMAGE = _ROOT / "packaging" / "image" / "root"
_SITE = _ROOT / "tests" / "machine" / "site"
_WANTED = (
    "kiosk-setup.service",
    "kiosk.service",
    "kiosk-trial.timer",
    "kiosk-wish.path",
    "trial-look.service",
    "dbus.socket",
)
_TARGET = f"""[Unit]
Description=What a terminal starts, and nothing else of this machine
Requires=basic.target
After=basic.target
Wants={" ".join(_WANTED)}
"""
_HEADLESS = """[Service]
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman
TTYPath=
StandardInput=null
TTYReset=no
TTYVHangup=no
"""
_LOOK = """[Service]
Environment=TRIAL_LINE=/trial/line TRIAL_PLACE=container
"""
_PLACES = {
    "versions": "opt/kiosk",
    "kiosk": "var/lib/kiosk",
    "systemd": "var/lib/systemd",
    "settings": "etc/kiosk",
    "credstore": "etc/credstore.encrypted",
    "efi": "efi",
    "trial": "trial",
}
"""What is written, by its folder here and its place in the container."""


def main(package: Path, folder: Path) -> int:
    """Run the trial; 0 when every step went well and the last was reached."""
    if (folder / "root").is_mount():
        _run("umount", "--lazy", str(folder / "root"))
    shutil.rmtree(folder, ignore_errors=True)
    # Ended from outside, it takes container and layer away all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as stack:
        root = stack.enter_context(_overlay(folder))
        _install(package, root, folder)
        files = stack.enter_context(centre_for(folder / "centre", "127.0.0.1"))
        _tell(folder, files)
        stack.enter_context(_container(root, folder))
        line = folder / "trial" / "line"
        steps = list(steps_told(line, folder / "session.jsonl"))
    well = bool(steps) and steps[-1]["step"] == "done"
    return 0 if well and all(step["well"] for step in steps) else 1


@contextmanager
def _overlay(folder: Path) -> Iterator[Path]:
    """Give this machine's root with a layer of its own above."""
    upper, work, root = (folder / name for name in ("upper", "work", "root"))
    for place in (upper, work, root):
        place.mkdir(parents=True)
    options = f"lowerdir=/,upperdir={upper},workdir={work}"
    _run("mount", "-t", "overlay", "overlay", "-o", options, str(root))
    try:
        yield root
    finally:
        _run("umount", "--lazy", str(root))


def _install(package: Path, root: Path, folder: Path) -> None:
    _run("chroot", str(root), "dpkg", "--force-depends", "-i", str(package))
    for layer in (_IMAGE / "usr", _SITE / "usr"):
        shutil.copytree(layer, root / "usr", dirs_exist_ok=True)
    units = root / "etc" / "systemd" / "system"
    for layer in (_IMAGE, _SITE):
        for unit in (layer / "etc" / "systemd" / "system").glob("*.service"):
            shutil.copy(unit, units)
    (units / "trial.target").write_text(_TARGET)
    for name, text in (("kiosk", _HEADLESS), ("trial-look", _LOOK)):
        (units / f"{name}.service.d").mkdir(exist_ok=True)
        (units / f"{name}.service.d" / "trial.conf").write_text(text)
    (root / "etc" / "machine-id").write_text("")
    _lay_out(root, folder)


def _lay_out(root: Path, folder: Path) -> None:
    """Part what is written from what is only read, as on the image's disk."""
    for name, place in _PLACES.items():
        (root / place).mkdir(parents=True, exist_ok=True)
        if name in ("versions", "settings"):
            _run("cp", "-a", str(root / place), str(folder / name))
        else:
            (folder / name).mkdir()
    (folder / "settings" / "identity").mkdir(mode=0o700, exist_ok=True)
    who = _owner_of(root)
    for private in (folder / "kiosk", folder / "settings" / "identity"):
        private.chmod(0o700)
        shutil.chown(private, *who)
    (folder / "trial" / "line").write_text("")


def _owner_of(root: Path) -> tuple[int, int]:
    lines = (root / "etc" / "passwd").read_text().splitlines()
    fields = next(line.split(":") for line in lines if line.startswith("kiosk:"))
    return int(fields[2]), int(fields[3])


def _tell(folder: Path, files: Mapping[str, str]) -> None:
    (folder / "efi" / "kiosk").mkdir()
    for name, text in files.items():
        (folder / "efi" / "kiosk" / name).write_text(text)


@contextmanager
def _container(root: Path, folder: Path) -> Iterator[None]:
    """Run systemd as the first process over a root."""
    bound = [f"--bind={folder / name}:/{place}" for name, place in _PLACES.items()]
    memory = [f"--tmpfs=/{place}" for place in ("tmp", "var/tmp", "var/log")]
    command = [
        *("systemd-nspawn", "--quiet", "--register=no", "--keep-unit"),
        *("--machine=terminal-on-trial", f"--directory={root}", "--console=pipe"),
        *(*bound, *memory, "/lib/systemd/systemd", "systemd.unit=trial.target"),
    ]
    with (
        (folder / "console.txt").open("wb") as console,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=console
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute()))

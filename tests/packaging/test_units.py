"""The Debian package is laid out as it should be, and systemd takes its units."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import kiosk

ROOT = Path(kiosk.__file__).parents[1]
UNITS = sorted((ROOT / "packaging" / "systemd").iterdir())
OF_THE_IMAGE = sorted(ROOT.glob("packaging/image/root/etc/systemd/system/*.service"))
BUILD = ROOT / "packaging" / "debian" / "build.sh"
NOT_HERE = "is not executable: No such file or directory"
"""What is installed at a terminal and not on this machine is no fault of a unit."""


@pytest.mark.parametrize("unit", [*UNITS, *OF_THE_IMAGE], ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if line.startswith(unit.name)]
    assert [line for line in ours if NOT_HERE not in line] == []


@pytest.mark.parametrize("name", ["kiosk.service", "kiosk-x11.service"])
def test_each_start_of_a_version_on_trial_is_counted(name: str) -> None:
    text = (ROOT / "packaging" / "systemd" / name).read_text()
    counts = "\nExecStartPre=+/usr/bin/python3 -I /usr/lib/kiosk/kiosk-trial start "
    assert counts in text


@pytest.mark.parametrize("name", ["kiosk.service", "kiosk-x11.service"])
def test_no_session_takes_the_terminal_out_of_its_unit(name: str) -> None:
    """Systemd hears nothing from a process that logind has moved to its own scope."""
    text = (ROOT / "packaging" / "systemd" / name).read_text()
    assert "\nPAMName=" not in text


@pytest.mark.parametrize("name", ["kiosk-update.service", "kiosk-wish.service"])
def test_who_installs_a_version_may_take_the_word_of_the_last_one_away(
    name: str,
) -> None:
    text = (ROOT / "packaging" / "systemd" / name).read_text()
    assert "\nReadWritePaths=/opt/kiosk -/var/lib/kiosk/software\n" in text


@pytest.mark.parametrize("name", ["kiosk.service", "kiosk-x11.service"])
def test_a_frozen_screen_is_started_anew_for_ever(name: str) -> None:
    text = (ROOT / "packaging" / "systemd" / name).read_text()
    for line in ("Type=notify", "WatchdogSec=30", "Restart=always"):
        assert f"\n{line}\n" in text
    assert "\nStartLimitIntervalSec=0\n" in text


def test_the_package_has_its_parts(tmp_path: Path) -> None:
    subprocess.run([BUILD, "--layout", tmp_path], check=True, capture_output=True)
    (package,) = tmp_path.glob("*.deb")
    told = subprocess.run(
        ["dpkg-deb", "--contents", package], check=True, capture_output=True, text=True
    ).stdout
    for unit in UNITS:
        assert f"./lib/systemd/system/{unit.name}" in told
    for part in (
        "70-kiosk-usb.rules",
        "nftables.conf",
        "installation.md",
        "./usr/lib/kiosk/kiosk-trial",
    ):
        assert part in told
    facts = subprocess.run(
        ["dpkg-deb", "--field", package, "Version"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert facts.stdout.strip() == kiosk.__version__

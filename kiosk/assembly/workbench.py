"""The workbench: what staff have done that takes time and belongs to no device."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from kiosk.assembly.export import bundle, export_place, seal_for, write_export
from kiosk.assembly.integrity import (
    Integrity,
    check_files,
    sign_version,
    version_picture,
)
from kiosk.diagnostics.errand import Measured
from kiosk.diagnostics.finding import ProbeResult
from kiosk.diagnostics.upkeep import (
    ChangeVersion,
    EnrolAnew,
    ExportBundle,
    IdentityView,
    VersionsView,
    VersionWish,
    WriteReport,
)
from kiosk.domain.fault import DeviceLost, StoreFault, StoreFull
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.settings import TerminalSettings
from kiosk.work.worker import Tools

__all__ = ["CHANGE_SECONDS", "WORKBENCH", "Workbench", "software_version"]

CHANGE_SECONDS = 900.0
"""Longest wait for a version: a hundred megabytes over a thin, courteous line."""

WORKBENCH = "workbench"
_PACKAGE = "social-insurance-kiosk"
_LIBRARIES = {
    "Qt (PySide6)": "PySide6-Essentials",
    "OpenCV": "opencv-python-headless",
    "PC/SC (pyscard)": "pyscard",
    "SQLCipher": "sqlcipher3-wheels",
    "pyHanko": "pyHanko",
}
_SWITCH_SECONDS = 30.0
_DISK_BYTES = 8 << 20
_SLOW_DISK = 5.0
_LEAST_RATE = 1.0
_MEMORY_BYTES = 64 << 20
_LEAST_MEMORY = 200 << 20
_CHIP = Path("/sys/class/tpm/tpm0")
_COMMANDS = {
    "restart": ("systemctl", "reboot"),
    "shut-down": ("systemctl", "poweroff"),
}


def software_version() -> str:
    """Give the version of this program."""
    return metadata.version(_PACKAGE)


@dataclass(frozen=True, slots=True)
class Workbench:
    """Runs probes and measurements; a device without hardware."""

    settings: TerminalSettings
    name: str = WORKBENCH

    def status(self) -> DeviceStatus:
        """Tell that it is always there."""
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None:
        """Hold nothing."""

    def examine(self, names: Sequence[str], tools: Tools) -> Sequence[ProbeResult]:
        """Run probes side by side, and show each finding as it comes."""
        # Here and below: what only staff ask for is loaded when they do.
        from kiosk.assembly.probing.diagnosis import (  # noqa: PLC0415
            diagnose,
            probes_named,
        )

        results = []
        for result in diagnose(self.settings, probes_named(names), "zh-CN"):
            tools.show(result)
            results.append(result)
        return results

    def measure(self, part: str) -> Measured:
        """Measure a part; see `kiosk.diagnostics.errand.Measure`."""
        measures = {
            "line": self._line,
            "disk": self._disk,
            "memory": _memory,
            "chip": _chip,
        }
        return measures[part]()

    def versions(self) -> tuple[tuple[str, str], ...]:
        """Give the versions of the program and of what it stands on."""
        libraries = ((name, metadata.version(p)) for name, p in _LIBRARIES.items())
        kernel = os.uname()
        return (
            ("kiosk", software_version()),
            (kernel.sysname, kernel.release),
            *libraries,
        )

    def draw_test_page(self, mark: str) -> bytes:
        """Draw the printer's test page."""
        # What draws pages takes long to load, and no start should wait for it.
        from kiosk.assembly.readiness_report import FONTS  # noqa: PLC0415
        from kiosk.documents.font import FontBook  # noqa: PLC0415
        from kiosk.documents.test_print import draw_test_page  # noqa: PLC0415

        moment = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        fonts = FontBook.load(FONTS)
        return draw_test_page(self.settings.name, moment, mark, fonts)

    def write_report(self, ask: WriteReport) -> str:
        """Write the readiness report; gives the place.

        Raises:
            StoreFull: the medium has no room, or cannot be written.
        """
        # As above: for a page that staff ask for.
        from kiosk.assembly.readiness_report import (  # noqa: PLC0415
            report_facts,
            write_readiness,
        )

        now = datetime.now().astimezone()
        facts = report_facts(
            (self.settings.name, software_version()),
            now,
            ask.results,
            ask.tests,
            ask.session.number,
        )
        path = export_place(self.settings) / f"{self._stem('readiness')}.pdf"
        try:
            write_readiness(path, facts, ask.results, ask.tests)
        except OSError as error:
            raise StoreFull(part="medium", reason=type(error).__name__) from error
        return str(path)

    def export_bundle(self, ask: ExportBundle) -> str:
        """Write the support bundle for the support's key alone.

        Raises:
            NoRecipient: no such key is configured; nothing was written.
            StoreFull: the medium has no room, or cannot be written.
        """
        settings, versions = self.settings, self.versions()
        content = bundle(settings, ask.results, versions, ask.history, ask.tests)
        sealed = seal_for(settings.export.support, content)
        return write_export(settings, f"{self._stem('support')}.zip.age", sealed)

    def vouch(self) -> Integrity:
        """Compare the installed files with the signed list."""
        software = self.settings.software
        return check_files(software.manifest, software.key)

    def sign_version(self) -> tuple[str, bytes]:
        """Sign version and state of the software; gives text and QR code.

        Raises:
            DeviceLost: this terminal's identity cannot be read.
        """
        centre, found = self.settings.centre, self.vouch()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        facts = (self.settings.name, software_version(), found.state, found.digest, now)
        try:
            keys = (centre.key.read_bytes(), centre.certificate.read_bytes())
            text = sign_version(facts, *keys)
        except (OSError, ValueError, TypeError) as error:
            raise DeviceLost(part="identity", reason=type(error).__name__) from error
        return text, version_picture(text)

    def versions_here(self) -> VersionsView:
        """Tell which versions lie here and what became of the newest change."""
        from kiosk.assembly.version_wish import survey_versions  # noqa: PLC0415

        return survey_versions(self.settings)

    def change_version(self, ask: ChangeVersion) -> str:
        """Fetch, install or take back a version; see `ChangeVersion`."""
        from kiosk.assembly.version_wish import change_version  # noqa: PLC0415

        is_long = ask.wish is VersionWish.FETCH
        seconds = CHANGE_SECONDS if is_long else _SWITCH_SECONDS
        return change_version(self.settings, ask, seconds)

    def identity(self) -> IdentityView:
        """Tell who this terminal is."""
        from kiosk.assembly.identity_swap import look_at_identity  # noqa: PLC0415

        return look_at_identity(self.settings)

    def enrol(self, ask: EnrolAnew) -> str:
        """Take an identity by a code; see `EnrolAnew`."""
        from kiosk.assembly.identity_swap import swap_identity  # noqa: PLC0415

        try:
            return swap_identity(self.settings, ask.code)
        except OSError as error:
            raise StoreFault(part="identity", reason=type(error).__name__) from error

    def _stem(self, kind: str) -> str:
        moment = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        return f"{self.settings.name}-{kind}-{moment}"

    def stop(self, how: str) -> None:
        """Tell the machine to restart or to shut down.

        Raises:
            DeviceLost: this machine does not take the order from us.
        """
        try:
            subprocess.run(_COMMANDS[how], check=True, timeout=10)  # noqa: S603 - fixed words
        except (OSError, subprocess.SubprocessError) as error:
            raise DeviceLost(part="machine", reason=type(error).__name__) from error

    def _line(self) -> Measured:
        """Time a short answer, and see how much the line carries.

        Raises:
            DeviceLost: the way to the centre ends somewhere.
        """
        from kiosk.assembly.probing.centre import throughput  # noqa: PLC0415

        seconds, rate = throughput(self.settings)
        figures = (
            ("latency", f"{seconds * 1000:.0f} ms"),
            ("throughput", f"{rate:.1f} Mbit/s"),
        )
        return Measured(figures, "line-thin" if rate < _LEAST_RATE else "")

    def _disk(self) -> Measured:
        """Write and read back some megabytes where the store lives."""
        import psutil  # noqa: PLC0415

        place = self.settings.state_directory / "disk-test.tmp"
        data = os.urandom(1 << 20)
        began = time.monotonic()
        try:
            with place.open("wb") as file:
                for _ in range(_DISK_BYTES >> 20):
                    file.write(data)
                file.flush()
                os.fsync(file.fileno())
            wrote = time.monotonic() - began
            is_same = place.read_bytes() == data * (_DISK_BYTES >> 20)
        except OSError as error:
            return Measured((("disk", type(error).__name__),), "disk-bad")
        finally:
            place.unlink(missing_ok=True)
        rate = (_DISK_BYTES >> 20) / max(wrote, 1e-6)
        free = psutil.disk_usage(str(place.parent)).free >> 20
        figures = (("disk-write", f"{rate:.0f} MB/s"), ("disk-free", f"{free} MB"))
        if not is_same:
            return Measured(figures, "disk-bad")
        return Measured(figures, "disk-slow" if rate < _SLOW_DISK else "")


def _memory() -> Measured:
    """Fill and compare some memory, and look at how much is free."""
    import psutil  # noqa: PLC0415

    pattern = bytes(range(256))
    block = bytearray(pattern * (_MEMORY_BYTES // len(pattern)))
    is_sound = block.count(pattern) == _MEMORY_BYTES // len(pattern)
    memory = psutil.virtual_memory()
    figures = (
        ("memory-free", f"{memory.available >> 20} MB"),
        ("memory-whole", f"{memory.total >> 20} MB"),
    )
    if not is_sound:
        return Measured(figures, "memory-bad")
    return Measured(figures, "memory-low" if memory.available < _LEAST_MEMORY else "")


def _chip() -> Measured:
    """Read what the kernel says of the security chip."""
    try:
        version = (_CHIP / "tpm_version_major").read_text(encoding="ascii").strip()
    except OSError:
        return Measured((("chip", "–"),), "no-security-chip")
    return Measured((("chip", f"TPM {version}"),))

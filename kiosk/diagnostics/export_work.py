"""What leaves the terminal by hand: report, support bundle, unsent deeds, version."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.diagnostics.attendant import note
from kiosk.diagnostics.errand import Examine, ReadHistory, ReadTests, ReadVersions
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, plain, told
from kiosk.diagnostics.upkeep import (
    ExportBundle,
    ExportUnsent,
    SignVersion,
    WriteReport,
)
from kiosk.domain.fault import DeviceLost, Expired, StoreFault

if TYPE_CHECKING:
    from kiosk.domain.staff import StaffSession
    from kiosk.ports.logbook import StatusNote, WorkNote

__all__ = ["export_bundle", "export_unsent", "show_version", "write_report"]

_BACK = (Option(BACK, "arrow-left", is_primary=True),)


async def write_report(session: StaffSession) -> None:
    """Examine everything and write the readiness report as PDF and JSON."""
    results = tuple(await Examine())
    place = await WriteReport(session, results, await _tests())
    await note(session, "report")
    await _tell_place("report", place)


async def export_bundle(session: StaffSession) -> None:
    """Write the support bundle, which only the support's key opens."""
    results = tuple(await Examine())
    place = await ExportBundle(results, await _history(), await _tests())
    await note(session, "bundle")
    await _tell_place("bundle", place)


async def export_unsent(session: StaffSession) -> None:
    """Write what could not be sent; it stays here, too, until the centre has it."""
    place = await ExportUnsent()
    await note(session, "unsent")
    await _tell_place("unsent", place)


async def _tests() -> tuple[WorkNote, ...]:
    with suppress(StoreFault, DeviceLost, Expired):
        return tuple(await ReadTests())
    return ()


async def _history() -> tuple[StatusNote, ...]:
    with suppress(StoreFault, DeviceLost, Expired):
        return tuple(await ReadHistory(""))
    return ()


async def _tell_place(topic: str, place: str) -> None:
    done = Row(told("technician.written-to"), plain(_breakable(place)), Tone.GOOD)
    await ShowSheet(topic, (done,), _BACK, told(f"technician.{topic}.body"))


def _breakable(place: str) -> str:
    """Let a long path go on in the next line, after a stroke."""
    return place.replace("/", "/\u200b").replace("-", "-\u200b")


async def show_version(session: StaffSession) -> None:
    """Show versions, and a signed code that anybody can scan and check."""
    del session
    versions = await ReadVersions()
    rows = tuple(Row(plain(name), plain(version)) for name, version in versions)
    _, picture = await SignVersion()
    intro = told("technician.version.body")
    await ShowSheet("version", rows, _BACK, intro, picture=picture)

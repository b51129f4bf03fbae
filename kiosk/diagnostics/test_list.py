"""Every guided test, and how one is run: a fault is a failed test, never the end."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.diagnostics import device_test, machine_test
from kiosk.diagnostics.errand import LookAtBoard, NoteWork, ReadTests
from kiosk.diagnostics.guided import (
    GuidedTest,
    Outcome,
    Result,
    figure_rows,
    test_rows,
)
from kiosk.diagnostics.overview import cause_rows
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, told
from kiosk.domain.fault import DeviceLost, Expired, Fault, StoreFault
from kiosk.visit.errand import ReadClock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kiosk.domain.staff import StaffSession
    from kiosk.ports.logbook import WorkNote

__all__ = ["TESTS", "last_tests", "open_tests", "run_test", "tests_here"]

TESTS: tuple[GuidedTest, ...] = (
    GuidedTest("card", "card-reader", device_test.read_staff_card, "credit-card"),
    GuidedTest("id-card", "id-card-reader", device_test.read_id_card, "id-card"),
    GuidedTest("page", "printer", device_test.test_page, "printer", 30),
    GuidedTest("slip", "receipt-printer", device_test.test_slip, "file-text"),
    GuidedTest("camera", "face", device_test.test_camera, "camera", 30),
    GuidedTest("face", "face", device_test.test_face, "scan-face"),
    GuidedTest("scanner", "scanner", device_test.test_scanner, "file-check-2"),
    GuidedTest("lights", "panel", device_test.see_lights, "sun"),
    GuidedTest("sound", "", device_test.test_sound, "volume-2"),
    GuidedTest("touch", "", device_test.test_touch, "hand", 30),
    GuidedTest("line", "centre", machine_test.test_line, "refresh-cw", 30),
    GuidedTest("disk", "", machine_test.measuring("disk"), "layers"),
    GuidedTest("memory", "", machine_test.measuring("memory"), "layers"),
    GuidedTest("chip", "", machine_test.measuring("chip"), "shield-check", 365),
    GuidedTest("power", "panel", machine_test.test_power, "triangle-alert", 180),
)


def tests_here(devices: Sequence[str]) -> tuple[GuidedTest, ...]:
    """Give the tests of what this terminal has."""
    return tuple(test for test in TESTS if not test.device or test.device in devices)


async def last_tests() -> Mapping[str, WorkNote]:
    """Get the newest result of each test; none where the store is gone."""
    with suppress(StoreFault, DeviceLost, Expired):
        return {note.subject: note for note in await ReadTests()}
    return {}


async def open_tests(session: StaffSession, device: str = "") -> None:
    """Let tests be chosen and run until somebody goes back."""
    while True:
        here = [view.name for view in (await LookAtBoard()).devices]
        tests = tests_here(here)
        tests = tuple(test for test in tests if device in ("", test.device))
        rows = test_rows(tests, await last_tests(), await ReadClock())
        choice = await ShowSheet("tests", rows, (Option(BACK, "arrow-left"),))
        if choice == BACK:
            return
        chosen = next(test for test in tests if choice == f"test.{test.key}")
        await run_test(session, chosen)


async def run_test(session: StaffSession, test: GuidedTest) -> None:
    """Run one test, keep its result, and show it with what to do."""
    try:
        result = await test.run(session)
    except Fault as fault:
        result = Result(Outcome.FAILED, cause=fault.key)
    with suppress(StoreFault, DeviceLost, Expired):
        outcome = str(result.outcome)
        await NoteWork(session, "test", test.key, outcome, result.facts)
    await show_result(test, result)


async def show_result(test: GuidedTest, result: Result) -> None:
    """Tell outcome and figures; a failure comes with its cause and steps."""
    tone = Tone.GOOD if result.outcome is Outcome.PASSED else Tone.TROUBLE
    outcome = Row(told(f"technician.outcome.{result.outcome}"), tone=tone)
    rows = (outcome, *cause_rows(result.cause), *figure_rows(result.figures))
    title = told(f"technician.test.{test.key}")
    options = (Option(BACK, "arrow-left", is_primary=True),)
    await ShowSheet("result", rows, options, title=title)

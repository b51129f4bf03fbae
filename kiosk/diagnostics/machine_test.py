"""Guided tests of the machine: the line to the centre, disk, memory, power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.diagnostics.errand import Examine, LetPass, Measure, ReadSenses
from kiosk.diagnostics.finding import ProbeState
from kiosk.diagnostics.guided import Outcome, Result
from kiosk.diagnostics.sheet import Option, ShowSheet, told
from kiosk.ports.surroundings import Power

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from kiosk.domain.staff import StaffSession

__all__ = ["measuring", "test_line", "test_power"]

_LINE = ("network", "identity", "centre", "clock")
_LOOKS = 30
"""Half a second each: a panel tells of a change within seconds."""

_BAD = (ProbeState.FAILED, ProbeState.WARNING)


async def test_line(session: StaffSession) -> Result:
    """Go the way to the centre step by step; stop at the first that fails."""
    del session
    found = {result.probe: result for result in await Examine(_LINE)}
    figures = []
    for name in _LINE:
        result = found[name]
        is_bad = result.state is ProbeState.FAILED
        said = result.cause if result.state in _BAD else result.detail or "✓"
        figures.append((name, said))
        if is_bad:
            return Result(Outcome.FAILED, tuple(figures), result.cause)
    measured = await Measure("line")
    whole = (*figures, *measured.figures)
    outcome = Outcome.FAILED if measured.cause else Outcome.PASSED
    return Result(outcome, whole, measured.cause)


def measuring(part: str) -> Callable[[StaffSession], Awaitable[Result]]:
    """Make the test of a part that a measurement alone decides."""

    async def measure(session: StaffSession) -> Result:
        del session
        measured = await Measure(part)
        outcome = Outcome.FAILED if measured.cause else Outcome.PASSED
        return Result(outcome, measured.figures, measured.cause)

    return measure


async def test_power(session: StaffSession) -> Result:
    """Have the mains plug pulled: the battery must carry, and the panel must see it."""
    del session
    for topic, wanted in (
        ("power-mains", (Power.MAINS,)),
        ("power-pull", (Power.BATTERY, Power.LOW)),
        ("power-back", (Power.MAINS,)),
    ):
        done = Option("done", "check", is_primary=True)
        await ShowSheet(topic, (), (done,), told(f"technician.{topic}.body"))
        power = await _settled_power(wanted)
        if power not in wanted:
            return Result(Outcome.FAILED, (("power", str(power)),), "battery-unseen")
    return Result(Outcome.PASSED)


async def _settled_power(wanted: Collection[Power]) -> Power:
    """Look until the power is as wanted, or until patience ends."""
    power = (await ReadSenses()).power
    for _ in range(_LOOKS):
        if power in wanted:
            break
        await LetPass()
        power = (await ReadSenses()).power
    return power

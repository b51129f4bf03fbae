"""A line to the centre that loses, repeats, delays, and chokes on some deeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from drivers.simulated.centre import SimulatedCentre
from kiosk.domain.deed import Deed, DeedAnswer, DeedOutcome
from kiosk.domain.fault import CentreRefused, CentreUnreachable
from kiosk.ports.device import DeviceState, DeviceStatus

__all__ = ["FaultyLine", "Manner", "Mishap"]


class Mishap(StrEnum):
    """What happens to one request."""

    NONE = "none"
    LOST = "lost"
    ANSWER_LOST = "answer-lost"
    LATE = "late"
    TWICE = "twice"


class Manner(StrEnum):
    """What a bad deed does to the centre, for ever."""

    PUT_OFF = "put-off"
    CHOKES = "chokes"
    SPOILS = "spoils"
    """The centre refuses every batch that holds the deed."""


class FaultyLine(SimulatedCentre):
    """The twin of the centre behind a bad line, which counts what it was sent."""

    mishap = Mishap.NONE
    is_down = False

    def __init__(self, *arguments: object, **named: object) -> None:
        """Start with a good line."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.manners: dict[str, Manner] = {}
        self.late: list[Sequence[Deed]] = []
        self.sendings: dict[str, int] = {}
        self.batches: list[int] = []
        self.pass_time: Callable[[], None] = lambda: None

    def status(self) -> DeviceStatus:
        """Tell whether the line is up; the port wants the truth."""
        return DeviceStatus(DeviceState.OFFLINE) if self.is_down else super().status()

    def send(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        """Carry deeds, with the mishap of the moment."""
        mishap, self.mishap = self.mishap, Mishap.NONE
        self.batches.append(len(deeds))
        self.pass_time()
        if self.is_down or mishap is Mishap.LOST:
            raise CentreUnreachable(reason="lost")
        if mishap is Mishap.LATE:
            self.late.append(deeds)
            raise CentreUnreachable(reason="late")
        answers = self._arrive(deeds)
        if mishap is Mishap.TWICE:
            answers = self._arrive(deeds)
        if mishap is Mishap.ANSWER_LOST:
            raise CentreUnreachable(reason="answer-lost")
        return answers

    def deliver_late(self) -> None:
        """Let a delayed request arrive, whose sender gave up long ago."""
        deeds = self.late.pop(0)
        if not {deed.id for deed in deeds} & self.manners.keys():
            self._arrive(deeds)

    def _arrive(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        manners = {self.manners.get(deed.id) for deed in deeds}
        for deed in deeds:
            self.sendings[deed.id] = self.sendings.get(deed.id, 0) + 1
        if Manner.CHOKES in manners:
            raise CentreUnreachable(reason="bug")
        if Manner.SPOILS in manners:
            raise CentreRefused(reason="invalid")
        return [self._one(deed) for deed in deeds]

    def _one(self, deed: Deed) -> DeedAnswer:
        if self.manners.get(deed.id) is Manner.PUT_OFF:
            return DeedAnswer(deed.id, DeedOutcome.RETRY, "busy")
        return super().send([deed])[0]

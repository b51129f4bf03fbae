"""The desk: drives one visit from question to question, and erases it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.domain.paper_finding import PaperFinding
from kiosk.domain.staff import StaffSession
from kiosk.logs import Event, place_of
from kiosk.ports.device import MediaState
from kiosk.ports.face_judge import FaceVerdict
from kiosk.terminal.idle import Idle
from kiosk.terminal.stage import IdleWarning, ServingScene
from kiosk.terminal.visiting import Ending, Visit
from kiosk.visit.question import ReadCard
from kiosk.work.reply import Answered, Broke, Failed
from kiosk.work.station import WornOut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.domain.fault import Fault
    from kiosk.logs import EventLog
    from kiosk.ports.clock import Clock
    from kiosk.terminal.board import Board
    from kiosk.terminal.dispatch import Dispatch, Handled
    from kiosk.terminal.stage import Stage
    from kiosk.visit.ask import Ask
    from kiosk.visit.service import Service

__all__ = ["Desk", "DeskTools"]


def _nobody_leads(_ask: Ask[Any] | None) -> None:
    """Stand in for lights where a terminal has none."""


@dataclass(frozen=True, slots=True)
class DeskTools:
    """Everything a desk works with.

    Attributes:
        instant: Asks answered on the spot, such as the time or a fresh id.
        contact_reader: Device whose card stays in during the visit.
        give_up: Called when a device hangs too often: the process must restart.
        lead: Lets the lights lead to what the open question needs.
    """

    instant: Mapping[type[Ask[Any]], Callable[[Any], object]]
    board: Board
    dispatch: Dispatch
    stage: Stage
    clock: Clock
    log: EventLog
    contact_reader: str
    give_up: Callable[[], None]
    lead: Callable[[Ask[Any] | None], None] = _nobody_leads


class Desk:
    """Serves one visit at a time; everything runs in the GUI thread."""

    def __init__(self, tools: DeskTools, closed: Callable[[], None]) -> None:
        """Take the tools; ``closed`` is called when a visit was erased."""
        self._tools = tools
        self._closed = closed
        self._visit: Visit | None = None
        self._visits = 0
        self._step = 0
        self._idle = Idle()
        self._warned = False

    @property
    def is_free(self) -> bool:
        """Whether nobody is being served."""
        return self._visit is None

    def open(self, service: Service) -> None:
        """Begin a visit."""
        self._visits += 1
        self._visit = Visit(self._visits, service)
        self._note(Event.VISIT_BEGAN, service=service.key)
        self._drive(lambda visit: visit.conversation.start())

    # What the resident does -----------------------------------------------

    def answer(self, step: int, value: object) -> None:
        """Take a touch's answer, unless it was meant for an earlier question."""
        if step == self._step:
            self._answer(value)

    def back(self) -> None:
        """Return to the last choice, where there is one."""
        if self._visit is not None and self._visit.conversation.can_go_back:
            self._drive(lambda visit: visit.conversation.back())

    def leave(self, ending: Ending = Ending.LEFT) -> None:
        """End the visit where the open question allows it."""
        ask = self._ask()
        if ask is not None and ask.can_leave:
            self._end(ending)

    def card_pulled(self) -> None:
        """End the visit of a resident who took the card away."""
        visit = self._visit
        if visit is not None and visit.has_read_card:
            visit.is_locked_out = visit.is_staff
            self.leave(Ending.CARD_TAKEN)

    def seems_alone(self) -> None:
        """Ask whether anybody is still there; only time, never a sensor, ends it."""
        self._idle.hurry(self._tools.clock.monotonic())
        self._check_patience()

    def seems_accompanied(self) -> None:
        """Take that question back, as far as a sensor had put it."""
        self._idle.calm()
        self._warn(None)
        self._check_patience()

    def seal_off(self) -> None:
        """End the visit of a tampered terminal, unless a deed must come to its end."""
        visit = self._visit
        if visit is not None and not visit.conversation.has_deed:
            self.leave(Ending.TAMPERED)

    def touched(self) -> None:
        """Start the patience anew."""
        self._idle.touched(self._tools.clock.monotonic())
        self._warn(None)

    # What machines say ----------------------------------------------------

    def receive(self, reply: Handled) -> None:
        """Take a reply; those of earlier questions are dropped."""
        decisive = self._tools.dispatch.accept(reply)
        if isinstance(decisive, Answered):
            self._answer(decisive.value)
        elif isinstance(decisive, Failed):
            self._fail(decisive.fault)
        elif isinstance(decisive, Broke):
            self._crash(decisive.trace)
        elif decisive is not None:
            self._tools.stage.progress(self._step, decisive.value)

    def tick(self) -> None:
        """Look at the clock: deadlines of machines, patience of people."""
        self._check_deadline()
        self._check_patience()

    # Moving on ------------------------------------------------------------

    def _answer(self, value: object) -> None:
        ask = self._ask()
        if self._visit is None or ask is None:
            return
        is_staff = isinstance(value, StaffSession)
        if isinstance(ask, ReadCard) or is_staff:
            self._visit.has_read_card = True
            self._visit.is_staff = is_staff
        if isinstance(value, FaceVerdict):
            seconds = round(value.seconds, 3)
            self._note(Event.FACE_JUDGED, decision=value.decision, seconds=seconds)
        if isinstance(value, PaperFinding):
            self._note(Event.PAPER_JUDGED, decision=value.verdict)
        self._drive(lambda visit: visit.conversation.answer(value))

    def _fail(self, fault: Fault) -> None:
        self._note(Event.FAULT_RAISED, fault=fault)
        if self._ask() is not None:
            self._drive(lambda visit: visit.conversation.fail(fault))

    def _crash(self, trace: str) -> None:
        """Log where a bug was met, erase the visit, start clean."""
        self._note(Event.BUG_FOUND, trace=trace)
        self._end(Ending.BUG)

    def _drive(self, move: Callable[[Visit], None]) -> None:
        """Move the conversation on, through instant answers, to the next scene."""
        visit = self._visit
        if visit is None:
            return
        self._tools.dispatch.call_off()
        try:
            move(visit)
            self._answer_on_the_spot(visit)
        except Exception as error:  # noqa: BLE001 - any bug must erase the visit
            self._crash(place_of(error))
            return
        self._present(visit)

    def _answer_on_the_spot(self, visit: Visit) -> None:
        conversation = visit.conversation
        while (ask := conversation.ask) is not None:
            instant = self._tools.instant.get(type(ask))
            if instant is None:
                return
            conversation.answer(instant(ask))

    def _present(self, visit: Visit) -> None:
        ask = visit.conversation.ask
        if ask is None:
            self._end(Ending.DONE)
            return
        if visit.is_locked_out and ask.can_leave:
            self._end(Ending.CARD_TAKEN)
            return
        self._step += 1
        if ask.lends_reader:
            visit.has_read_card = False
        self._idle.restart(ask.patience_seconds, self._tools.clock.monotonic())
        self._warn(None)
        self._note(Event.ASKED, ask=ask.key)
        self._tools.stage.show(self._scene(visit, ask))
        self._tools.lead(ask)
        self._tools.dispatch.send(ask)

    def _scene(self, visit: Visit, ask: Ask[Any]) -> ServingScene:
        return ServingScene(
            visit=visit.number,
            step=self._step,
            service=visit.service.key,
            ask=ask,
            can_go_back=visit.conversation.can_go_back,
            can_leave=ask.can_leave,
        )

    # Ending ---------------------------------------------------------------

    def _end(self, ending: Ending) -> None:
        """Erase the visit, after the last words that are still to say."""
        visit = self._visit
        if visit is None:
            return
        self._tools.dispatch.call_off()
        if visit.part(ending, card_is_in=self._card_is_in()):
            self._present(visit)
            return
        self._note(Event.VISIT_ENDED, ending=visit.ending)
        self._forget()

    def _forget(self) -> None:
        self._visit = None
        self._step += 1
        self._idle.restart(None, self._tools.clock.monotonic())
        self._warn(None)
        self._tools.stage.reset_comfort()
        self._tools.lead(None)
        self._closed()

    def _card_is_in(self) -> bool:
        status = self._tools.board.raw(self._tools.contact_reader)
        return status.media is MediaState.PRESENT

    # Clocks ---------------------------------------------------------------

    def _check_deadline(self) -> None:
        late = self._tools.dispatch.overdue()
        if late is None:
            return
        station, fault = late
        try:
            station.replace()
        except WornOut:
            self._note(Event.WORKER_WORN_OUT, device=station.name)
            self._tools.give_up()
            return
        self._note(Event.WORKER_REPLACED, device=station.name)
        self._fail(fault)

    def _check_patience(self) -> None:
        left = self._idle.seconds_left(self._tools.clock.monotonic())
        if left is None or self._visit is None:
            return
        if left:
            self._warn(IdleWarning(left))
        else:
            self._run_out()

    def _run_out(self) -> None:
        """End a quiet visit; where leaving is barred, nobody confirmed anything."""
        ask = self._ask()
        if ask is not None and ask.can_leave:
            self.leave(Ending.IDLE)
        else:
            self._answer(value=False)

    def _warn(self, warning: IdleWarning | None) -> None:
        if warning is not None or self._warned:
            self._tools.stage.warn_idle(warning)
        self._warned = warning is not None

    def _ask(self) -> Ask[Any] | None:
        return self._visit.conversation.ask if self._visit is not None else None

    def _note(self, event: Event, **facts: object) -> None:
        self._tools.log.note(event, visit=self._visits, **facts)

"""The host: the terminal's life and what it offers, in the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.item_directory import ItemDirectory
from kiosk.logs import Event
from kiosk.ports import surroundings
from kiosk.ports.device import DeviceStatus, MediaState
from kiosk.ports.hall_board import HallBoard
from kiosk.terminal.chronicle import Chronicle
from kiosk.terminal.desk import Desk, DeskTools
from kiosk.terminal.door import Entrance, is_knock, is_let_in, recalled
from kiosk.terminal.life import Happening, Life, step
from kiosk.terminal.readiness import offers
from kiosk.terminal.stage import Offer, OutOfServiceScene, StartingScene, WelcomeScene
from kiosk.work.reply import Broke, Described, Happened, Reply, Sensed, StatusReported
from kiosk.work.worker import NO_TICKET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kiosk.ports.logbook import StatusNote
    from kiosk.visit.service import Need, Service

__all__ = ["Host", "Programme"]


@dataclass(frozen=True, slots=True)
class Programme:
    """What a terminal could offer, and which devices meet which need.

    Attributes:
        entrance: How staff come in, where any may.
        remember: Takes each change of a device that is worth keeping.
        recall: Takes what staff chose before the terminal started.
        hall_board: Gives what the hall tells everybody now; at once.
        late: Devices the first welcome does not wait for: what needs them says
            that it is getting ready until they have spoken.
        directory: Gives the business items offered here, by name; at once.
    """

    services: Sequence[Service]
    wiring: Mapping[Need, Sequence[str]]
    entrance: Entrance | None = None
    remember: Callable[[StatusNote], None] = lambda _note: None
    recall: Callable[[Mapping[str, str]], None] = lambda _choices: None
    hall_board: Callable[[], HallBoard] = HallBoard
    late: frozenset[str] = frozenset()
    directory: Callable[[], ItemDirectory] = ItemDirectory


class Host:
    """Decides what is on the screen; implements `kiosk.terminal.stage.Controls`.

    Everything here runs in the GUI thread and returns at once.
    """

    def __init__(self, programme: Programme, tools: DeskTools) -> None:
        """Take programme and tools; `begin` shows the first scene."""
        self._programme = programme
        self._tools = tools
        self._desk = Desk(tools, self._visit_closed)
        self._life = Life.STARTING
        self._welcome = WelcomeScene(())
        self._chronicle = Chronicle(programme.remember)
        self._called_at: float | None = None
        self._next = ""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered now, for staff who look at the board."""
        return self._welcome.offers

    @property
    def life(self) -> Life:
        """State of the machine."""
        return self._life

    @property
    def is_whole(self) -> bool:
        """Whether every device has spoken; the first welcome may stand before that."""
        return not self._tools.board.starting

    def begin(self) -> None:
        """Show the starting scene and wait for the devices."""
        self._tools.stage.show(StartingScene())
        self._look_around()

    def choose(self, service_key: str, about: str = "") -> None:
        """Start a service that is open now; see `Controls`."""
        is_open = any(o.key == service_key and o.is_open for o in self.offers)
        if self._life is not Life.WELCOMING or not is_open:
            return
        self._live(Happening.VISIT_BEGAN)
        services = {service.key: service for service in self._programme.services}
        self._desk.open(services[service_key].about(about))

    def answer(self, step: int, value: object) -> None:
        """Take a touch's answer; see `Controls`."""
        self._desk.answer(step, value)

    def back(self) -> None:
        """Return to the last choice; see `Controls`."""
        self._desk.back()

    def leave(self) -> None:
        """End the visit where the open question allows it; see `Controls`."""
        self._desk.leave()

    def touched(self) -> None:
        """Start the patience anew; see `Controls`."""
        self._desk.touched()

    def call_staff(self) -> None:
        """Note the call; whoever watches the log comes; see `Controls`."""
        self._desk.touched()
        self._tools.log.note(Event.STAFF_CALLED)

    def call_technician(self) -> None:
        """Let staff in, at once or after the present visit; see `Controls`."""
        if self._entrance is None:
            return
        self._called_at = self._tools.clock.monotonic()
        self._let_in()

    def serve_next(self, service_key: str) -> None:
        """Begin a service for a resident as soon as staff have left."""
        self._next = service_key

    def receive(self, reply: Reply) -> None:
        """Take one message out of the mailbox."""
        if self._is_of_staff(reply):
            return
        if isinstance(reply, StatusReported):
            self._hear_of(reply.device, reply.status)
        elif isinstance(reply, Described):
            self._describe(reply)
        elif isinstance(reply, Sensed):
            self._tools.board.sense(reply.senses)
            self._look_around()
        elif isinstance(reply, Happened):
            self._notice(reply)
        elif isinstance(reply, Broke) and reply.ticket == NO_TICKET:
            self._tools.log.note(Event.BUG_FOUND, trace=reply.trace)
        else:
            self._desk.receive(reply)

    def tick(self) -> None:
        """Look at clocks and the board; call it about once a second."""
        self._look_around()
        self._desk.tick()

    def _describe(self, described: Described) -> None:
        """Keep what a device is, and log it: the proof of what stood there when."""
        told = described.capabilities
        self._tools.board.describe(described.device, told)
        self._tools.log.note(
            Event.DEVICE_DESCRIBED,
            device=described.device,
            model=told.model,
            firmware=told.firmware,
            driver=told.driver,
        )

    def _is_of_staff(self, reply: Reply) -> bool:
        """Act on what concerns the staff entrance; whether it did."""
        if is_let_in(reply):
            self.call_technician()
        choices = recalled(reply)
        if choices is not None:
            self._programme.recall(choices)
            self._look_around()
        return is_knock(reply) or choices is not None

    def _hear_of(self, device: str, status: DeviceStatus) -> None:
        board = self._tools.board
        was_in = board.raw(device).media is MediaState.PRESENT
        board.report(device, status, self._tools.clock.monotonic())
        is_out = status.media is MediaState.NOT_PRESENT
        if device == self._tools.contact_reader and was_in and is_out:
            self._desk.card_pulled()
        is_in = status.media is MediaState.PRESENT
        if device == self._tools.contact_reader and is_in and not was_in:
            self._knock()
        self._look_around()

    def _knock(self) -> None:
        """Have a card looked at that came while nobody is served."""
        entrance = self._entrance
        if entrance is not None and self._desk.is_free:
            entrance.knock()

    @property
    def _entrance(self) -> Entrance | None:
        """The way in for staff, where the security profile has one."""
        is_allowed = self._tools.board.profile.may_diagnose
        return self._programme.entrance if is_allowed else None

    def _let_in(self) -> None:
        """Begin the conversation with staff; a visit under way ends first."""
        entrance = self._entrance
        if entrance is None or self._called_at is None or not self._desk.is_free:
            return
        waited = self._tools.clock.monotonic() - self._called_at
        self._called_at = None
        if waited > entrance.awaited_seconds:
            return
        self._live(Happening.TECHNICIAN_CAME)
        if self._life is Life.MAINTENANCE:
            self._desk.open(entrance.service)

    def _notice(self, happened: Happened) -> None:
        """Log what happened around the terminal, and act where that is due.

        Doors and power are facts for the log and the board; what they close is
        seen there.
        """
        happening = happened.happening
        self._tools.log.note(
            Event.HAPPENED, device=happened.device, happening=happening
        )
        deeds = {
            surroundings.Happening.CALL_PRESSED: self._call_pressed,
            surroundings.Happening.PERSON_CAME: self._person_came,
            surroundings.Happening.PERSON_LEFT: self._desk.seems_alone,
            surroundings.Happening.TAMPERED: self._desk.seal_off,
        }
        if happening in deeds:
            deeds[happening]()

    def _call_pressed(self) -> None:
        self.call_staff()
        self._tools.stage.acknowledge_call()

    def _person_came(self) -> None:
        if self._desk.is_free:
            self._tools.stage.greet()
        else:
            self._desk.seems_accompanied()

    def _visit_closed(self) -> None:
        was_staff = self._life is Life.MAINTENANCE
        ended = Happening.TECHNICIAN_LEFT if was_staff else Happening.VISIT_ENDED
        self._live(ended)
        self._show_life()
        self._look_around()
        if was_staff:
            self._staff_left()
            following, self._next = self._next, ""
            self.choose(following)
        else:
            self._let_in()

    def _staff_left(self) -> None:
        if self._programme.entrance is not None:
            self._programme.entrance.left()

    def _look_around(self) -> None:
        board = self._tools.board
        for turn in board.settle(self._tools.clock.monotonic()):
            event = Event.DEVICE_BACK if turn.is_back else Event.DEVICE_LOST
            self._tools.log.note(
                event,
                device=turn.device,
                state=turn.status.state,
                cause=turn.status.cause,
            )
        programme = self._programme
        if self._life is not Life.STARTING or board.starting <= programme.late:
            self._chronicle.look(board, board.names, self._tools.clock.now())
            self._offer(offers(programme.services, programme.wiring, board))

    def _offer(self, offered: tuple[Offer, ...]) -> None:
        some = any(offer.is_open for offer in offered)
        before, programme = (self._life, self._welcome), self._programme
        self._welcome = WelcomeScene(
            offered, programme.hall_board(), programme.directory()
        )
        if some:
            self._live(Happening.SERVICE_OPENED)
        elif self._life is not Life.STARTING or not self._tools.board.starting:
            self._live(Happening.ALL_CLOSED)
        if (self._life, self._welcome) != before and self._desk.is_free:
            self._show_life()

    def _live(self, happening: Happening) -> None:
        before, self._life = self._life, step(self._life, happening)
        if before is not self._life:
            self._tools.log.note(Event.LIFE_CHANGED, state=self._life)

    def _show_life(self) -> None:
        if self._life is Life.WELCOMING:
            self._tools.stage.show(self._welcome)
        elif self._life is Life.OUT_OF_SERVICE:
            closures = {closure for o in self.offers for closure in o.closures}
            self._tools.stage.show(OutOfServiceScene(tuple(sorted(closures))))

"""The fault matrix: every device lost at every step of a visit, on real parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.visited_hall import Look, VisitedHall

__all__ = ["FAULTS", "STEPS", "Cell", "Fault", "play", "steps"]

_CERTIFICATE = "enrolment-certificate"
_CERTIFICATION = "life-certification"
_OTHER_CARD_SECONDS = 5.0
_RECORD_SECONDS = 15.0
_REOPEN_SECONDS = 15.0
_LOOK_SECONDS = 0.05
_VISIT_SECONDS = 60.0

STEPS = ("welcome", "card reading", "face", "preview", "printing", "taking")
"""Where a visit can be hit; *welcome* is before the first touch."""

_ORDINARY = {
    "welcome",
    "starting",
    "read-card",
    "agree",
    "remind",
    "wait",
    "match-face",
    "preview",
    "printing",
    "take-paper",
    "take-card",
    "offer-slip",
    "take-slip",
}
_DONE = "Your yearly check is done"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to lose a device, and how it comes back.

    Attributes:
        hides_face: Whether showing a face would undo it.
        service: Whose visit is played: one that uses the device, where there is.
    """

    name: str
    strike: Callable[[VisitedHall], object]
    mend: Callable[[VisitedHall], object]
    hides_face: bool = False
    service: str = _CERTIFICATE


def _bench(
    twin: str, command: str, **arguments: object
) -> Callable[[VisitedHall], object]:
    return lambda hall: hall.move(twin, command, **arguments)


FAULTS = (
    Fault("PC/SC service killed", _bench("pcscd", "kill"), _bench("pcscd", "start")),
    Fault(
        "identity card reader unplugged",
        _bench("id-card-reader", "unplug"),
        _bench("id-card-reader", "plug"),
    ),
    Fault(
        "camera unplugged",
        _bench("camera", "unplugged"),
        _bench("camera", "mend"),
        hides_face=True,
    ),
    Fault("face process killed", VisitedHall.kill_face_child, lambda _: None),
    Fault(
        "printer killed",
        _bench("printer", "power", on=False),
        _bench("printer", "power", on=True),
    ),
    Fault(
        "receipt printer unplugged",
        _bench("receipt-printer", "unplug"),
        _bench("receipt-printer", "plug"),
        service=_CERTIFICATION,
    ),
    Fault("scanner unplugged", _bench("scanner", "unplug"), _bench("scanner", "plug")),
    Fault("panel unplugged", _bench("panel", "unplug"), _bench("panel", "plug")),
)


@dataclass(slots=True)
class Cell:
    """What one fault at one step led to.

    Attributes:
        seen: Headings of screens that an undisturbed visit does not show.
        copy: Last word of the centre on the copy, empty where none was issued.
        sheets: Sheets in the tray.
        slips: Receipts that came out.
        is_certified: Whether a life certification was recorded.
        closed: Services closed while the device was away, with the reasons.
        seconds: From mending until everything was open again.
    """

    fault: str
    step: str
    seen: list[str] = field(default_factory=list)
    copy: str = ""
    sheets: int = 0
    slips: int = 0
    is_certified: bool = False
    closed: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0

    def check(self) -> None:
        """Hold the cell to what must always be true."""
        at = f"{self.fault} at {self.step}"
        assert self.sheets <= 1, f"{at}: printed twice"
        assert self.slips <= 1, f"{at}: two slips"
        if self.copy in ("out", "taken"):
            assert self.sheets == 1, f"{at}: called {self.copy} without paper"
        if self.copy == "failed":
            assert self.sheets == 0, f"{at}: called failed with paper in the tray"
        if not self.copy:
            assert self.sheets == 0, f"{at}: paper that nobody accounts for"
        if not self.sheets and not self.is_certified:
            assert self.seen or self.closed, f"{at}: no paper and not a word"
        assert self.seconds < _REOPEN_SECONDS, f"{at}: {self.seconds:.0f} s to reopen"


def play(hall: VisitedHall, fault: Fault, step: str) -> Cell:
    """Play one visit with one fault, mend it, and tell what happened."""
    _make_ready(hall)
    cell = Cell(fault.name, step)
    bugs, known = _count(hall, "bug-found"), dict(hall.copies())
    records, slips = _records(hall), hall.slips()
    visitor = _Visitor(hall, fault, step, cell)
    visitor.visit()
    _await_record(hall, known)
    new = [state for serial, state in hall.copies() if serial not in known]
    assert len(new) <= 1, "two copies for one wish"
    cell.copy = new[0] if new else ""
    cell.sheets, cell.slips = hall.sheets(), hall.slips() - slips
    if fault.service == _CERTIFICATION:
        cell.is_certified = _records(hall) == records + 1
    cell.closed = _closed_when_settled(hall, fault)
    _mend(hall, fault, cell)
    assert _count(hall, "bug-found") == bugs, hall.events()[-12:]
    cell.check()
    return cell


class _Visitor:
    """A willing resident who does what each screen asks for."""

    def __init__(self, hall: VisitedHall, fault: Fault, step: str, cell: Cell) -> None:
        self._hall, self._fault, self._step, self._cell = hall, fault, step, cell
        self._has_struck = False
        self._screen = ""
        self._since = 0.0
        self._tries = 0
        self._has_begun = False

    def visit(self) -> None:
        """Stay until the terminal waits for the next one."""
        deadline = time.monotonic() + _VISIT_SECONDS
        while True:
            assert time.monotonic() < deadline, (self._cell, self._hall.events()[-6:])
            look = self._hall.look()
            if look["screen"] != self._screen:
                self._screen, self._since = str(look["screen"]), time.monotonic()
                self._note(look)
            if self._is_over():
                return
            self._act()
            time.sleep(_LOOK_SECONDS)

    def _is_over(self) -> bool:
        is_idle = self._screen in ("welcome", "out-of-service")
        return self._has_begun and self._has_struck and is_idle

    def _note(self, look: Look) -> None:
        if self._screen not in _ORDINARY and self._has_struck:
            title = self._hall.title(look)
            if title not in (*self._cell.seen, _DONE):
                self._cell.seen.append(title)

    def _act(self) -> None:
        where = _PLACES[self._fault.service].get(self._screen)
        if where == self._step and not self._has_struck:
            self._strike()
        act = getattr(self, f"_at_{self._screen.replace('-', '_')}", None)
        if act is not None:
            act()
        else:
            self._press(*_TOUCHES.get(self._screen, ()))

    def _strike(self) -> None:
        if self._step == "printing" and not self._asked("await-sheets"):
            return  # the engine has no sheet yet
        self._fault.strike(self._hall)
        self._has_struck = True

    def _asked(self, ask: str) -> bool:
        last = [e for e in self._hall.events() if e["event"] == "asked"][-1:]
        return bool(last) and last[0]["ask"] == ask

    def _press(self, *keys: str) -> None:
        for key in keys:
            self._hall.press(key)

    def _at_welcome(self) -> None:
        if not self._has_begun:
            self._has_begun = self._hall.press(f"service.{self._fault.service}.title")

    def _at_read_card(self) -> None:
        waited = time.monotonic() - self._since
        holder = dict(self._hall.resident.holder)
        if not self._tries:
            self._tries = 1
            self._hall.move("card-reader", "insert", holder=holder)
        elif waited > _OTHER_CARD_SECONDS and self._tries == 1:
            # Nothing happens: the other card lies in the same purse.
            self._tries = 2
            self._hall.move("id-card-reader", "place", holder=holder)

    def _at_match_face(self) -> None:
        if not (self._fault.hides_face and self._has_struck):
            film = str(self._hall.resident.film)
            self._hall.move("camera", "show", video=film)

    def _at_confirm_paper(self) -> None:
        is_there = self._hall.sheets() == 1
        self._press(f"confirm-paper.{'complete' if is_there else 'incomplete'}")

    def _at_take_card(self) -> None:
        self._hall.move("card-reader", "remove")
        if self._tries == 2:
            self._hall.move("id-card-reader", "lift")


_COMMON = {"welcome": "welcome", "read-card": "card reading", "match-face": "face"}
_PLACES = {
    _CERTIFICATE: _COMMON
    | {"preview": "preview", "printing": "printing", "take-paper": "taking"},
    _CERTIFICATION: _COMMON | {"offer-slip": "preview", "take-slip": "taking"},
}
"""Which screen is which step; a slip is offered rather than shown beforehand."""
_TOUCHES: dict[str, Sequence[str]] = {
    "agree": ("agree.accept",),
    "preview": ("preview.confirm",),
    "take-paper": ("take-paper.taken",),
    "tell": ("tell.understood",),
    "apologise": ("apologise.understood",),
    "remind": ("remind.later",),
    "try-again": ("try-again.stop",),
    "choose-way": ("choose-way.review",),
    "offer-slip": ("offer-slip.print",),
    "take-slip": ("take-slip.taken",),
}


def _make_ready(hall: VisitedHall) -> None:
    """Begin with an empty hall in which everything is open."""
    hall.move("card-reader", "remove")
    hall.move("id-card-reader", "lift")
    hall.move("camera", "show", video=str(hall.hall.empty_room))
    for sheet in hall.hall.printed.glob("*.pdf"):
        sheet.unlink()
    hall.await_look(_is_open)


def _is_open(look: Look) -> bool:
    closed = look["closed"]
    is_open = bool(closed) and not any(closed.values())
    return look["screen"] == "welcome" and is_open and not look["lost"]


def _await_record(hall: VisitedHall, known: dict[str, str]) -> None:
    """Wait until the centre knows how the copy of this visit ended."""
    begun = time.monotonic()
    while time.monotonic() - begun < _RECORD_SECONDS:
        new = [state for serial, state in hall.copies() if serial not in known]
        if all(state in ("failed", "unknown", "taken") for state in new):
            return
        time.sleep(_LOOK_SECONDS)


_WITHOUT_A_SERVICE = ("receipt", "panel", "identity", "face process")


def _is_settled(look: Look) -> bool:
    """Something is closed, and not because a fresh child only just starts."""
    reasons = [reason for closed in look["closed"].values() for reason in closed]
    return bool(reasons) and "starting" not in reasons


def _closed_when_settled(hall: VisitedHall, fault: Fault) -> dict[str, list[str]]:
    """Wait for the closing that must come; where none must, look once."""
    if not fault.name.startswith(_WITHOUT_A_SERVICE) and "PC/SC" not in fault.name:
        look = hall.await_look(_is_settled)
    else:
        look = hall.look()
    return {key: reasons for key, reasons in look["closed"].items() if reasons}


def _mend(hall: VisitedHall, fault: Fault, cell: Cell) -> None:
    begun = time.monotonic()
    fault.mend(hall)
    hall.move("card-reader", "remove")
    hall.await_look(_is_open)
    cell.seconds = time.monotonic() - begun


def _count(hall: VisitedHall, event: str) -> int:
    return sum(e["event"] == event for e in hall.events())


def _records(hall: VisitedHall) -> int:
    return sum(e.get("ask") == "record" for e in hall.events())


def steps(fault: Fault) -> tuple[str, ...]:
    """Give the steps at which a fault can strike its visit."""
    places = _PLACES[fault.service].values()
    return tuple(step for step in STEPS if step in places)

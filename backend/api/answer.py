"""From a request to its answer: who asks, what, and how a fault is told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from backend.access.identity import fingerprint_of
from backend.access.terminals import admit
from backend.api.operation import Operation
from backend.api.peer import Peer
from backend.api.profile_gate import AskedTooOften, hold
from backend.centre import Centre
from backend.fleet.assignment import profile_of
from backend.fleet.profile import SecurityProfile
from backend.journal import Event
from kiosk.domain.fault import (
    CentreRefused,
    Fault,
    InvalidValue,
    NoRecord,
    Revoked,
)

__all__ = [
    "Admission",
    "Answer",
    "always_answered",
    "answer",
    "answering_headers",
    "read_json",
]

Admission = Callable[[Session, str], str]
"""Names the machine that holds a certificate; Revoked when it may not speak."""

_UNPROCESSABLE, _TOO_MANY, _BUG, _BUSY = 422, 429, 500, 503
_STATUS: Mapping[type[Fault], int] = {
    NoRecord: 404,
    CentreRefused: 409,
    AskedTooOften: _TOO_MANY,
    InvalidValue: _UNPROCESSABLE,
    Revoked: 403,
}
_WAITS = {_BUSY: "1", _TOO_MANY: "10"}
"""When to come again, in seconds."""

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, personal data included: never logged."""

    status: int
    body: object

    @property
    def reason(self) -> str:
        """The reason key of a refusal, empty for a success."""
        return str(self.body.get("reason", "")) if isinstance(self.body, dict) else ""


def answer(  # noqa: PLR0913, PLR0917 - a request has this many parts
    centre: Centre,
    operation: Operation,
    peer: Peer,
    raw: bytes,
    admission: Admission = admit,
    span: str = "",
) -> Answer:
    """Admit the machine, read its request, do it, and log how it went.

    Args:
        centre: Whose operation it is.
        operation: What is asked.
        peer: Who asks, as the line has proved, and from where.
        raw: The request's body.
        admission: Who is let in.
        span: ``traceparent`` of the visit it is asked for, if any.
    """
    started = time.perf_counter()
    terminal = ""

    def work() -> Answer:
        nonlocal terminal
        terminal, profile = _admitted(centre, peer.certificate, admission)
        if profile is not None:
            hold(centre, terminal, profile, operation.__name__, peer.host)
        return Answer(200, operation(centre, terminal, read_json(raw)))

    under_way = centre.tracer.follow(span, operation.__name__, {})
    told = always_answered(centre, work, _refusal, Answer)
    under_way.note({"status": told.status, "reason": told.reason})
    under_way.end()
    _log(centre, operation, terminal, told, time.perf_counter() - started)
    return told


def always_answered(
    centre: Centre,
    work: Callable[[], Told],
    refusal: Callable[[Fault], Told],
    plain: Callable[[int, object], Told],
) -> Told:
    """Do a door's work and have an answer whatever happens.

    Args:
        centre: Keeps the journal that a bug goes to.
        work: Gives the answer, or raises.
        refusal: Tells a fault in the door's own form.
        plain: Makes an answer of a status and a body.
    """
    try:
        return work()
    except Fault as fault:
        return refusal(fault)
    except (OperationalError, IntegrityError, PoolExhausted):
        # A lock not got in time, or two at once: nothing was done, try again.
        return plain(_BUSY, {"reason": "busy"})
    except Exception as bug:  # noqa: BLE001 - who asked must get an answer
        centre.journal.bug(bug)
        return plain(_BUG, {"reason": "bug"})


def answering_headers(status: int) -> dict[str, str]:
    """Give the headers a status asks for: when to come again to a busy door."""
    return {"Retry-After": _WAITS[status]} if status in _WAITS else {}


def _admitted(
    centre: Centre, certificate: bytes | None, admission: Admission
) -> tuple[str, SecurityProfile | None]:
    """Name who asks, and what a terminal's questions are held against."""
    if certificate is None:
        # Nothing that a terminal would take for its own revocation, and seal itself.
        raise Revoked(reason="no-certificate")
    with centre.database.reading() as session:
        name = admission(session, fingerprint_of(certificate))
        if admission is not admit:
            return name, None
        return name, profile_of(session, name, centre.profiles)


def read_json(raw: bytes) -> object:
    """Read a request's JSON; nothing sent is nothing asked.

    Raises:
        InvalidValue: no JSON, or numbers that are none.
    """
    if not raw:
        return None
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise InvalidValue(field="body", reason="not JSON") from None


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _refusal(fault: Fault) -> Answer:
    """Tell a fault by its reason, or by its key where it states none."""
    status = _STATUS.get(type(fault), _UNPROCESSABLE)
    if isinstance(fault, InvalidValue):
        return Answer(_UNPROCESSABLE, {"reason": "invalid"})
    reason = str(fault.facts.get("reason", fault.key))
    return Answer(status, {"reason": reason})


def _log(
    centre: Centre, operation: Operation, terminal: str, told: Answer, seconds: float
) -> None:
    centre.timings.note(operation.__name__, told.status, seconds)
    centre.journal.note(
        Event.ANSWERED,
        operation=operation.__name__,
        terminal=terminal,
        status=told.status,
        reason=told.reason,
        seconds=round(seconds, 4),
    )

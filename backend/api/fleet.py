"""What terminals say of themselves and ask for themselves, residents apart."""

from __future__ import annotations

from dataclasses import replace

from backend.centre import Centre
from backend.enrolment.renewal import renew
from backend.fleet.assignment import assigned_to
from backend.fleet.reception import take_beat, take_log
from kiosk.documents.signed_list import LIST_KINDS
from kiosk.domain.enrolment import RenewalRequest
from kiosk.domain.fault import CentreRefused
from kiosk.domain.heartbeat import Heartbeat, HeartbeatAnswer, LogExcerpt
from kiosk.domain.profile import STANDARD
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["heartbeat", "identity", "lists", "log"]


def identity(centre: Centre, terminal: str, request: object) -> object:
    """Give the asking terminal a younger certificate for the same name."""
    asked = from_wire(RenewalRequest, request)
    return to_wire(renew(centre, terminal, asked))


def heartbeat(centre: Centre, terminal: str, request: object) -> object:
    """Hear how a terminal is; tell it limits and orders."""
    beat = from_wire(Heartbeat, request)
    # Whatever a power cut takes of it, the next beat tells again.
    with centre.database.noting() as session:
        told = take_beat(session, terminal, beat, centre.fleet, centre.clock())
        given = assigned_to(session, terminal)
    profile = centre.profiles.named(given.profile).at_terminal
    return _for_any_version(replace(told, profile=profile, ring=given.ring))


def _for_any_version(told: HeartbeatAnswer) -> object:
    """Leave out what nobody decided: versions before profiles do not know the words."""
    plain = to_wire(told)
    kept = {"profile": told.profile != STANDARD, "ring": bool(told.ring)}
    return {name: each for name, each in plain.items() if kept.get(name, True)}


def log(centre: Centre, terminal: str, request: object) -> object:
    """Take in the end of an event log that staff asked for."""
    told = from_wire(LogExcerpt, request)
    with centre.database.writing() as session:
        take_log(session, terminal, told, centre.clock())
    return {}


def lists(centre: Centre, terminal: str, request: object) -> object:
    """Hand out the signed lists as they stand."""
    del terminal, request
    if centre.publisher is None:
        raise CentreRefused(reason="no-lists")
    publisher = centre.publisher
    return {kind: publisher.current(kind).text for kind in LIST_KINDS}

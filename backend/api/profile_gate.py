"""Holds a terminal's question against its security profile before it is answered."""

from __future__ import annotations

from collections.abc import Mapping

from backend.access.audit import AuditEvent, note
from backend.centre import Centre
from backend.fleet.profile import Group, SecurityProfile
from kiosk.domain.fault import CentreFault, CentreRefused, Revoked

__all__ = ["WRONG_NETWORK", "AskedTooOften", "hold", "note_wrong_network"]

WRONG_NETWORK = "wrong-network"
"""Reason of the refusal of whoever comes from elsewhere."""

_LONGEST = 63
_TOO_MANY = "too-many"
_GROUPS: Mapping[str, Group] = {
    "portrait": Group.RECORDS,
    "state": Group.CERTIFICATION,
    "draft": Group.CERTIFICATES,
    "certificate": Group.CERTIFICATES,
    "envelope_key": Group.ENVELOPES,
    "envelopes": Group.ENVELOPES,
    "library": Group.INFORMATION,
    "medium": Group.INFORMATION,
    "questions": Group.INFORMATION,
    "suggestions": Group.INFORMATION,
    "portal_code": Group.PORTAL,
    "business": Group.BUSINESS,
}


class AskedTooOften(CentreRefused):
    """The refusal that passes by itself: a terminal asks more than its profile lets."""


def hold(
    centre: Centre,
    terminal: str,
    profile: SecurityProfile,
    operation: str,
    host: str,
) -> None:
    """Let a question pass that the profile allows; the trail hears of any other.

    Args:
        centre: Keeps the trail, and counts how often each terminal asks.
        terminal: Who asks.
        profile: What holds for it.
        operation: What is asked.
        host: Where from.

    Raises:
        Revoked: it comes from elsewhere (``wrong-network``).
        CentreRefused: such terminals do not ask this (``outside-profile``).
        AskedTooOften: they do, but not so often (``too-many``).
    """
    group = _GROUPS.get(operation)
    if not profile.admits(host):
        _refuse(centre, terminal, operation, Revoked(reason=WRONG_NETWORK))
    if not profile.allows(group):
        _refuse(centre, terminal, operation, CentreRefused(reason="outside-profile"))
    if group is not None and centre.profiles.is_too_often(profile, terminal):
        fault = AskedTooOften(reason=_TOO_MANY)
        if not centre.profiles.is_worth_telling(terminal):
            raise fault
        _refuse(centre, terminal, operation, fault)


def note_wrong_network(centre: Centre, who: str) -> None:
    """Leave a line in the trail about somebody who came from elsewhere."""
    with centre.database.writing() as session:
        event = AuditEvent.PROFILE_REFUSED
        note(session, centre.clock(), who[:_LONGEST], event, WRONG_NETWORK)


def _refuse(centre: Centre, terminal: str, operation: str, fault: CentreFault) -> None:
    told = f"{fault.facts['reason']} {operation}"
    with centre.database.writing() as session:
        note(session, centre.clock(), terminal, AuditEvent.PROFILE_REFUSED, told)
    raise fault

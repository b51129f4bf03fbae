"""How the fleet stands: each terminal with its tone, its place and what is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.fleet.assignment import NOTHING, Assigned
from backend.fleet.fact import Seen, facts_of
from backend.fleet.ticket import open_tickets
from backend.fleet.watch import seen_all
from backend.store.assignment import TerminalAssignment
from backend.store.eligibility import Community
from backend.store.envelopes import TerminalPlace
from backend.store.fleet import TerminalIdentity
from backend.store.watch import FleetTicket

__all__ = ["Standing", "communities_of", "standings"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One terminal as staff see it.

    Attributes:
        seen: Its newest beat; none if it never told of itself.
        community: Code of the community it serves by envelopes, or empty.
        assigned: Profile and ring that staff decided, or empty.
    """

    name: str
    seen: Seen | None
    tickets: tuple[FleetTicket, ...]
    community: str
    silent_minutes: float | None
    assigned: Assigned = NOTHING

    @property
    def tone(self) -> str:
        """``late`` if something is urgent, ``soon`` if something is amiss, or good."""
        if self.seen is None or any(each.severity == "late" for each in self.tickets):
            return "late"
        return "soon" if self.tickets else "good"

    @property
    def open_services(self) -> int:
        """How many services a resident could use now."""
        if self.seen is None:
            return 0
        return sum(not each.closures for each in self.seen.beat.readiness.services)

    @property
    def all_services(self) -> int:
        """How many services this terminal has."""
        return 0 if self.seen is None else len(self.seen.beat.readiness.services)


def standings(session: Session, now: datetime) -> list[Standing]:
    """Give every living terminal and every one that beats, by name."""
    seen = seen_all(session)
    living = TerminalIdentity.revoked_at.is_(None)
    names = set(seen) | set(
        session.scalars(select(TerminalIdentity.terminal).where(living))
    )
    places = {
        place.terminal: place.community_code
        for place in session.scalars(select(TerminalPlace))
    }
    given = {
        row.terminal: Assigned(row.profile, row.ring)
        for row in session.scalars(select(TerminalAssignment))
    }
    tickets = open_tickets(session)
    found = (
        _standing(name, seen.get(name), tickets, places.get(name, ""), now)
        for name in sorted(names)
    )
    return [replace(each, assigned=given.get(each.name, NOTHING)) for each in found]


def communities_of(session: Session) -> Sequence[Community]:
    """Give the city's communities in the order of their codes."""
    wanted = select(Community).order_by(Community.community_code)
    return session.scalars(wanted).all()


def _standing(
    name: str,
    seen: Seen | None,
    tickets: Sequence[FleetTicket],
    community: str,
    now: datetime,
) -> Standing:
    mine = tuple(each for each in tickets if each.terminal == name)
    silent = None if seen is None else facts_of(seen, now)["silent_minutes"]
    return Standing(name, seen, mine, community, silent)

"""The terminals: where they stand, how they are, what waits, what may be ordered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.console.area import Area, Badge, Get, Post, Tone
from backend.console.visit import Visit
from backend.fleet.assignment import Assigned, assign
from backend.fleet.map import Place, Spot, draw_map
from backend.fleet.order import give_order
from backend.fleet.overview import Standing, communities_of, standings
from backend.fleet.profile import Group, SecurityProfile
from backend.fleet.ticket import close_ticket, open_tickets
from backend.store.fleet import ReceivedDeed
from backend.store.watch import BeatHistory, FleetOrder, FleetTicket, HandedLog
from backend.web.answer import Answer
from backend.web.paging import Paging
from kiosk.domain.deed import DeedOutcome
from kiosk.domain.fault import NoRecord
from kiosk.domain.heartbeat import OrderKind
from kiosk.domain.release import is_ring
from kiosk.domain.staff import StaffRole

__all__ = ["AREA"]

_TONES = ("good", "soon", "late")
_MOST_BEATS, _MOST_ORDERS = 20, 20
_STREET_END = "街道"
_WITH_SERVICE = (OrderKind.CLOSE_SERVICE, OrderKind.OPEN_SERVICE)


def _list(visit: Visit) -> Answer:
    """Show the map, and every terminal of the wanted tone."""
    with visit.reading() as session:
        found = standings(session, visit.now)
        drawn = _map(visit, session, found)
        wanted = [each for each in found if visit.query["tone"] in ("", each.tone)]
        paging = Paging.asked(visit.query, len(wanted))
        shown = wanted[paging.offset : paging.offset + paging.rows]
        counts = [(tone, sum(each.tone == tone for each in found)) for tone in _TONES]
        return visit.page(
            "list.html",
            terminals=shown,
            paging=paging,
            drawn=drawn,
            word=visit.say_or,
            profile_name=lambda key: _title(visit, visit.centre.profiles.named(key)),
            counts=counts,
            tones=[(tone, visit.say(f"tone-{tone}")) for tone in _TONES],
        )


def _map(visit: Visit, session: Session, found: Sequence[Standing]) -> object:
    def spots(code: str) -> tuple[Spot, ...]:
        return tuple(_spot(visit, each) for each in found if each.community == code)

    places = [
        Place(*_street_of(each.name), spots(each.community_code))
        for each in communities_of(session)
    ]
    elsewhere = spots("")
    if elsewhere:
        places.append(Place(visit.say("halls"), visit.say("halls-field"), elsewhere))
    legend = {tone: visit.say(f"tone-{tone}") for tone in _TONES}
    return draw_map(visit.say("map"), places, legend)


def _street_of(name: str) -> tuple[str, str]:
    street, end, place = name.partition(_STREET_END)
    return (street + end, place) if place else ("", name)


def _spot(visit: Visit, each: Standing) -> Spot:
    address = visit.address(f"/terminal/{each.name}")
    told = f"{each.name}: {visit.say(f'tone-{each.tone}')}"
    return Spot(each.name, each.tone, address, told)


def _one(visit: Visit, status: int = 200) -> Answer:
    """Show all that is known of one terminal, and the orders it takes."""
    name = visit.path["name"]
    visit.concerns(reference=name)
    with visit.reading() as session:
        terminal = _found(session, visit, name)
        orders = session.scalars(
            select(FleetOrder)
            .where(FleetOrder.terminal == name)
            .order_by(FleetOrder.ordered_at.desc())
            .limit(_MOST_ORDERS)
        ).all()
        beats = session.scalars(
            select(BeatHistory)
            .where(BeatHistory.terminal == name)
            .order_by(BeatHistory.received_at.desc())
            .limit(_MOST_BEATS)
        ).all()
        services = terminal.seen.beat.readiness.services if terminal.seen else ()
        return visit.page(
            "one.html",
            status,
            terminal=terminal,
            orders=orders,
            beats=beats,
            kinds=[(kind, visit.say(f"order-{kind}")) for kind in OrderKind],
            services=[(each.key, _service(visit, each.key)) for each in services],
            service_name=lambda key: _service(visit, key),
            word=visit.say_or,
            profile=visit.centre.profiles.named(terminal.assigned.profile),
            profile_title=lambda each: _title(visit, each),
            profiles=[
                (each.key, _title(visit, each))
                for each in visit.centre.profiles.profiles
            ],
            may_assign=visit.member.role is StaffRole.SUPERVISOR,
            groups=[(str(group), visit.say(f"group-{group}")) for group in Group],
        )


def _title(visit: Visit, profile: SecurityProfile) -> str:
    return profile.title.get(visit.language, profile.key)


def _service(visit: Visit, key: str) -> str:
    return visit.say_or(f"service-{key}", key)


def _found(session: Session, visit: Visit, name: str) -> Standing:
    for each in standings(session, visit.now):
        if each.name == name:
            return each
    raise NoRecord(reason="no-such-terminal")


def _order(visit: Visit) -> Answer:
    """Keep an order for the terminal's next beat."""
    name = visit.path["name"]
    kind = visit.form.choice("kind", [str(each) for each in OrderKind])
    service = ""
    if kind in _WITH_SERVICE:
        service = visit.form.text("service", most=64)
    if not visit.form.is_good:
        return _one(visit, 422)
    with visit.acting(f"order {kind}", reference=name) as session:
        staff = visit.member.number
        give_order(session, name, OrderKind(kind), service, staff, visit.now)
    return visit.see(
        f"/terminal/{name}", "said-ordered", what=visit.say(f"order-{kind}")
    )


def _assign(visit: Visit) -> Answer:
    """Give a terminal its security profile and its ring."""
    name = visit.path["name"]
    known = [each.key for each in visit.centre.profiles.profiles]
    profile = visit.form.choice("profile", known)
    ring = visit.form.text("ring", most=32, is_needed=False)
    if ring and not is_ring(ring):
        visit.form.refuse("ring", "ring")
    if not visit.form.is_good:
        return _one(visit, 422)
    act = f"profile {profile} ring {ring}"
    with visit.acting(act, reference=name) as session:
        _found(session, visit, name)
        given, staff = Assigned(profile, ring), visit.member.number
        assign(session, name, given, staff, visit.now)
    return visit.see(f"/terminal/{name}", "said-assigned")


def _log(visit: Visit) -> Answer:
    """Hand out the end of a log that was asked for."""
    with visit.reading() as session:
        log = session.get(HandedLog, visit.path["order"])
        if log is None:
            raise NoRecord(reason="no-such-log")
        visit.concerns(reference=log.terminal)
        name = f"{log.terminal}-{log.received_at:%Y%m%d-%H%M}.jsonl"
        return visit.download(name, "application/jsonl", log.text.encode())


def _tickets(visit: Visit) -> Answer:
    """Show what is amiss anywhere, the most urgent first."""
    with visit.reading() as session:
        tickets = open_tickets(session)
        paging = Paging.asked(visit.query, len(tickets))
        shown = tickets[paging.offset : paging.offset + paging.rows]
        return visit.page(
            "tickets.html", tickets=shown, paging=paging, word=visit.say_or
        )


def _close(visit: Visit) -> Answer:
    """Close a ticket by hand."""
    number = visit.path["ticket"]
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004
        raise NoRecord(reason="no-such-ticket")
    with visit.acting("ticket closed", reference=number) as session:
        close_ticket(session, int(number), visit.member.number, visit.now)
    return visit.see("/tickets", "said-closed")


def _letters(visit: Visit) -> Answer:
    """Show the deeds the centre refused; each lies at its terminal, whole."""
    refused = ReceivedDeed.outcome == DeedOutcome.REFUSED
    with visit.reading() as session:
        total = session.scalar(select(func.count()).where(refused)) or 0
        paging = Paging.asked(visit.query, total)
        wanted = select(ReceivedDeed).where(refused)
        newest = wanted.order_by(ReceivedDeed.received_at.desc())
        letters = session.scalars(newest.offset(paging.offset).limit(paging.rows)).all()
        return visit.page(
            "letters.html", letters=letters, paging=paging, word=visit.say_or
        )


def _badge(visit: Visit) -> Sequence[Badge]:
    is_open = FleetTicket.closed_at.is_(None)
    late = FleetTicket.severity == "late"
    with visit.reading() as session:
        counted = select(func.count(FleetTicket.ticket_id)).where(is_open)
        urgent = session.scalar(counted.where(late)) or 0
        others = session.scalar(counted.where(~late)) or 0
    return [
        Badge(urgent, "tickets-late", Tone.LATE if urgent else Tone.CALM, "/tickets"),
        Badge(others, "tickets-soon", Tone.SOON if others else Tone.CALM, "/tickets"),
    ]


AREA = Area(
    key="fleet",
    roles={StaffRole.SUPERVISOR, StaffRole.TECHNICIAN},
    routes=(
        Get("/", _list),
        Get("/tickets", _tickets),
        Post("/tickets/{ticket}/close", _close),
        Get("/letters", _letters),
        Get("/logs/{order}", _log),
        Get("/terminal/{name}", _one),
        Post("/terminal/{name}/order", _order),
        Post("/terminal/{name}/profile", _assign, roles={StaffRole.SUPERVISOR}),
    ),
    badge=_badge,
    rank=60,
)

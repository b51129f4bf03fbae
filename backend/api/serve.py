"""Serving over HTTPS: only machines with a certificate of ours get to speak."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.routing import Route

from backend.access.evidence_key import EvidenceKeys
from backend.access.monitors import MonitorRegister
from backend.access.staff import StaffRegister
from backend.api.app import application
from backend.api.listener import Listener, served, served_beside
from backend.api.tls import (
    department_tls,
    machine_tls,
    plain_tls,
    public_tls,
    staff_tls,
)
from backend.archive.archivist import Archivist, kept_archived
from backend.archive.place import evidence_source
from backend.centre import Centre
from backend.certificates.high_water import kept_high
from backend.certificates.press import PageMaker, QuietPress
from backend.certificates.press_room import PressRoom
from backend.certificates.seal import seal_authority
from backend.clock import city_time
from backend.console.door import console_door
from backend.consultation.clockwork import kept_moving
from backend.content.bundle import LibraryPress
from backend.content.finding import Finder
from backend.content.initials import load_dictionaries
from backend.departments.app import department_door
from backend.eligibility.sitting import Sittings
from backend.enrolment.desk import EnrolmentDesk
from backend.enrolment.door import enrolment_door
from backend.envelopes.nightly import kept_fresh
from backend.fleet.assignment import check_assigned
from backend.fleet.metrics import figures_of, metrics_served
from backend.fleet.metrics_door import metrics_door
from backend.fleet.profile import ProfileBook, load_profiles
from backend.fleet.rulebook import load_rules
from backend.fleet.watch import kept_watched
from backend.home import Home
from backend.installation import machine_authority, open_database, publisher_of
from backend.journal import Event, Journal
from backend.lists.publish import Publisher
from backend.loaded import set_aside
from backend.portal.page import portal
from backend.software.repository import SoftwareRepository
from backend.software.upkeep import kept_signed
from backend.store.database import Database
from backend.web.token import page_key
from backend.wechat.account_file import read_account
from backend.wechat.endpoint import account_routes
from backend.wechat.outlet import Outlet, PlatformOutlet
from kiosk.documents.authority import Authority
from kiosk.documents.press import Press
from kiosk.tracing import open_tracer

__all__ = ["Others", "serve_home"]


@dataclass(frozen=True, slots=True)
class Others:
    """Where others than terminals come in, if they are wanted here.

    Attributes:
        traces: Base address of the collector that spans of visits go to, if any.
    """

    public: Listener | None = None
    departments: Listener | None = None
    staff: Listener | None = None
    enrolment: Listener | None = None
    metrics: Listener | None = None
    traces: str = ""


def serve_home(
    home: Home,
    listener: Listener,
    fonts: Path,
    others: Others | None = None,
    presses: int = 0,
) -> None:
    """Serve the centre in a home until SIGTERM or SIGINT, then end cleanly.

    Terminals come to the listener; the public, departments and staff have theirs.
    Pages are made here, one at a time, or by so many presses in own processes.

    Raises:
        HomeInvalid: there is no centre.
        SchemaOutdated: its database is of another version.
        SealLost: the seal authority is missing or damaged.
        FontsMissing: certificates cannot be drawn.
        OSError: a port cannot be taken, or keys are missing.
    """
    others = others or Others()
    load_dictionaries()
    database = open_database(home)
    authority = seal_authority(home)
    with ExitStack() as stack:
        tracer = open_tracer(others.traces, "centre", home.settings().city)
        stack.callback(tracer.close)
        bound = stack.enter_context(listener.bind())
        log = stack.enter_context(home.log_file.open("a", encoding="utf-8"))
        press = stack.enter_context(_press(home, fonts, authority, presses))
        journal = Journal(log, city_time)
        staff = StaffRegister(home.staff)
        evidence = EvidenceKeys(home.evidence)
        publisher = publisher_of(home, database, authority)
        centre = Centre(
            database,
            press,
            authority.issuer,
            city_time,
            journal,
            staff,
            page_key(home.page_key),
            evidence,
            LibraryPress(database, publisher.key, city_time),
            Finder(database, city_time),
            Sittings(home.settings().judge, evidence.public_pem().decode("ascii")),
            machine_authority(home),
            load_rules(home.fleet_file),
            publisher,
            software=SoftwareRepository(home.software, city_time),
            tracer=tracer,
            profiles=_profiles(home, database),
        )
        stack.callback(centre.sittings.close)
        # Before any door is open.
        stack.enter_context(kept_high(database, home.numbers_file, journal))
        journal.note(Event.STARTED)
        _open_others(stack, home, centre, publisher, others)
        stack.enter_context(kept_fresh(centre))
        source = evidence_source(home, authority)
        archivist = Archivist(centre, source) if source else None
        stack.enter_context(kept_archived(archivist))
        stack.enter_context(kept_watched(centre))
        if centre.software is not None:
            stack.enter_context(kept_signed(centre.software, journal))
        stack.enter_context(kept_moving(centre, _outlet(home)))
        # uvicorn raises a signal again after a clean end; that must not kill us.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        app = application(centre)
        set_aside()
        served(app, machine_tls(home), listener, bound, "centre")
        journal.note(Event.STOPPED)
    database.close()


def _profiles(home: Home, database: Database) -> ProfileBook:
    book = load_profiles(home.profiles_file)
    with database.reading() as session:
        check_assigned(session, book)
    return book


def _press_of(home: Home, fonts: Path) -> Press:
    return Press(font_directory=fonts, authority=seal_authority(home))


@contextmanager
def _press(
    home: Home, fonts: Path, authority: Authority, presses: int
) -> Iterator[PageMaker]:
    # Made in any case: it tells at once what is missing.
    here = Press(font_directory=fonts, authority=authority)
    if not presses:
        yield QuietPress(here)
        return
    with closing(PressRoom(partial(_press_of, home, fonts), presses)) as room:
        yield room


def _open_others(
    stack: ExitStack,
    home: Home,
    centre: Centre,
    publisher: Publisher,
    others: Others,
) -> None:
    if others.public is not None:
        app = portal(centre, publisher, _account_routes(home, centre))
        stack.enter_context(
            served_beside(app, public_tls(home), others.public, "portal")
        )
    if others.metrics is not None:
        stack.enter_context(_metrics(home, centre, others.metrics))
    if others.enrolment is not None:
        enrol = enrolment_door(EnrolmentDesk(home, centre))
        stack.enter_context(
            served_beside(enrol, plain_tls(home), others.enrolment, "enrolment")
        )
    if others.departments is not None:
        door, context = department_door(centre), department_tls(home)
        stack.enter_context(
            served_beside(door, context, others.departments, "departments")
        )
    if others.staff is not None:
        door, context = console_door(centre), staff_tls(home)
        stack.enter_context(served_beside(door, context, others.staff, "console"))


@contextmanager
def _metrics(home: Home, centre: Centre, listener: Listener) -> Iterator[None]:
    """Serve metrics: plainly to this machine, to others over mutual TLS."""
    if not listener.is_loopback:
        door = metrics_door(figures_of(centre), MonitorRegister(home.monitors))
        with served_beside(door, machine_tls(home), listener, "metrics"):
            yield
        return
    with metrics_served(centre, listener.host, listener.port) as port:
        listener.tell(port, "metrics", "http")
        yield


def _account_routes(home: Home, centre: Centre) -> list[Route]:
    account = read_account(home.account_file)
    if account is None:
        return []
    return account_routes(centre, account.account, account.portal)


def _outlet(home: Home) -> Outlet | None:
    account = read_account(home.account_file)
    if account is None:
        return None
    return PlatformOutlet(account.platform, account.app_id, account.secret)

"""Serving over HTTPS: only machines with a certificate of ours get to speak."""

from __future__ import annotations

import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from backend.access.evidence_key import EvidenceKeys
from backend.access.operator import operator_authority
from backend.access.staff import StaffRegister
from backend.api.app import application
from backend.api.peer import PeerProtocol
from backend.archive.archivist import Archivist, kept_archived
from backend.archive.place import evidence_source
from backend.centre import Centre
from backend.certificates.press import QuietPress
from backend.certificates.seal import seal_authority
from backend.clock import city_time
from backend.console.door import console_door
from backend.consultation.clockwork import kept_moving
from backend.content.bundle import LibraryPress
from backend.content.finding import Finder
from backend.departments.app import department_door
from backend.departments.identity import department_authorities
from backend.eligibility.sitting import Sittings
from backend.enrolment.desk import EnrolmentDesk
from backend.enrolment.door import enrolment_door
from backend.envelopes.nightly import kept_fresh
from backend.fleet.metrics import metrics_served
from backend.fleet.rulebook import load_rules
from backend.fleet.watch import kept_watched
from backend.home import Home
from backend.installation import machine_authority, open_database, publisher_of
from backend.journal import Event, Journal
from backend.lists.publish import Publisher
from backend.portal.page import portal
from backend.software.repository import SoftwareRepository
from backend.software.upkeep import kept_signed
from backend.web.token import page_key
from backend.wechat.account_file import read_account
from backend.wechat.endpoint import account_routes
from backend.wechat.outlet import Outlet, PlatformOutlet
from kiosk.documents.press import Press
from kiosk.tracing import open_tracer

__all__ = ["Listener", "Others", "serve_home"]

_BACKLOG = 128
_MOST_CONNECTIONS = 512
_FAREWELL_SECONDS = 5
_IDLE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Listener:
    """Where to listen, and where to write the port that was taken.

    Attributes:
        port: 0 lets the system choose.
    """

    host: str
    port: int
    port_file: Path | None = None

    def bind(self) -> socket.socket:
        """Take the port.

        Raises:
            OSError: it is in use, or the host is not ours.
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # asyncio switches Nagle's delay off only where the protocol is named;
        # without that every short answer takes 40 ms longer.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self.host, self.port))
            bound.listen(_BACKLOG)
        except OSError:
            bound.close()
            raise
        return bound

    def announce(self, bound: socket.socket, who: str) -> None:
        """Tell that requests are taken: one line, and the port in its file."""
        self.tell(bound.getsockname()[1], who)

    def tell(self, port: int, who: str, scheme: str = "https") -> None:
        """Announce a port that was taken."""
        if self.port_file is not None:
            partial = self.port_file.with_name(self.port_file.name + ".partial")
            partial.write_text(f"{port}\n", encoding="ascii")
            partial.replace(self.port_file)
        host = f"[{self.host}]" if ":" in self.host else self.host
        sys.stdout.write(f"{who} ready on {scheme}://{host}:{port}\n")
        sys.stdout.flush()


class _Server(uvicorn.Server):
    """Announces itself once it really listens."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()


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
    home: Home, listener: Listener, fonts: Path, others: Others | None = None
) -> None:
    """Serve the centre in a home until SIGTERM or SIGINT, then end cleanly.

    Terminals come to the listener; the public, departments and staff have theirs.

    Raises:
        HomeInvalid: there is no centre.
        SchemaOutdated: its database is of another version.
        SealLost: the seal authority is missing or damaged.
        FontsMissing: certificates cannot be drawn.
        OSError: a port cannot be taken, or keys are missing.
    """
    others = others or Others()
    database = open_database(home)
    authority = seal_authority(home)
    with ExitStack() as stack:
        tracer = open_tracer(others.traces, "centre", home.settings().city)
        stack.callback(tracer.close)
        bound = stack.enter_context(listener.bind())
        log = stack.enter_context(home.log_file.open("a", encoding="utf-8"))
        press = QuietPress(Press(font_directory=fonts, authority=authority))
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
        )
        stack.callback(centre.sittings.close)
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
        _serve(application(centre), home, listener, bound)
        journal.note(Event.STOPPED)
    database.close()


def _open_others(
    stack: ExitStack,
    home: Home,
    centre: Centre,
    publisher: Publisher,
    others: Others,
) -> None:
    if others.public is not None:
        app = portal(centre, publisher, _account_routes(home, centre))
        stack.enter_context(_beside(app, _public_tls(home), others.public, "portal"))
    if others.metrics is not None:
        stack.enter_context(_metrics(centre, others.metrics))
    if others.enrolment is not None:
        enrol = enrolment_door(EnrolmentDesk(home, centre))
        stack.enter_context(_beside(enrol, _tls(home), others.enrolment, "enrolment"))
    if others.departments is not None:
        door, context = department_door(centre), _department_tls(home)
        stack.enter_context(_beside(door, context, others.departments, "departments"))
    if others.staff is not None:
        door, context = console_door(centre), _staff_tls(home)
        stack.enter_context(_beside(door, context, others.staff, "console"))


@contextmanager
def _metrics(centre: Centre, listener: Listener) -> Iterator[None]:
    """Serve metrics in plain HTTP, announced like the others but for that."""
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


def _serve(
    app: Starlette, home: Home, listener: Listener, bound: socket.socket
) -> None:
    # uvicorn raises a signal again after a clean end; that must not kill us.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    context = _tls(home)
    # TLS 1.3 and a client certificate of the centre's own authority.
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(home.machines / "certificate.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    config = _config(app, context)
    _Server(config, lambda: listener.announce(bound, "centre")).run(sockets=[bound])


@contextmanager
def _beside(
    app: Starlette, context: ssl.SSLContext, listener: Listener, who: str
) -> Iterator[None]:
    """Serve others on a thread of their own while the terminals are served."""
    with listener.bind() as bound:
        config = _config(app, context)
        server = _Server(config, lambda: listener.announce(bound, who))
        thread = threading.Thread(target=server.run, args=([bound],), name=who)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


def _config(app: Starlette, context: ssl.SSLContext) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PeerProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_FAREWELL_SECONDS,
        ssl_context_factory=lambda _, __: context,
    )


def _department_tls(home: Home) -> ssl.SSLContext:
    """Let in whom the departments' authorities name; terminals have another one."""
    context = _tls(home)
    for file in department_authorities(home):
        context.load_verify_locations(file)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _public_tls(home: Home) -> ssl.SSLContext:
    """Let everybody in; employers' operators may show a certificate."""
    context = _tls(home)
    context.load_verify_locations(cadata=operator_authority(home).certificate.decode())
    # A machine that shows its certificate here is served as anybody else.
    context.load_verify_locations(home.machines / "certificate.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def _staff_tls(home: Home) -> ssl.SSLContext:
    """Ask for a staff card; whoever shows none hears why the console stays closed."""
    context = _tls(home)
    context.load_verify_locations(cadata=StaffRegister(home.staff).authority_pem())
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def _tls(home: Home) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(home.server / "certificate.pem", home.server / "key.pem")
    return context

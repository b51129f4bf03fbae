"""What each command does, from its options to its output.

The heavy imports stand inside the functions, so that ``centre serve`` does not
wait for what only ``centre init`` needs, nor ``--help`` for anything.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from backend.clock import city_time
from backend.home import Home, Settings

if TYPE_CHECKING:
    from backend.api.listener import Listener

__all__ = [
    "CommandRefused",
    "enrol",
    "enrol_employer_program",
    "enrol_staff",
    "enrolment_code",
    "init",
    "revoke",
    "revoke_employer_program",
    "revoke_staff",
    "sample",
    "serve",
    "staff_offices",
]

_LOCAL = ["localhost", "127.0.0.1", "::1"]
_ASSETS = Path(__file__).resolve().parent.parent / "assets"
_FONTS = _ASSETS / "fonts"
_CONTENT = _ASSETS / "content"


class CommandRefused(Exception):
    """A command cannot do what was asked; one line says why."""


def init(options: Namespace) -> None:
    """Make a new centre."""
    from backend.installation import initialise

    settings = Settings(options.city, options.database)
    initialise(Home(options.home), settings, [*_LOCAL, *options.name])
    _say(f"centre made in {options.home}")


def sample(options: Namespace) -> None:
    """Fill the invented city, or tell who its fixed residents are."""
    if options.list:
        _list(as_json=options.json)
        return
    from backend.installation import open_database
    from backend.progress import ProgressBar
    from backend.sample.city import fill

    database = open_database(Home(options.home))
    now = city_time()
    bar = ProgressBar("residents", sys.stderr)
    day, since = now.date(), options.since
    fill(database, options.residents, options.seed, day, bar.show, since=since)
    from backend.sample.portrait import PortraitInvalid, enrol_portrait

    try:
        with database.writing() as session:
            for number, file in options.portrait:
                enrol_portrait(session, number, file, now)
    except PortraitInvalid as error:
        raise CommandRefused(str(error)) from error
    from backend.content.source import read_source, take_in

    with database.writing() as session:
        take_in(session, read_source(_CONTENT), "editor-1", "editor-2", now)
    database.close()
    _say(f"{options.residents} residents, {len(options.portrait)} portraits added")


def _list(*, as_json: bool) -> None:
    from backend.sample.demonstration import DEMONSTRATION

    for resident in DEMONSTRATION.values():
        card = resident.card()
        if as_json:
            _say(json.dumps(card, ensure_ascii=False))
        else:
            _say(f"{card['number']}  {card['name']}  {card['key']}: {card['purpose']}")


def enrol(options: Namespace) -> None:
    """Make a terminal's identity and say where it lies."""
    from backend.installation import enrol_terminal

    enrol_terminal(Home(options.home), options.name, options.out, options.community)
    _say(f"terminal {options.name} enrolled, identity in {options.out}")


def enrol_employer_program(options: Namespace) -> None:
    """Make a program's identity and say where it lies."""
    from backend.business_api.enrolling import enrol_employer_program as issue

    home, name = Home(options.home), options.name
    issue(home, name, options.employer, options.operator, options.out)
    _say(f"program {name} enrolled, identity in {options.out}")


def revoke_employer_program(options: Namespace) -> None:
    """Shut a program out."""
    from backend.business_api.client import revoke_program
    from backend.installation import open_database

    database = open_database(Home(options.home))
    with database.writing() as session:
        ended = revoke_program(session, options.name, city_time())
    database.close()
    if not ended:
        message = f"no living identity of a program {options.name}"
        raise CommandRefused(message)
    _say(f"program {options.name} revoked")


def enrolment_code(options: Namespace) -> None:
    """Print a code that a technician types into a new terminal."""
    from backend.access.enrolment import give_code
    from backend.fleet.profile import load_profiles
    from backend.installation import open_database

    home = Home(options.home)
    load_profiles(home.profiles_file).named(options.profile)
    database = open_database(home)
    now, place = city_time(), (options.name, options.community)
    given = (options.profile, options.ring)
    with database.writing() as session:
        code = give_code(session, *place, now, options.hours, *given)
    database.close()
    _say(code.grouped)


def revoke(options: Namespace) -> None:
    """Shut a terminal out."""
    from backend.installation import revoke_terminal

    if not revoke_terminal(Home(options.home), options.name):
        message = f"no living identity of a terminal {options.name}"
        raise CommandRefused(message)
    _say(f"terminal {options.name} revoked")


def enrol_staff(options: Namespace) -> None:
    """Issue what a staff card holds and say where it lies."""
    from backend.installation import enrol_staff as issue

    home = Home(options.home)
    told = (options.number, options.role, options.name)
    issue(home, *told, options.out, options.agency)
    _say(f"staff {options.number} enrolled, card's key in {options.out}")


def staff_offices(options: Namespace) -> None:
    """Bind a staff number to offices."""
    from backend.cases.duty import assign_offices
    from backend.installation import open_database

    database = open_database(Home(options.home))
    with database.writing() as session:
        assign_offices(session, options.number, options.office)
    database.close()
    _say(f"staff {options.number} works on {', '.join(options.office) or 'all queues'}")


def revoke_staff(options: Namespace) -> None:
    """Believe a staff number's cards no more."""
    from backend.installation import revoke_staff as withdraw

    if not withdraw(Home(options.home), options.number):
        message = f"no living card of staff {options.number}"
        raise CommandRefused(message)
    _say(f"staff {options.number} revoked")


def serve(options: Namespace) -> None:
    """Serve terminals until SIGTERM."""
    from backend.api.listener import Listener
    from backend.api.serve import Others, serve_home
    from kiosk.documents.authority import SealLost
    from kiosk.documents.font import FontsMissing

    listener = Listener(options.host, options.port, options.port_file)
    others = Others(
        public=_listener(options, "portal"),
        departments=_listener(options, "department"),
        staff=_listener(options, "console"),
        enrolment=_listener(options, "enrolment"),
        metrics=_listener(options, "metrics"),
        traces=options.traces,
    )
    try:
        serve_home(Home(options.home), listener, _FONTS, others, options.presses)
    except (SealLost, FontsMissing) as error:
        raise CommandRefused(str(error)) from error


def _listener(options: Namespace, who: str) -> Listener | None:
    """Give the further listener that was asked for."""
    from backend.api.listener import Listener

    told = vars(options)
    port = told[f"{who}_port"]
    if port is None:
        return None
    return Listener(told[f"{who}_host"], port, told[f"{who}_port_file"])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")

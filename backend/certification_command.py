"""What each ``centre certification`` command does, from options to output."""
# ruff: noqa: PLC0415 - heavy imports wait until a command needs them

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from backend.clock import city_time
from backend.command import CommandRefused
from backend.home import Home

if TYPE_CHECKING:
    from backend.eligibility.statement_file import Report
    from backend.store.database import Database

__all__ = ["pay", "reach", "rules", "source", "take", "tell"]

_COMMAND_LINE = "command-line"


def rules(options: Namespace) -> None:
    """Check the rules in force, or a file, and show them."""
    from backend.eligibility.rulebook import RULES_FILE, RulesInvalid, load_rules

    own = Home(options.home).rules_file
    file = options.file or (own if own.exists() else RULES_FILE)
    try:
        book = load_rules(file)
    except RulesInvalid as error:
        raise CommandRefused(str(error)) from error
    for each in (rule for found in book.benefits.values() for rule in found):
        every = f"every {each.every_months} months" if each.every_months else "never"
        _say(
            f"{each.id}  {each.title}  from {each.valid_from}: {every}  [{each.source}]"
        )


def source(options: Namespace) -> None:
    """Register a data source, with a client identity if wanted, or withdraw it."""
    from backend.access.sources import check_source_name, withdraw
    from backend.eligibility.rulebook import city_rules

    name = check_source_name(options.name)
    with _opened(options) as database:
        if options.withdraw:
            with database.writing() as session:
                if not withdraw(session, name, city_time()):
                    message = f"no source {name} is registered"
                    raise CommandRefused(message)
            _say(f"source {name} withdrawn")
            return
        if options.kind not in city_rules().sources:
            kinds = ", ".join(sorted(city_rules().sources))
            message = f"--kind must be one of {kinds}"
            raise CommandRefused(message)
        _register(options, name, database)
        _say(f"source {name} registered as {options.kind}")


def _register(options: Namespace, name: str, database: Database) -> None:
    from backend.access.identity import MachineAuthority, fingerprint_of
    from backend.access.sources import register
    from backend.home import write_private

    fingerprint = ""
    if options.out is not None:
        authority = MachineAuthority.load(Home(options.home).machines)
        identity = authority.terminal(f"source-{name}")
        identity.write(options.out)
        write_private(options.out / "authority.pem", authority.certificate)
        fingerprint = fingerprint_of(identity.certificate)
    with database.writing() as session:
        register(session, name, options.kind, city_time(), fingerprint)


def take(options: Namespace) -> None:
    """Take in a data source's file, or only check it."""
    from backend.access.sources import kind_of
    from backend.eligibility.intake import EvidenceIntake
    from backend.eligibility.rulebook import city_rules
    from backend.eligibility.statement_file import FileRefused, read_file, take_file

    book, now = city_rules(), city_time()
    with _opened(options) as database:
        with database.reading() as session:
            kind = book.sources.get(kind_of(session, options.source))
        if kind is None:
            message = f"no rule for sources of the kind of {options.source}"
            raise CommandRefused(message)
        intake = EvidenceIntake(database, book, options.source, kind, now)
        rows = read_file(options.file, kind, now.date(), options.encoding)
        try:
            if options.check:
                report = take_file(rows, lambda told: ["readable"] * len(told))
            else:
                report = take_file(rows, intake.take, _progress)
        except FileRefused as error:
            message = f"{options.file}: {error}"
            raise CommandRefused(message) from error
    _reported(options, report)


def _progress(report: Report) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rlines {report.lines}")
        sys.stderr.flush()


def _reported(options: Namespace, report: Report) -> None:
    if options.json:
        troubles = [asdict(each) for each in report.troubles]
        told = {"lines": report.lines, "outcomes": report.outcomes}
        _say(json.dumps({**told, "troubles": troubles}))
    else:
        for trouble in report.troubles:
            _say(str(trouble))
        counted = ", ".join(
            f"{n} {word}" for word, n in sorted(report.outcomes.items())
        )
        _say(f"{report.lines} lines: {counted or 'nothing taken'}")
    if report.troubles:
        message = f"{len(report.troubles)} of {report.lines} lines were not taken"
        raise CommandRefused(message)


def reach(options: Namespace) -> None:
    """List whom to reach; the list itself leaves an audit line."""
    from backend.access.audit import AuditEvent, note
    from backend.eligibility.outreach import OutreachKind, outreach

    now = city_time()
    day, kind = options.day or now.date(), OutreachKind(options.kind)
    with _opened(options) as database:
        with database.writing() as session:
            event = AuditEvent.OUTREACH_LISTED
            note(session, now, _COMMAND_LINE, event, str(kind))
        with database.reading() as session:
            for line in outreach(session, day, kind, options.community, options.office):
                told = {key: _plain(value) for key, value in asdict(line).items()}
                _say(_one_line(told, as_json=options.json))


def tell(options: Namespace) -> None:
    """Tell why somebody stands as they do."""
    from backend.access.audit import AuditEvent, note
    from backend.eligibility.explanation import explain
    from backend.records.person import find_by_number

    now = city_time()
    with _opened(options) as database:
        with database.writing() as session:
            number = find_by_number(session, options.number).personal_number
            event = AuditEvent.STATE_TOLD
            note(session, now, _COMMAND_LINE, event, "done", subject=number)
        with database.reading() as session:
            found = explain(session, number, options.day or now.date())
        for each in found:
            told = {key: _plain(value) for key, value in asdict(each).items()}
            _say(_one_line(told, as_json=options.json))
        if not found:
            _say("draws no benefit: nothing to certify")


def pay(options: Namespace) -> None:
    """Write what a month's payment file carries beside the regular payments: CSV."""
    import csv

    from backend.eligibility.payment import PaymentKind, payments
    from backend.eligibility.rows import beneficiaries
    from backend.eligibility.rulebook import city_rules

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["personal_number", "benefit", "month", "fen", "aae141"])
    now, book = city_time(), city_rules()
    with _opened(options) as database, database.reading() as session:
        for person in beneficiaries(session):
            for drawn in person.entitlements:
                for line in payments(book, person.ledger, drawn, now):
                    is_told = options.regular or line.kind is not PaymentKind.REGULAR
                    if line.paid_with == options.month and is_told:
                        writer.writerow(
                            [
                                person.personal_number,
                                line.benefit,
                                line.for_month,
                                line.cents,
                                line.kind,
                            ]
                        )


@contextmanager
def _opened(options: Namespace) -> Iterator[Database]:
    from backend.installation import open_database

    database = open_database(Home(options.home))
    try:
        yield database
    finally:
        database.close()


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        # A month taken apart by `asdict`.
        return f"{value['year']:04d}{value['month']:02d}"
    return value if value is None or isinstance(value, str | int) else str(value)


def _one_line(told: dict[str, object], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(told, ensure_ascii=False)
    return "  ".join(f"{key}={value}" for key, value in told.items() if value)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")

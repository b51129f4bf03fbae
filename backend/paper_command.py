"""Commands about papers: withdraw, count, signers, and what verifiers need."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from backend.clock import city_time
from backend.home import Home

if TYPE_CHECKING:
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add ``certificate``, ``statistics``, ``signer`` and ``trust``."""
    _add_certificate(commands)
    _add_statistics(commands)
    _add_signer(commands)
    trust = _command(commands, "trust", "write what a verifier must keep")
    trust.add_argument("--out", type=Path, required=True, metavar="DIR")
    trust.set_defaults(command=_trust)


def _command(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    return parser


def _decided(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, metavar="TEXT")
    parser.add_argument("--staff", required=True, metavar="NAME", help="who decided")


def _add_certificate(commands: Commands) -> None:
    parser = commands.add_parser("certificate", help="revoke, replace or show one")
    kinds = parser.add_subparsers(required=True, metavar="ACTION")
    revoke = _command(kinds, "revoke", "take a certificate's force away for ever")
    revoke.add_argument("number")
    _decided(revoke)
    revoke.set_defaults(command=_withdraw, by=None)
    replace = _command(kinds, "replace", "let another certificate hold in its place")
    replace.add_argument("number")
    replace.add_argument("--by", required=True, metavar="NUMBER")
    _decided(replace)
    replace.set_defaults(command=_withdraw)
    file = _command(kinds, "file", "write the first copy's file, as it lasts longest")
    file.add_argument("number")
    file.add_argument("--out", type=Path, required=True, metavar="FILE")
    file.set_defaults(command=_file)
    show = _command(kinds, "show", "its state and its copies', without personal data")
    show.add_argument("number")
    show.add_argument("--json", action="store_true")
    show.set_defaults(command=_show)


def _add_statistics(commands: Commands) -> None:
    parser = _command(commands, "statistics", "count papers, hall by hall")
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD")
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one a hall")
    parser.set_defaults(command=_statistics)


def _add_signer(commands: Commands) -> None:
    parser = commands.add_parser("signer", help="the register of seals and QR keys")
    kinds = parser.add_subparsers(required=True, metavar="ACTION")
    listed = _command(kinds, "list", "every signer, JSON Lines")
    listed.set_defaults(command=_signers)
    for name, summary in (
        ("retire", "it signs no more; what it signed stays good"),
        ("revoke", "believe nothing it ever signed"),
    ):
        end = _command(kinds, name, summary)
        end.add_argument("kid", help="as `signer list` names it")
        _decided(end)
        end.set_defaults(command=_end_signer, action=name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day, such as 2026-11-24"
        raise argparse.ArgumentTypeError(message) from None


def _withdraw(options: Namespace) -> None:
    from backend.certificates.standing import withdraw
    from backend.installation import open_database

    database = open_database(Home(options.home))
    with database.writing() as session:
        withdraw(
            session,
            options.number,
            reason=options.reason,
            staff=options.staff,
            now=city_time(),
            successor=options.by,
        )
    database.close()
    done = f"replaced by {options.by}" if options.by else "revoked"
    _say(f"certificate {options.number} {done}")


def _show(options: Namespace) -> None:
    from backend.certificates.standing import certificate_life
    from backend.installation import open_database

    database = open_database(Home(options.home))
    with database.reading() as session:
        told = certificate_life(session, options.number)
    database.close()
    if options.json:
        _say(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        _say(f"{name}: {value}")


def _file(options: Namespace) -> None:
    from backend.archive.archivist import lasting_file
    from backend.installation import open_database
    from kiosk.domain.fault import NoRecord

    database = open_database(Home(options.home))
    with database.reading() as session:
        pdf = lasting_file(session, f"{options.number}-01")
    database.close()
    if pdf is None:
        raise NoRecord(reason="no-such-certificate")
    options.out.write_bytes(pdf)
    _say(f"{len(pdf)} bytes written to {options.out}")


def _statistics(options: Namespace) -> None:
    from backend.certificates.statistics import (
        hall_statistics,
        verification_statistics,
    )
    from backend.installation import open_database

    until = options.until or city_time().date()
    since = options.since or until - timedelta(days=30)
    database = open_database(Home(options.home))
    with database.reading() as session:
        halls = hall_statistics(session, since, until)
        asked = verification_statistics(session, since, until)
    database.close()
    if options.json:
        for line in [*halls, {"verifications": asked}]:
            _say(json.dumps(line, ensure_ascii=False))
        return
    _say(f"{since} to {until}")
    for line in halls:
        facts = ", ".join(
            f"{name} {count}" for name, count in line.items() if isinstance(count, int)
        )
        _say(f"{line['hall']}: {facts}")
    told = ", ".join(f"{result} {count}" for result, count in sorted(asked.items()))
    _say(f"public verifications: {told or 'none'}")


def _signers(options: Namespace) -> None:
    from backend.certificates.seal import seal_authority
    from backend.installation import open_database, publisher_of

    home = Home(options.home)
    database = open_database(home)
    publisher = publisher_of(home, database, seal_authority(home))
    for entry in publisher.current("signers").entries:
        shown = {name: entry[name] for name in ("kid", "use", "from", "to", "status")}
        _say(json.dumps(shown))
    database.close()


def _end_signer(options: Namespace) -> None:
    from backend.installation import open_database
    from backend.lists.signers import end_signer
    from backend.store.words import SignerStatus

    revoked = options.action == "revoke"
    database = open_database(Home(options.home))
    with database.writing() as session:
        end_signer(
            session,
            options.kid,
            SignerStatus.REVOKED if revoked else SignerStatus.RETIRED,
            reason=options.reason,
            staff=options.staff,
            now=city_time(),
        )
    database.close()
    _say(f"signer {options.kid} {options.action}d")


def _trust(options: Namespace) -> None:
    from backend.installation import open_database, write_trust_directory

    home = Home(options.home)
    database = open_database(home)
    write_trust_directory(home, database, options.out)
    database.close()
    _say(f"trust written to {options.out}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")

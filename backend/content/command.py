"""Commands about content: take it in, list it, find in it, withdraw it."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from backend.clock import city_time
from backend.command import CommandRefused
from backend.home import Home

if TYPE_CHECKING:
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add ``content`` with its actions."""
    parser = commands.add_parser("content", help="what the centre publishes")
    kinds = parser.add_subparsers(required=True, metavar="ACTION")
    taken = _command(kinds, "import", "publish a directory's articles and agencies")
    taken.add_argument("directory", type=Path, metavar="DIR")
    taken.add_argument("--author", default="editor-1", metavar="STAFF")
    taken.add_argument("--reviewer", default="editor-2", metavar="STAFF")
    taken.set_defaults(command=_import)
    listed = _command(kinds, "list", "what is shown today, JSON Lines")
    listed.set_defaults(command=_list)
    found = _command(kinds, "find", "what a reader would find, JSON Lines")
    found.add_argument("words")
    found.set_defaults(command=_find)
    withdrawn = _command(kinds, "withdraw", "show an article no more")
    withdrawn.add_argument("key")
    withdrawn.add_argument("--reason", required=True, metavar="TEXT")
    withdrawn.add_argument("--staff", required=True, metavar="STAFF")
    withdrawn.set_defaults(command=_withdraw)


def _command(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    return parser


def _import(options: Namespace) -> None:
    from backend.content.source import ContentInvalid, read_source, take_in
    from backend.installation import open_database

    database = open_database(Home(options.home))
    try:
        source = read_source(options.directory)
        with database.writing() as session:
            count = take_in(
                session, source, options.author, options.reviewer, city_time()
            )
    except ContentInvalid as error:
        raise CommandRefused(str(error)) from error
    finally:
        database.close()
    _say(f"{count} articles published, {len(source.agencies)} agencies known")


def _list(options: Namespace) -> None:
    from backend.content.reading import shown_articles
    from backend.installation import open_database

    database = open_database(Home(options.home))
    with database.reading() as session:
        for shown in shown_articles(session, city_time().date()):
            told = {
                "key": shown.entry.key,
                "column": str(shown.entry.column),
                "version": shown.version.number,
                "since": shown.publication.starts_on.isoformat(),
                "title": shown.version.chinese_title,
            }
            _say(json.dumps(told, ensure_ascii=False))
    database.close()


def _find(options: Namespace) -> None:
    from backend.content.finding import Finder
    from backend.installation import open_database

    database = open_database(Home(options.home))
    finder = Finder(database, city_time)
    found = finder.find(options.words, "zh-CN")
    for hit in found.hits:
        told = {"key": hit.key, "title": hit.title, "is_closest": found.is_closest}
        _say(json.dumps(told, ensure_ascii=False))
    database.close()


def _withdraw(options: Namespace) -> None:
    from backend.content.editing import Act, withdraw
    from backend.installation import open_database

    database = open_database(Home(options.home))
    act = Act(options.staff, city_time())
    with database.writing() as session:
        withdraw(session, options.key, act, options.reason)
    database.close()
    _say(f"{options.key} withdrawn")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")

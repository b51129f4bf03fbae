"""The staff console of a real centre, and members of staff with cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.unit.backend.running_centre import RunningCentre, command, make_centre

__all__ = ["Console", "open_console"]

_ANSWER_SECONDS = 30
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass
class Console:
    """A serving console; staff are made on demand."""

    centre: RunningCentre
    url: str
    _made: set[str] = field(default_factory=set)

    def card(
        self, number: str, role: str = "clerk", name: str = "石样本", agency: str = ""
    ) -> Path:
        """Issue a staff card, once, and give the folder of its key."""
        folder = self.centre.home / f"card-{number}"
        if number not in self._made:
            told = (f"--number={number}", f"--role={role}", f"--name={name}")
            more = (f"--agency={agency}", f"--out={folder}")
            command("enrol-staff", self.centre.home, *told, *more)
            self._made.add(number)
        return folder

    @contextmanager
    def staff(self, number: str, role: str = "clerk") -> Iterator[Seat]:
        """Sit down at the console with a card."""
        folder = self.card(number, role)
        with self.centre.session(folder.name) as session:
            yield Seat(self.url, session)


@dataclass
class Seat:
    """One member of staff's browser, without a screen."""

    url: str
    session: requests.Session

    def get(self, path: str, **query: str) -> requests.Response:
        """Look at a page."""
        return self.session.get(self.url + path, params=query, timeout=_ANSWER_SECONDS)

    def token(self, path: str) -> str:
        """Take the token of a form on a page."""
        found = _TOKEN.search(self.get(path).text)
        assert found, f"no form on {path}"
        return found.group(1)

    def post(self, path: str, token: str, **fields: object) -> requests.Response:
        """Send a form; the page it leads to is the answer."""
        return self.session.post(
            self.url + path,
            data={"token": token, **fields},
            timeout=_ANSWER_SECONDS,
        )


def open_console(folder: Path, *options: str) -> Console:
    """Set a centre up and serve terminals and staff."""
    home = make_centre(folder / "home")
    file = home / "console.port"
    running = RunningCentre(
        home, "--console-port=0", f"--console-port-file={file}", *options
    )
    if not file.exists():
        running.await_line("console ready on https://127.0.0.1:")
    return Console(running, f"https://127.0.0.1:{int(file.read_text())}")

"""A whole centre for tests: made by its own commands, served by a real process."""

from __future__ import annotations

import atexit
import json
import shutil
import signal
import tempfile
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any

import requests

from backend.__main__ import main
from backend.sample.demonstration import DEMONSTRATION
from kiosk.domain.resident import Subject
from tests.nursery import Nursling

__all__ = [
    "PORTRAIT",
    "RunningCentre",
    "certified",
    "make_centre",
    "order",
    "settled",
    "subject_of",
    "wire_subject",
]

PORTRAIT = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"portrait"
"""Beginning of a JPEG file; the centre keeps pictures, it does not look at them."""

_START_SECONDS = 200
_STOP_SECONDS = 60
_ANSWER_SECONDS = 60


def make_centre(home: Path, database: str = "") -> Path:
    """Set a centre up with the fixed residents and portraits for two of them.

    One over SQLite is a copy of the process's first: a home holds no path, and
    founding one takes longer than most of what is then tried with it.
    """
    if database:
        return _found(home, database)
    return shutil.copytree(_first_home(), home, dirs_exist_ok=True)


@cache
def _first_home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="first-centre-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _found(folder / "home")


def _found(home: Path, database: str = "") -> Path:
    picture = home.with_name("portrait.jpg")
    picture.write_bytes(PORTRAIT)
    command("init", home, f"--database={database}")
    portraits = [
        f"--portrait={DEMONSTRATION[key].number}={picture}"
        for key in ("pensioner-due", "employee")
    ]
    command("sample", home, "--residents=3", *portraits)
    command("enrol-terminal", home, "--name=hall-1", f"--out={home / 'hall-1'}")
    return home


def command(name: str, home: Path, *arguments: str) -> None:
    """Run one of the centre's commands here, and insist that it worked."""
    assert main([name, f"--home={home}", *arguments]) == 0


class RunningCentre:
    """The process of ``centre serve`` on a port of its own."""

    def __init__(self, home: Path, *further: str) -> None:
        """Start it, with further options, and wait for its ready line."""
        self.home = home
        port_file = home / "port"
        arguments = ["--home", str(home), "--port", "0", "--port-file", str(port_file)]
        self.process = Nursling(
            "centre", ["serve", *arguments, *further], home / "stderr.txt"
        )
        self.await_line("centre ready on https://127.0.0.1:")
        self.url = f"https://127.0.0.1:{int(port_file.read_text())}"

    def await_line(self, start: str) -> None:
        """Read the process's words until a line begins as expected."""
        guard = Timer(_START_SECONDS, self.process.kill)
        guard.start()
        try:
            while line := self.process.stdout.readline():
                if line.startswith(start):
                    return
        finally:
            guard.cancel()
        message = "the centre ended before it was ready"
        raise AssertionError(message)

    def session(self, identity: str | None = "hall-1") -> requests.Session:
        """Open a line as a terminal, or as somebody without a certificate."""
        session = requests.Session()
        session.trust_env = False
        session.verify = str(self.home / "hall-1" / "authority.pem")
        if identity is not None:
            folder = self.home / identity
            session.cert = (
                str(folder / "certificate.pem"),
                str(folder / "key.pem"),
            )
        return session

    def post(
        self, path: str, body: object, session: requests.Session | None = None
    ) -> tuple[int, Any]:
        """Send a JSON body and give status and JSON answer."""
        if session is None:
            with self.session() as own:
                return self.post(path, body, own)
        response = session.post(self.url + path, json=body, timeout=_ANSWER_SECONDS)
        return response.status_code, response.json()

    def kill(self) -> None:
        """End the process as a power cut would."""
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """Ask the process to end and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        try:
            code = self.process.wait(_STOP_SECONDS)
        finally:
            self.process.kill()
            self.process.stdout.close()
        return code

    def log(self) -> list[dict[str, Any]]:
        """Read the event log."""
        text = (self.home / "centre.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


def subject_of(key: str) -> Subject:
    """Name a fixed resident as a card does."""
    resident = DEMONSTRATION[key]
    return Subject(resident.number, resident.name)


def wire_subject(key: str) -> dict[str, str]:
    """Name a fixed resident on the wire."""
    subject = subject_of(key)
    return {"number": subject.number, "name": subject.name}


def order(order_id: str, key: str = "employee") -> dict[str, object]:
    """Order an enrolment certificate, on the wire."""
    return {
        "id": order_id,
        "kind": "enrolment-certificate",
        "subject": wire_subject(key),
        "card_kind": "social-security-card",
        "face_score": 0.61,
    }


def certified(
    deed_id: str, key: str = "pensioner-due", day: str = "2026-11-20"
) -> dict[str, Any]:
    """Tell of a passed life certification, on the wire."""
    return {
        "id": deed_id,
        "kind": "life-certified",
        "made_at": f"{day}T10:00:00+08:00",
        "payload": {
            **wire_subject(key),
            "card_kind": "social-security-card",
            "decision": "accept",
            "score": 0.58,
            "certified_on": day,
        },
    }


def settled(deed_id: str, serial: str, state: str) -> dict[str, Any]:
    """Tell what came of a copy's paper, on the wire."""
    return {
        "id": deed_id,
        "kind": "copy-settled",
        "made_at": "2026-11-20T10:00:00+08:00",
        "payload": {"serial": serial, "state": state},
    }

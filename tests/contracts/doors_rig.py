"""A centre with all its doors open, and papers in every state."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from uuid6 import uuid7

from backend.__main__ import main
from tests.unit.backend.running_centre import (
    RunningCentre,
    make_centre,
    order,
    settled,
)

__all__ = ["Doors", "Paper", "open_doors"]


@dataclass(frozen=True)
class Paper:
    """A copy somebody holds."""

    number: str
    code: str
    serial: str
    pdf: bytes = field(repr=False)


@dataclass
class Doors:
    """The centre's process with the public's and the departments' listeners."""

    centre: RunningCentre
    portal: str
    departments: str

    @property
    def ca(self) -> Path:
        return self.centre.home / "hall-1" / "authority.pem"

    def paper(self, state: str = "out", holder: str = "employee") -> Paper:
        """Have a copy issued, and told of as printed."""
        told = self.centre.post("/v1/certificates", order(str(uuid7()), holder))[1]
        if state:
            deed = settled(str(uuid7()), told["serial"], state)
            assert self.centre.post("/v1/deeds", {"deeds": [deed]})[0] == 200
        return Paper(
            told["number"],
            told["verification_code"],
            told["serial"],
            base64.b64decode(told["pdf"]),
        )

    def withdraw(self, paper: Paper, by: Paper | None = None) -> None:
        told = [paper.number, "--reason=issued in error", "--staff=Zhou"]
        action = "replace" if by else "revoke"
        self.act("certificate", action, *told, *([f"--by={by.number}"] if by else []))

    def trust(self, folder: Path) -> None:
        """Write what a verifier of this city keeps."""
        assert main(["trust", f"--home={self.centre.home}", f"--out={folder}"]) == 0

    def act(self, name: str, action: str, *arguments: str) -> None:
        """Run a command with an action, and insist that it worked."""
        assert main([name, action, f"--home={self.centre.home}", *arguments]) == 0

    def ask(self, paper: Paper) -> dict[str, Any]:
        """Ask the public's JSON door."""
        with self.centre.session(None) as session:
            answer = session.post(
                f"{self.portal}/api/verify",
                json={"number": paper.number, "code": paper.code},
                timeout=60,
            )
        told: dict[str, Any] = answer.json()
        return told

    def upload(self, name: str, data: bytes) -> requests.Response:
        """Hand a file in at the public's page."""
        with self.centre.session(None) as session:
            return session.post(
                f"{self.portal}/verify/file?lang=en",
                files={"file": (name, data)},
                timeout=60,
            )

    def register(self, name: str, *rights: str) -> None:
        """Let a department in with an identity of its own."""
        self.act(
            "department",
            "register",
            f"--name={name}",
            f"--title=Department {name}",
            "--purpose=mortgage",
            "--purpose=school place",
            *(f"--right={right}" for right in rights),
            f"--out={self.centre.home / name}",
        )

    def look_up(self, name: str, **question: str) -> tuple[int, dict[str, Any]]:
        """Ask as a department."""
        with self.centre.session(name) as session:
            answer = session.post(
                f"{self.departments}/v1/look-ups", json=question, timeout=10
            )
        return answer.status_code, answer.json()


def open_doors(
    folder: Path, database: str = "", prepare: Callable[[Path], None] = lambda _: None
) -> Doors:
    """Set a centre up, prepare its home further, and serve all three listeners."""
    home = make_centre(folder / "home", database)
    prepare(home)
    options = []
    for who in ("portal", "department"):
        options += [f"--{who}-port=0", f"--{who}-port-file={home / who}.port"]
    running = RunningCentre(home, *options)
    ports = []
    for who, line in (("portal", "portal"), ("department", "departments")):
        file = home / f"{who}.port"
        if not file.exists():
            running.await_line(f"{line} ready on https://127.0.0.1:")
        ports.append(int(file.read_text()))
    portal, departments = (f"https://127.0.0.1:{port}" for port in ports)
    return Doors(running, portal, departments)

"""Terminals' signs of life are heard while every thread for pages waits for a press."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette

from backend.access.evidence_key import EvidenceKeys
from backend.access.staff import StaffRegister
from backend.api.app import application
from backend.centre import Centre
from backend.clock import city_time
from backend.content.bundle import LibraryPress
from backend.content.finding import Finder
from backend.home import Home
from backend.installation import open_database
from backend.journal import Journal
from kiosk.domain.certificate import CopyFacts
from kiosk.domain.certificate_facts import CertificateFacts
from kiosk.domain.wire import to_wire
from tests.unit.backend.beats import SOUND
from tests.unit.backend.running_centre import make_centre, order

MANY = 40
LIMIT = 120


class JammedPress:
    """A press whose pages come out when somebody has freed it."""

    def __init__(self) -> None:
        self.freed, self.reached = threading.Event(), threading.Event()

    def draft(self, facts: CertificateFacts, issuer: str) -> bytes:
        """Not asked for here."""
        raise NotImplementedError

    def seal_copy(self, facts: CertificateFacts, copy: CopyFacts) -> bytes:
        """Wait, and give nothing that could be kept."""
        del facts, copy
        self.reached.set()
        assert self.freed.wait(LIMIT)
        return b"jammed"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_centre(tmp_path / "home")


@pytest.fixture
def press() -> JammedPress:
    return JammedPress()


@pytest.fixture
def door(home: Path, press: JammedPress) -> Iterator[Starlette]:
    database = open_database(Home(home))
    yield application(
        Centre(
            database,
            press,
            "agency",
            city_time,
            Journal(io.StringIO(), city_time),
            StaffRegister(Home(home).staff),
            b"key",
            EvidenceKeys(Home(home).evidence),
            LibraryPress(database, ec.generate_private_key(ec.SECP256R1()), city_time),
            Finder(database, city_time),
        )
    )
    database.close()


def test_a_beat_is_heard_while_pages_wait(
    door: Starlette, home: Path, press: JammedPress
) -> None:
    assert asyncio.run(_heard_meanwhile(door, home, press)) == 200


async def _heard_meanwhile(door: Starlette, home: Path, press: JammedPress) -> int:
    pages = [
        asyncio.ensure_future(
            _asked(door, home, "/v1/certificates", order(str(uuid4())))
        )
        for _ in range(MANY)
    ]
    try:
        await asyncio.to_thread(press.reached.wait, LIMIT)
        beat = _asked(door, home, "/v1/heartbeats", to_wire(SOUND))
        return await asyncio.wait_for(beat, LIMIT)
    finally:
        press.freed.set()
        await asyncio.gather(*pages)


async def _asked(door: Starlette, home: Path, path: str, body: object) -> int:
    """Ask as the terminal does whose certificate lies in the home."""
    shown = (home / "hall-1" / "certificate.pem").read_text()
    heard: list[int] = []
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [],
        "client": ("127.0.0.1", 1),
        "extensions": {"tls": {"client_cert_chain": [shown]}},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": json.dumps(body).encode()}

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI
        if message["type"] == "http.response.start":
            heard.append(message["status"])

    await door(scope, receive, send)
    return heard[0]

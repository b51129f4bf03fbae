"""Envelopes at the terminal: fetched in spare time, newest kept, erased in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drivers.simulated.centre import SimulatedCentre
from kiosk.domain.envelope import Envelope, EnvelopePage
from kiosk.domain.fault import NoRecord
from kiosk.domain.wire import to_wire
from offline_cache.envelope_post import EnvelopePost
from offline_cache.envelopes import EnvelopeBox
from offline_cache.store import open_store
from offline_cache.vault import KeyFileVault
from tests.hand_clock import HandClock

HOUR = 3600.0
SOON = 1.0
SOON = 1.0


class Terminal:
    """A box, a centre, and the post between them."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        vault = KeyFileVault(folder / "store.key")
        self.store = open_store(folder / "store.db", vault, self.clock)
        self.centre = SimulatedCentre([], self.clock)
        self.post = EnvelopePost(self.box, self.centre, self.clock)

    @property
    def box(self) -> EnvelopeBox:
        return self.store.envelopes

    def envelope(self, number: int, tag: bytes = b"t" * 16, days: int = 15) -> Envelope:
        now = self.clock.now()
        until = now + timedelta(days=days)
        return Envelope(f"id-{number:04d}", tag, now, until, b"sealed %d" % number)

    def put(self, envelope: Envelope) -> str:
        told: Any = self.centre.do("envelope", envelope=to_wire(envelope))
        return str(told)

    def fetch_all(self) -> None:
        """Step until the post rests: an hour, or less before the first envelope."""
        for _ in range(50):
            wait = self.post.step()
            self.clock.forward(wait)
            if wait > SOON:
                return
        pytest.fail("the post never came to rest")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.store.close()


def test_the_key_is_made_once_and_the_centre_is_told(terminal: Terminal) -> None:
    terminal.fetch_all()
    public = terminal.box.key().public_key().public_bytes_raw()
    assert terminal.put(terminal.envelope(1)) == public.hex()
    assert terminal.box.key().public_key().public_bytes_raw() == public


def test_pages_are_fetched_one_after_another(terminal: Terminal) -> None:
    for number in range(30):
        terminal.put(terminal.envelope(number, tag=bytes([number]) * 16))
    terminal.fetch_all()
    assert terminal.box.stock().count == 30
    assert terminal.box.find(bytes([7]) * 16).sealed == b"sealed 7"


def test_a_newer_envelope_takes_the_place_of_the_older(terminal: Terminal) -> None:
    terminal.put(terminal.envelope(1))
    terminal.fetch_all()
    terminal.put(terminal.envelope(2))
    terminal.fetch_all()
    assert terminal.box.find(b"t" * 16).id == "id-0002"
    assert terminal.box.stock().count == 1


def test_what_ran_out_is_neither_found_nor_kept(terminal: Terminal) -> None:
    terminal.put(terminal.envelope(1, days=1))
    terminal.fetch_all()
    terminal.clock.forward(86400.0)
    with pytest.raises(NoRecord):
        terminal.box.find(b"t" * 16)
    assert terminal.box.erase_expired() == 1


def test_withdrawn_envelopes_are_erased(terminal: Terminal) -> None:
    terminal.put(terminal.envelope(1))
    terminal.fetch_all()
    terminal.box.take(EnvelopePage((), ("id-0001",), is_last=True))
    assert terminal.box.stock().count == 0


def test_a_dead_line_is_waited_for_and_what_there_is_stays(terminal: Terminal) -> None:
    terminal.put(terminal.envelope(1))
    terminal.fetch_all()
    terminal.centre.do("fault", name="unreachable")
    assert terminal.post.step() < HOUR
    assert terminal.box.find(b"t" * 16).id == "id-0001"


def test_a_revoked_terminal_loses_envelopes_and_key(terminal: Terminal) -> None:
    terminal.put(terminal.envelope(1))
    terminal.fetch_all()
    before = terminal.box.key().private_bytes_raw()
    terminal.centre.do("fault", name="revoked")
    terminal.post.step()
    assert terminal.box.stock().count == 0
    assert terminal.box.key().private_bytes_raw() != before
    assert not terminal.box.is_registered


def test_a_centre_that_does_not_know_us_takes_nothing_away(terminal: Terminal) -> None:
    """As one put back from a copy: the community needs its envelopes all the more."""
    terminal.put(terminal.envelope(1))
    terminal.fetch_all()
    before = terminal.box.key().private_bytes_raw()
    terminal.centre.do("fault", name="unknown")
    terminal.post.step()
    assert terminal.box.stock().count == 1
    assert terminal.box.key().private_bytes_raw() == before


def test_the_stock_tells_how_fresh_it_is(terminal: Terminal) -> None:
    assert terminal.box.stock().fetched_at is None
    terminal.fetch_all()
    fetched = terminal.box.stock().fetched_at
    assert fetched is not None
    assert fetched <= terminal.clock.now()


def test_files_show_nothing_of_an_envelope(terminal: Terminal, tmp_path: Path) -> None:
    terminal.put(terminal.envelope(1))
    terminal.fetch_all()
    for file in tmp_path.iterdir():
        assert b"sealed 1" not in file.read_bytes()


def test_the_first_envelope_is_not_waited_for_an_hour(terminal: Terminal) -> None:
    wait = terminal.post.step()
    assert wait < 60
    terminal.put(terminal.envelope(1))
    terminal.clock.forward(wait)
    terminal.fetch_all()
    assert terminal.box.stock().count == 1
    assert terminal.post.step() > 1800

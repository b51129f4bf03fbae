"""The reader's port is found among others, and nobody else is spoken to."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from drivers.serial_line.port_finding import FoundLink, PortFinder
from drivers.serial_line.resident_id_reader import SamvCardReader
from drivers.simulated.panel import PanelTwin
from drivers.simulated.samv import SamvTwin
from drivers.simulated.samv_line import SamvLine, Send
from kiosk.domain.fault import DeviceLost, ReaderNotFound, SeveralReaders
from kiosk.ports.device import DeviceState
from tests.promptness import PROMPT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_LOOKS = 20


class Other:
    """A serial device of somebody else, which remembers what it was sent."""

    def __init__(self, link: Path) -> None:
        self.heard = b""
        self.line = SamvLine(link, 0.0, self._answer)

    def _answer(self, received: bytes, _send: Send) -> bytes:
        self.heard += received
        return b""


class Babbler(Other):
    """One that talks without being asked."""

    def __init__(self, link: Path) -> None:
        super().__init__(link)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._babble, daemon=True)
        self._thread.start()

    def _babble(self) -> None:
        while not self._is_over.wait(0.01):
            self.line.send(b"6901234567892\r")

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.close()


class Hall:
    """A directory of stable names with a mute, a babbling and the panel's port."""

    def __init__(self, directory: Path) -> None:
        self.by_id, self.elsewhere = directory / "by-id", directory / "elsewhere"
        self.by_id.mkdir()
        self.elsewhere.mkdir()
        self.mute = Other(self.by_id / "a-mute")
        self.babbler = Babbler(self.by_id / "b-babbler")
        self.panel = PanelTwin(self.by_id)
        self.readers: list[SamvTwin] = []

    def add_reader(self) -> SamvTwin:
        """Plug in a reader; the second one has no stable name."""
        self.readers.append(SamvTwin(self.elsewhere if self.readers else self.by_id))
        return self.readers[-1]

    def finder(self) -> PortFinder:
        return PortFinder([self.panel.port], by_id=self.by_id, listed=self.more)

    def more(self) -> list[str]:
        """List what the system lists: a second reader, and all others once more."""
        second = [reader.port for reader in self.readers[1:]]
        return [*second, str((self.by_id / "a-mute").resolve())]

    def close(self) -> None:
        self.babbler.stop()
        self.mute.line.close()
        self.babbler.line.close()
        self.panel.close()
        for reader in self.readers:
            reader.close()


def found(finder: PortFinder) -> str:
    """Look until something is known; each look is short."""
    for _ in range(_MOST_LOOKS):
        started = time.monotonic()
        try:
            return finder.port()
        except DeviceLost as lost:
            if lost.facts.get("reason") != "searching":
                raise
        finally:
            assert time.monotonic() - started < PROMPT_SECONDS
    pytest.fail("the search does not end")


def test_the_reader_is_found_among_others(hall: Hall) -> None:
    reader = hall.add_reader()
    finder = hall.finder()
    assert found(finder) == reader.port
    assert finder.port() == reader.port


def test_nothing_is_written_to_known_ports_nor_to_those_that_talk(hall: Hall) -> None:
    hall.add_reader()
    assert found(hall.finder())
    assert hall.babbler.heard == b""
    assert hall.mute.heard.startswith(b"\xaa\xaa\xaa\x96\x69")
    assert hall.panel.port not in hall.finder().candidates()


def test_the_same_port_by_another_name_is_looked_at_once(hall: Hall) -> None:
    hall.add_reader()
    names = hall.finder().candidates()
    assert len(names) == 3
    assert all(name.startswith(str(hall.by_id)) for name in names)


def test_no_reader_is_told(hall: Hall) -> None:
    with pytest.raises(ReaderNotFound):
        found(hall.finder())


def test_two_readers_are_told_and_none_is_chosen(hall: Hall) -> None:
    hall.add_reader()
    hall.add_reader()
    with pytest.raises(SeveralReaders) as told:
        found(hall.finder())
    assert told.value.facts["ports"] == "samv,samv"


def test_a_reader_that_moved_to_another_port_is_found_there(hall: Hall) -> None:
    first = hall.add_reader()
    finder = hall.finder()
    found(finder)
    second = hall.add_reader()
    first.unplug()
    assert found(finder) == second.port


def test_a_reader_that_is_back_is_found_again(hall: Hall) -> None:
    first = hall.add_reader()
    finder = hall.finder()
    assert found(finder) == first.port
    first.unplug()
    with pytest.raises(ReaderNotFound):
        found(finder)
    first.plug()
    assert found(finder) == first.port


def test_the_card_reader_starts_by_itself_and_comes_back(hall: Hall) -> None:
    twin = hall.add_reader()
    reader = SamvCardReader(FoundLink(hall.finder()))
    assert reader.status().state is DeviceState.STARTING
    assert state_after_looks(reader) is DeviceState.ONLINE
    twin.unplug()
    assert state_after_looks(reader) is DeviceState.NO_DEVICE
    twin.plug()
    assert state_after_looks(reader, DeviceState.NO_DEVICE) is DeviceState.ONLINE
    reader.close()


def state_after_looks(reader: SamvCardReader, *passing: DeviceState) -> DeviceState:
    for _ in range(_MOST_LOOKS):
        state = reader.status().state
        if state not in (DeviceState.STARTING, *passing):
            return state
    return state

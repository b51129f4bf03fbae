"""The print ledger: one reservation for each serial, and never a step backwards."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.domain.fault import InvalidValue
from kiosk.ports.printer import JobReference
from kiosk.ports.store import CopyState, PrintLedger
from offline_cache.store import Store
from tests.unit.offline_cache.invented import open_in

RANK = {
    CopyState.RESERVED: 0,
    CopyState.SENT: 1,
    CopyState.UNKNOWN: 2,
    CopyState.OUT: 3,
    CopyState.FAILED: 4,
    CopyState.TAKEN: 4,
}
OPEN = {CopyState.RESERVED, CopyState.SENT, CopyState.UNKNOWN}
SERIALS = st.sampled_from([f"2026-00000{n}-01" for n in range(4)])
JOBS = st.builds(
    JobReference, st.just("ipp://192.0.2.7/ipp/print"), st.integers(0, 9), st.just(5)
)


class Ledger(RuleBasedStateMachine):
    """Anything is asked of the ledger, in any order, across restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory(dir="/dev/shm")
        self.store: Store = open_in(Path(self.directory.name))
        self.history: dict[str, list[CopyState]] = {}
        self.jobs: dict[str, JobReference] = {}

    @property
    def ledger(self) -> PrintLedger:
        return self.store.ledger

    @rule(serial=SERIALS, sheets=st.integers(-1, 3))
    def reserve(self, serial: str, sheets: int) -> None:
        try:
            entry = self.ledger.reserve(serial, sheets)
        except InvalidValue:
            assert serial in self.history or sheets < 1
            return
        assert serial not in self.history
        assert (entry.serial, entry.sheets) == (serial, sheets)
        self.history[serial] = [entry.state]

    @rule(serial=SERIALS, job=JOBS)
    def send(self, serial: str, job: JobReference) -> None:
        try:
            entry = self.ledger.sent(serial, job)
        except InvalidValue:
            before = self.history.get(serial, [CopyState.TAKEN])[-1]
            assert before is not CopyState.RESERVED
            return
        assert entry.job == job
        self.jobs[serial] = job
        self.history[serial].append(entry.state)

    @rule(serial=SERIALS, state=st.sampled_from(CopyState))
    def settle(self, serial: str, state: CopyState) -> None:
        try:
            entry = self.ledger.settle(serial, state)
        except InvalidValue:
            return
        assert entry.state is state
        assert entry.job == self.jobs.get(serial)
        self.history[serial].append(state)

    @rule(serial=SERIALS)
    def know(self, serial: str) -> None:
        assert self.ledger.knows(serial) == (serial in self.history)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = open_in(Path(self.directory.name))

    @invariant()
    def nothing_goes_backwards(self) -> None:
        for states in self.history.values():
            assert states[0] is CopyState.RESERVED
            for before, after in itertools.pairwise(states):
                doubted = (before, after) == (CopyState.OUT, CopyState.UNKNOWN)
                asked_again = before is after is CopyState.UNKNOWN
                assert RANK[after] > RANK[before] or doubted or asked_again
                assert before not in (CopyState.FAILED, CopyState.TAKEN)

    @invariant()
    def open_copies_are_all_listed(self) -> None:
        listed = {each.serial: each.state for each in self.ledger.unsettled()}
        assert listed == {
            serial: states[-1]
            for serial, states in self.history.items()
            if states[-1] in OPEN
        }

    def teardown(self) -> None:
        self.store.close()
        self.directory.cleanup()


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=40, stateful_step_count=30)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[PrintLedger]:
    store = open_in(tmp_path)
    yield store.ledger
    store.close()


def test_serial_that_nobody_reserved_is_refused(ledger: PrintLedger) -> None:
    with pytest.raises(InvalidValue):
        ledger.settle("2026-000001-01", CopyState.OUT)
    with pytest.raises(InvalidValue):
        ledger.reserve("", 1)


def test_failed_copy_stays_failed(ledger: PrintLedger) -> None:
    """Failed means provably not printed; its serial is never printed again."""
    ledger.reserve("2026-000001-01", 1)
    ledger.settle("2026-000001-01", CopyState.FAILED)
    for state in CopyState:
        with pytest.raises(InvalidValue):
            ledger.settle("2026-000001-01", state)
    with pytest.raises(InvalidValue):
        ledger.reserve("2026-000001-01", 1)


def test_copy_is_told_in_full_after_a_restart(tmp_path: Path) -> None:
    store = open_in(tmp_path)
    reserved = store.ledger.reserve("2026-000001-01", 2)
    job = JobReference("ipp://192.0.2.7/ipp/print", 7, 1234)
    sent = store.ledger.sent("2026-000001-01", job)
    store.close()
    again = open_in(tmp_path)
    assert list(again.ledger.unsettled()) == [sent]
    assert (sent.reserved_at, sent.sheets) == (reserved.reserved_at, 2)
    again.close()

"""Recorded conversations with ippeveprinter, errors included, played again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from drivers.ipp.client import Conversation, Operation
from drivers.ipp.decoding import decode
from drivers.ipp.message import Attribute, Message, Tag
from drivers.ipp.query import (
    FIRST_ERROR,
    find_job,
    jobs_named,
    print_pdf,
    printer_facts,
)
from drivers.ipp.reasons import explain, hindrances
from drivers.ipp.settlement import Expectation, settle
from kiosk.domain.fault import Jammed, PaperOut
from kiosk.ports.device import DeviceState, MediaState, SupplyLevel
from kiosk.ports.printer import JobReference, PrintOrder, SheetState

RECORDINGS = Path(__file__).parents[3] / "recordings" / "ipp"
URI = "ipp://printer/ipp/print"


class Recording:
    """A printer that answers as it once did, as long as it is asked the same."""

    def __init__(self, name: str) -> None:
        rows = (RECORDINGS / f"{name}.txt").read_text("ascii").splitlines()
        self._messages = [decode(bytes.fromhex(row[2:])) for row in rows]

    def ask(
        self,
        operation: Operation,
        operands: Mapping[str, Attribute],
        job: Mapping[str, Attribute] | None = None,
        document: bytes = b"",
    ) -> Message:
        asked, answer = self._messages.pop(0), self._messages.pop(0)
        assert asked.code == operation
        assert bool(document) == (operation is Operation.PRINT_JOB)
        told = {**asked.group(Tag.OPERATION).attributes}
        assert operands.items() <= told.items()
        assert asked.group(Tag.JOB).attributes == dict(job or {})
        assert answer.request_id == asked.request_id
        return answer

    @property
    def talk(self) -> Conversation:
        return cast("Conversation", self)

    @property
    def is_at_end(self) -> bool:
        return not self._messages


def order(serial: str) -> PrintOrder:
    return PrintOrder(serial, b"%PDF-1.4", 1)


def submitted(recording: Recording, serial: str) -> tuple[JobReference, Expectation]:
    answer = print_pdf(recording.talk, order(serial))
    job_id = answer.group(Tag.JOB).number("job-id")
    assert answer.code < FIRST_ERROR
    assert job_id
    expected = Expectation(URI, serial, 1)
    return expected.reference(job_id, 0), expected


def test_an_idle_printer_is_online() -> None:
    facts = printer_facts(Recording("idle").talk)
    assert hindrances(facts) == ()
    assert explain(facts).state is DeviceState.ONLINE


def test_a_printed_sheet_is_printing_first_and_out_then() -> None:
    recording = Recording("printed")
    job, expected = submitted(recording, "K-1")
    states = []
    for _ in range(2):
        facts = find_job(recording.talk, job, expected)
        assert facts is not None
        states.append(settle(job, expected, facts).state)
    assert states == [SheetState.PRINTING, SheetState.OUT]
    (found,) = jobs_named(recording.talk, "K-1")
    assert found.job_id == job.job_id
    assert recording.is_at_end


def test_a_job_the_printer_does_not_know_is_none() -> None:
    expected = Expectation(URI, "K-1", 1)
    job = expected.reference(99, 1)
    assert find_job(Recording("no-such-job").talk, job, expected) is None


def test_no_paper_is_told_and_the_job_goes_on_waiting() -> None:
    recording = Recording("paper-out")
    assert explain(printer_facts(recording.talk)).supplies["paper"] is SupplyLevel.OUT
    job, expected = submitted(recording, "K-2")
    facts = find_job(recording.talk, job, expected)
    assert facts is not None
    printer = printer_facts(recording.talk)
    keys = tuple(fault.key for fault in hindrances(printer))
    settlement = settle(job, expected, facts, keys)
    assert settlement.state is SheetState.PRINTING
    assert PaperOut.key in keys
    assert recording.is_at_end


def test_a_jam_is_told() -> None:
    facts = printer_facts(Recording("jam").talk)
    assert [type(fault) for fault in hindrances(facts)] == [Jammed]
    assert explain(facts).media is MediaState.JAMMED


def test_an_operation_the_printer_lacks_is_refused_in_its_own_words() -> None:
    rows = (RECORDINGS / "unknown-operation.txt").read_text("ascii").splitlines()
    answer = decode(bytes.fromhex(rows[1][2:]))
    assert answer.code == 0x0501


@pytest.mark.parametrize("path", sorted(RECORDINGS.glob("*.txt")), ids=lambda p: p.stem)
def test_every_recorded_byte_is_a_message(path: Path) -> None:
    for row in path.read_text("ascii").splitlines():
        assert decode(bytes.fromhex(row[2:])).version in {(1, 1), (2, 0)}

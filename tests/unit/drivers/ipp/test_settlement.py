"""When a sheet may be called out, failed or unknown."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp.settlement import Expectation, JobFacts, JobState, settle
from kiosk.domain.fault import InvalidValue
from kiosk.ports.printer import JobReference, Settlement, SheetState

_EXPECTED = Expectation("ipp://192.0.2.7/ipp/print", "K-1", 2)
_JOB = _EXPECTED.reference(7, 100)
_OUT = JobFacts(7, "K-1", JobState.COMPLETED, ("job-completed-successfully",), 2, 101)


def verdict(facts: JobFacts, job: JobReference = _JOB) -> SheetState:
    return settle(job, _EXPECTED, facts).state


def test_out_needs_the_right_job_completed_with_the_right_count() -> None:
    assert settle(_JOB, _EXPECTED, _OUT) == Settlement(SheetState.OUT, 2)


@pytest.mark.parametrize(
    "facts",
    [
        replace(_OUT, name="K-2"),
        replace(_OUT, name=""),
        replace(_OUT, up_time=99),
        replace(_OUT, sheets=1),
        replace(_OUT, sheets=3),
        replace(_OUT, sheets=None),
        replace(_OUT, state=None),
        replace(_OUT, reasons=("job-completed-with-errors",)),
        replace(_OUT, state=JobState.CANCELED),
        replace(_OUT, state=JobState.ABORTED, sheets=None),
        replace(_OUT, state=99),
    ],
)
def test_anything_less_is_unknown(facts: JobFacts) -> None:
    assert verdict(facts) is SheetState.UNKNOWN


def test_a_job_without_an_id_may_be_torn_and_is_never_out() -> None:
    assert verdict(_OUT, _EXPECTED.reference(0, 100)) is SheetState.UNKNOWN


@pytest.mark.parametrize("state", [JobState.CANCELED, JobState.ABORTED])
def test_failed_needs_a_count_of_nought(state: JobState) -> None:
    assert verdict(replace(_OUT, state=state, sheets=0)) is SheetState.FAILED


@pytest.mark.parametrize("state", [3, 4, 5, 6])
def test_an_unfinished_job_is_printing_and_tells_why_it_waits(state: int) -> None:
    facts = replace(_OUT, state=state, sheets=1, reasons=())
    told = settle(_JOB, _EXPECTED, facts, ("paper-out",))
    assert told == Settlement(SheetState.PRINTING, 1, ("paper-out",))


def test_a_cancelled_job_that_still_moves_is_printing() -> None:
    reasons = ("processing-to-stop-point", "job-canceled-by-user")
    facts = replace(_OUT, state=JobState.CANCELED, sheets=0, reasons=reasons)
    assert verdict(facts) is SheetState.PRINTING


def test_a_printer_that_does_not_tell_its_up_time_is_known_by_the_name() -> None:
    assert verdict(replace(_OUT, up_time=None)) is SheetState.OUT


@given(serial=st.text(min_size=1), sheets=st.integers(1, 99), job_id=st.integers(0))
def test_a_reference_tells_what_to_expect(
    serial: str, sheets: int, job_id: int
) -> None:
    expected = Expectation("ipp://192.0.2.7:8631/ipp/print", serial, sheets)
    job = expected.reference(job_id, 5)
    assert (Expectation.of(job), job.job_id, job.up_time) == (expected, job_id, 5)


@given(uri=st.text())
def test_a_foreign_reference_is_refused_or_read(uri: str) -> None:
    with contextlib.suppress(InvalidValue):
        assert isinstance(Expectation.of(JobReference(uri, 1, 0)), Expectation)

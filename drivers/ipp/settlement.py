"""When a sheet may be called out, failed or unknown: pure rules, no I/O.

A printer's word is believed only where it leaves no other reading; all else is
*unknown*, which a person settles. Source of job states: RFC 8011 section 5.3.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import parse_qs, urlencode

from kiosk.domain.fault import InvalidValue
from kiosk.ports.printer import JobReference, Settlement, SheetState

__all__ = ["Expectation", "JobFacts", "JobState", "settle"]

_UNKNOWN = Settlement(SheetState.UNKNOWN)
_SPOILT = {"job-completed-with-errors", "document-format-error", "aborted-by-system"}
_STOPPING = "processing-to-stop-point"


class JobState(IntEnum):
    """job-state, RFC 8011 section 5.3.7."""

    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be true of a job for it to be the one we sent.

    It rides in the fragment of the job reference's URI, so that a restarted
    terminal knows it, too: job ids start anew when a printer loses power, and
    only the name tells an old job from a new one of the same number.
    """

    address: str
    serial: str
    sheets: int

    def reference(self, job_id: int, up_time: int) -> JobReference:
        """Write the reference under which the job can be asked for later."""
        facts = urlencode({"serial": self.serial, "sheets": self.sheets})
        return JobReference(f"{self.address}#{facts}", job_id, up_time)

    @classmethod
    def of(cls, job: JobReference) -> Expectation:
        """Read a reference back.

        Raises:
            InvalidValue: the reference was not written by this driver.
        """
        address, _, fragment = job.uri.partition("#")
        facts = parse_qs(fragment)
        try:
            return cls(address, facts["serial"][0], int(facts["sheets"][0]))
        except (KeyError, ValueError):
            raise InvalidValue(field="job-reference", reason="shape") from None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What one answer of a printer says about one job.

    Attributes:
        sheets: Sides printed so far; orders are single-sided, so also sheets.
        up_time: The printer's up-time with the answer.
    """

    job_id: int | None
    name: str
    state: int | None
    reasons: tuple[str, ...]
    sheets: int | None
    up_time: int | None


def settle(
    job: JobReference,
    expected: Expectation,
    facts: JobFacts,
    hindrances: tuple[str, ...] = (),
) -> Settlement:
    """Judge what is known about the paper of one job.

    Args:
        job: What was noted when the printer took the job.
        expected: What that job must be and give.
        facts: What the printer says of it now.
        hindrances: Fault keys of what holds the printer up now.
    """
    if _is_another(job, expected, facts) or facts.state is None:
        return _UNKNOWN
    sheets = facts.sheets or 0
    if facts.state < JobState.CANCELED or _STOPPING in facts.reasons:
        return Settlement(SheetState.PRINTING, sheets, hindrances)
    if facts.state == JobState.COMPLETED:
        is_whole = facts.sheets == expected.sheets and not _SPOILT & {*facts.reasons}
        # Without the id the printer may have got a torn document, and a torn
        # document may print something that is no certificate.
        is_sure = is_whole and job.job_id != 0
        return Settlement(SheetState.OUT if is_sure else SheetState.UNKNOWN, sheets)
    # Only a count of nought proves that nothing was printed; no count does not.
    is_blank = facts.sheets == 0
    return Settlement(SheetState.FAILED if is_blank else SheetState.UNKNOWN, sheets)


def _is_another(job: JobReference, expected: Expectation, facts: JobFacts) -> bool:
    restarted = facts.up_time is not None and facts.up_time < job.up_time
    return restarted or facts.name != expected.serial

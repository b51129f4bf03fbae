"""What two witnesses, queue and printer, let us say about the paper: pure rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from drivers.ipp.settlement import Expectation, JobFacts, JobState, settle
from kiosk.domain.fault import InvalidValue
from kiosk.ports.printer import JobReference, Settlement, SheetState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.ipp.queue_facts import QueueJob

__all__ = ["QueueExpectation", "settle_queued"]

_UNKNOWN = Settlement(SheetState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class QueueExpectation:
    """What must be true of a job that went through a queue.

    It rides in the reference, as with `Expectation`.

    Attributes:
        expected: The job as the queue must know it; its address is the queue's.
        printer: Address of the printer behind the queue when the job went in.
        was_blind: Whether the queue had lost sight of an earlier job before.
    """

    expected: Expectation
    printer: str
    was_blind: bool

    def reference(self, job_id: int, up_time: int) -> JobReference:
        """Write the reference; the id is the queue's, the up-time the printer's."""
        plain = self.expected.reference(job_id, up_time)
        more = urlencode({"printer": self.printer, "blind": int(self.was_blind)})
        return replace(plain, uri=f"{plain.uri}&{more}")

    @classmethod
    def of(cls, job: JobReference) -> QueueExpectation:
        """Read a reference back.

        Raises:
            InvalidValue: the reference was not written by this driver.
        """
        facts = parse_qs(job.uri.partition("#")[2])
        try:
            printer, was_blind = facts["printer"][0], facts["blind"][0] == "1"
        except KeyError:
            raise InvalidValue(field="job-reference", reason="shape") from None
        return cls(Expectation.of(job), printer, was_blind)


def settle_queued(
    job: JobReference,
    expected: Expectation,
    queued: QueueJob | None,
    printed: Sequence[JobFacts],
    hindrances: tuple[str, ...] = (),
) -> Settlement:
    """Judge what is known about the paper of one job that went through a queue.

    The paper is the printer's to tell. The queue is asked one thing only:
    whether it will send anything more.

    Args:
        job: What was noted when the queue took the job.
        expected: What that job must be and give.
        queued: The queue's job, asked for before the printer's; none when the
            scheduler does not know it (any more) or does not answer.
        printed: The printer's jobs of that name, each with the up-time.
        hindrances: Fault keys of what holds the printer up now.
    """
    if queued is not None and queued.name != expected.serial:
        queued = None
    if not printed:
        return _on_its_way(queued, hindrances)
    if len(printed) > 1:
        # It was sent twice; nobody knows what lies in the tray.
        return _UNKNOWN
    own = settle(_as_the_printers(job, printed[0]), expected, printed[0], hindrances)
    return _confirmed(own, queued)


def _on_its_way(queued: QueueJob | None, hindrances: tuple[str, ...]) -> Settlement:
    if queued is None:
        return _UNKNOWN
    if not queued.is_over:
        return Settlement(SheetState.PRINTING, 0, hindrances)
    # A printer forgets jobs, so only one that was never sent has failed.
    return _UNKNOWN if queued.is_begun else Settlement(SheetState.FAILED)


def _confirmed(own: Settlement, queued: QueueJob | None) -> Settlement:
    if own.state not in (SheetState.OUT, SheetState.FAILED):
        return own
    if queued is None:
        # A scheduler that crashed may send the document again when it is back.
        return replace(own, state=SheetState.UNKNOWN)
    if not queued.is_over:
        return replace(own, state=SheetState.PRINTING)
    if own.state is SheetState.OUT and queued.state != JobState.COMPLETED:
        return replace(own, state=SheetState.UNKNOWN)
    return own


def _as_the_printers(job: JobReference, facts: JobFacts) -> JobReference:
    return replace(job, job_id=facts.job_id or 0)

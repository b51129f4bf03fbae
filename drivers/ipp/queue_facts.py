"""A CUPS queue as facts: what it is set up to do, and what it says of a job.

CUPS tells two things about a queue that IPP has no words for: ``device-uri``,
the printer behind it, and ``printer-error-policy``, what it does on trouble.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from drivers.ipp.client import Operation
from drivers.ipp.message import Attribute, Tag
from drivers.ipp.query import FIRST_ERROR
from drivers.ipp.reasons import PrinterState, keyword
from drivers.ipp.settlement import JobState
from kiosk.domain.fault import DeviceLost, PrinterFault, QueueUnfit

if TYPE_CHECKING:
    from drivers.ipp.client import Conversation

__all__ = [
    "MISSING_HISTORY",
    "QueueFacts",
    "QueueJob",
    "printer_behind",
    "queue_facts",
    "queue_hindrance",
    "queue_job",
]

MISSING_HISTORY = "cups-ipp-missing-job-history"
"""The scheduler lost sight of the printer's job and guessed its end."""

_NOT_FOUND = 0x0406
_SAFE_POLICY = "abort-job"
_BACKENDS = ("ipp", "ipps")
_STOPPED = {"paused", "moving-to-paused", "hold-new-jobs"}
_QUEUE_WORDS = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-error-policy",
    "device-uri",
)
_JOB_WORDS = ("job-id", "job-name", "job-state", "time-at-processing")


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What one answer of the scheduler says about the queue itself."""

    device_uri: str
    error_policy: str
    state: int | None
    reasons: tuple[str, ...]
    is_accepting: bool | None


@dataclass(frozen=True, slots=True)
class QueueJob:
    """What one answer of the scheduler says about a job of its own.

    Attributes:
        is_begun: Whether anything of it may have gone to the printer.
    """

    name: str
    state: int
    is_begun: bool

    @property
    def is_over(self) -> bool:
        """Whether the scheduler will send nothing of it any more."""
        return self.state >= JobState.CANCELED


def queue_facts(talk: Conversation) -> QueueFacts:
    """Ask the scheduler about the queue.

    Raises:
        QueueUnfit: there is no queue of that name.
        DeviceLost: no answer, or none that tells anything.
    """
    wanted = {"requested-attributes": Attribute(Tag.KEYWORD, list(_QUEUE_WORDS))}
    answer = talk.ask(Operation.GET_PRINTER_ATTRIBUTES, wanted)
    if answer.code == _NOT_FOUND:
        raise QueueUnfit(reason="no-such-queue")
    if answer.code >= FIRST_ERROR:
        raise DeviceLost(reason="refused", status=f"{answer.code:#06x}")
    told = answer.group(Tag.PRINTER)
    return QueueFacts(
        "".join(told.texts("device-uri")),
        "".join(told.texts("printer-error-policy")),
        told.number("printer-state"),
        told.texts("printer-state-reasons"),
        told.flag("printer-is-accepting-jobs"),
    )


def printer_behind(facts: QueueFacts) -> str:
    """Give the address of the printer itself, without the queue's options.

    Raises:
        QueueUnfit: the queue cannot keep the promise of at most one copy. A way
            to the printer other than IPP has no job that could be followed
            (a queue on ``socket:`` calls a sheet printed that never was), and
            any error policy but ``abort-job`` sends a document again by itself
            or keeps it for whoever stands there later.
    """
    parts = urlsplit(facts.device_uri)
    if parts.scheme not in _BACKENDS or not parts.hostname:
        raise QueueUnfit(reason="backend", backend=parts.scheme or "none")
    if facts.error_policy != _SAFE_POLICY:
        raise QueueUnfit(reason="error-policy", policy=facts.error_policy or "none")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def queue_hindrance(facts: QueueFacts) -> PrinterFault | None:
    """Tell what keeps the queue, not the printer, from passing a job on.

    The queue's other reasons are echoes of the printer's, some of them of an
    earlier job and never taken back, so the printer is asked for those.
    """
    told = {keyword(reason) for reason in facts.reasons} & _STOPPED
    if facts.state == PrinterState.STOPPED or told:
        return PrinterFault(reason="queue-stopped")
    if facts.is_accepting is False:
        return PrinterFault(reason="queue-not-accepting")
    return None


def queue_job(talk: Conversation, job_id: int) -> QueueJob | None:
    """Ask the scheduler about one job; none when it knows no such job.

    Raises:
        DeviceLost: no answer.
    """
    operands = {
        "job-id": Attribute(Tag.INTEGER, [job_id]),
        "requesting-user-name": Attribute(Tag.NAME, ["kiosk"]),
        "requested-attributes": Attribute(Tag.KEYWORD, list(_JOB_WORDS)),
    }
    answer = talk.ask(Operation.GET_JOB_ATTRIBUTES, operands)
    told = answer.group(Tag.JOB)
    state = told.number("job-state")
    if answer.code >= FIRST_ERROR or state is None:
        return None
    name = "".join(told.texts("job-name"))
    return QueueJob(name, state, told.number("time-at-processing") is not None)

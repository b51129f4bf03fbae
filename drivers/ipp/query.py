"""The questions asked of a printer, and its answers as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.ipp.client import Operation
from drivers.ipp.message import Attribute, Tag
from drivers.ipp.reasons import PrinterFacts
from drivers.ipp.settlement import JobFacts
from kiosk.domain.fault import DeviceLost

if TYPE_CHECKING:
    from drivers.ipp.client import Conversation
    from drivers.ipp.message import Group, Message
    from drivers.ipp.settlement import Expectation
    from kiosk.ports.printer import JobReference, PrintOrder

__all__ = ["FIRST_ERROR", "cancel_job", "find_job", "print_pdf", "printer_facts"]

FIRST_ERROR = 0x0400
"""Status codes from here on say that the request was not carried out."""

_PRINTER_WORDS = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-up-time",
    "document-format-supported",
)
_JOB_WORDS = (
    "job-id",
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-impressions-completed",
    "job-printer-up-time",
)


def printer_facts(talk: Conversation) -> PrinterFacts:
    """Ask the printer about itself.

    Raises:
        DeviceLost: no answer, or none that tells anything.
    """
    wanted = {"requested-attributes": _words(_PRINTER_WORDS)}
    answer = talk.ask(Operation.GET_PRINTER_ATTRIBUTES, wanted)
    if answer.code >= FIRST_ERROR:
        raise DeviceLost(reason="refused", status=f"{answer.code:#06x}")
    told = answer.group(Tag.PRINTER)
    return PrinterFacts(
        told.number("printer-state"),
        told.texts("printer-state-reasons"),
        told.flag("printer-is-accepting-jobs"),
        told.number("printer-up-time"),
        told.texts("document-format-supported"),
    )


def print_pdf(talk: Conversation, order: PrintOrder) -> Message:
    """Send one copy, single-sided on A4; gives the answer, whatever it is.

    Raises:
        AnswerLost, DeviceLost, RequestRefused: see `Conversation.ask`.
    """
    operands = {
        "requesting-user-name": Attribute(Tag.NAME, ["kiosk"]),
        "job-name": Attribute(Tag.NAME, [order.serial]),
        "document-format": Attribute(Tag.MIME_TYPE, ["application/pdf"]),
    }
    job = {
        "copies": Attribute(Tag.INTEGER, [1]),
        "media": Attribute(Tag.KEYWORD, ["iso_a4_210x297mm"]),
        "sides": Attribute(Tag.KEYWORD, ["one-sided"]),
    }
    return talk.ask(Operation.PRINT_JOB, operands, job, order.pdf)


def find_job(
    talk: Conversation, job: JobReference, expected: Expectation
) -> JobFacts | None:
    """Find the job by its id, or by its name where the id never came back."""
    wanted = {"requested-attributes": _words(_JOB_WORDS)}
    if job.job_id:
        operands = _of_job(job.job_id) | wanted
        answer = talk.ask(Operation.GET_JOB_ATTRIBUTES, operands)
        found = [_job_facts(group) for group in answer.all_groups(Tag.JOB)]
    else:
        listed = _list(talk, "not-completed") + _list(talk, "completed")
        named = [facts for facts in listed if facts.name == expected.serial]
        # A job that ends between the two lists stands in both: the later counts.
        found = list({facts.job_id: facts for facts in named}.values())
    return found[0] if len(found) == 1 else None


def cancel_job(talk: Conversation, job: JobFacts) -> None:
    """Ask the printer to drop a job; whether it does, its settlement tells."""
    talk.ask(Operation.CANCEL_JOB, _of_job(job.job_id))


def _words(names: tuple[str, ...]) -> Attribute:
    return Attribute(Tag.KEYWORD, list(names))


def _of_job(job_id: int | None) -> dict[str, Attribute]:
    return {
        "job-id": Attribute(Tag.INTEGER, [job_id or 0]),
        "requesting-user-name": Attribute(Tag.NAME, ["kiosk"]),
    }


def _list(talk: Conversation, which: str) -> list[JobFacts]:
    operands = {
        "requesting-user-name": Attribute(Tag.NAME, ["kiosk"]),
        "which-jobs": Attribute(Tag.KEYWORD, [which]),
        "requested-attributes": _words(_JOB_WORDS),
    }
    answer = talk.ask(Operation.GET_JOBS, operands)
    return [_job_facts(group) for group in answer.all_groups(Tag.JOB)]


def _job_facts(group: Group) -> JobFacts:
    return JobFacts(
        group.number("job-id"),
        "".join(group.texts("job-name")),
        group.number("job-state"),
        group.texts("job-state-reasons"),
        group.number("job-impressions-completed"),
        group.number("job-printer-up-time"),
    )

"""The questions asked of a printer, and its answers as facts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.ipp.client import Operation
from drivers.ipp.message import Attribute, Tag
from drivers.ipp.reasons import PrinterFacts
from drivers.ipp.settlement import JobFacts
from kiosk.domain.fault import DeviceLost
from kiosk.ports.capability import Capabilities, DeviceClass, Feature

if TYPE_CHECKING:
    from collections.abc import Collection

    from drivers.ipp.client import Conversation
    from drivers.ipp.message import Group, Message
    from drivers.ipp.settlement import Expectation
    from kiosk.ports.printer import JobReference, PrintOrder

__all__ = [
    "FIRST_ERROR",
    "cancel_job",
    "describe",
    "find_job",
    "jobs",
    "jobs_named",
    "print_pdf",
    "printer_facts",
]

FIRST_ERROR = 0x0400
"""Status codes from here on say that the request was not carried out."""

_PRINTER_WORDS = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-up-time",
    "document-format-supported",
)
_DESCRIPTION_WORDS = (
    "printer-make-and-model",
    "printer-firmware-string-version",
    "ipp-versions-supported",
    "document-format-supported",
    "media-supported",
    "sides-supported",
    "print-color-mode-supported",
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


def describe(talk: Conversation) -> Capabilities:
    """Ask the printer what it is and can do (RFC 8011, PWG 5100.13).

    Raises:
        DeviceLost: no answer, or none that tells anything.
    """
    wanted = {"requested-attributes": _words(_DESCRIPTION_WORDS)}
    answer = talk.ask(Operation.GET_PRINTER_ATTRIBUTES, wanted)
    if answer.code >= FIRST_ERROR:
        raise DeviceLost(reason="refused", status=f"{answer.code:#06x}")
    told = answer.group(Tag.PRINTER)
    return Capabilities(
        frozenset({DeviceClass.PRINTER}),
        model=" ".join(told.texts("printer-make-and-model")),
        firmware=", ".join(told.texts("printer-firmware-string-version")),
        driver="ipp " + "/".join(told.texts("ipp-versions-supported")),
        features=MappingProxyType(
            {
                Feature.FORMATS: told.texts("document-format-supported"),
                Feature.PAPER: told.texts("media-supported"),
                Feature.SIDES: told.texts("sides-supported"),
                Feature.COLOUR: told.texts("print-color-mode-supported"),
            }
        ),
    )


def print_pdf(
    talk: Conversation, order: PrintOrder, cancel_after_seconds: int = 0
) -> Message:
    """Send one copy, single-sided on A4; gives the answer, whatever it is.

    A CUPS scheduler drops the job by itself ``cancel_after_seconds`` after it
    began, where that is not 0.

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
    if cancel_after_seconds:
        job["job-cancel-after"] = Attribute(Tag.INTEGER, [cancel_after_seconds])
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
        found = jobs_named(talk, expected.serial)
    return found[0] if len(found) == 1 else None


def jobs_named(talk: Conversation, serial: str) -> list[JobFacts]:
    """List all jobs of that name, running and past."""
    listed = jobs(talk, "not-completed") + jobs(talk, "completed")
    named = [facts for facts in listed if facts.name == serial]
    # A job that ends between the two lists stands in both: the later counts.
    return list({facts.job_id: facts for facts in named}.values())


def jobs(talk: Conversation, which: str, *, only_ours: bool = False) -> list[JobFacts]:
    """List jobs, ``not-completed`` or ``completed`` ones, of everybody or ours."""
    operands = {
        "requesting-user-name": Attribute(Tag.NAME, ["kiosk"]),
        "which-jobs": Attribute(Tag.KEYWORD, [which]),
        "my-jobs": Attribute(Tag.BOOLEAN, [only_ours]),
        "requested-attributes": _words(_JOB_WORDS),
    }
    answer = talk.ask(Operation.GET_JOBS, operands)
    return [_job_facts(group) for group in answer.all_groups(Tag.JOB)]


def cancel_job(talk: Conversation, job: JobFacts, *, is_purged: bool = False) -> None:
    """Ask the printer to drop a job; whether it does, its settlement tells.

    Args:
        talk: The connection.
        job: Which one.
        is_purged: Have a CUPS scheduler forget job and document altogether.
    """
    extra = {"purge-job": Attribute(Tag.BOOLEAN, [True])} if is_purged else {}
    talk.ask(Operation.CANCEL_JOB, _of_job(job.job_id) | extra)


def call_off(talk: Conversation, serials: Collection[str]) -> None:
    """Cancel the jobs under these names that are not over, each by its own id."""
    for left in jobs(talk, "not-completed"):
        if left.name in serials:
            cancel_job(talk, left)


def _words(names: tuple[str, ...]) -> Attribute:
    return Attribute(Tag.KEYWORD, list(names))


def _of_job(job_id: int | None) -> dict[str, Attribute]:
    return {
        "job-id": Attribute(Tag.INTEGER, [job_id or 0]),
        "requesting-user-name": Attribute(Tag.NAME, ["kiosk"]),
    }


def _job_facts(group: Group) -> JobFacts:
    return JobFacts(
        group.number("job-id"),
        "".join(group.texts("job-name")),
        group.number("job-state"),
        group.texts("job-state-reasons"),
        group.number("job-impressions-completed"),
        group.number("job-printer-up-time"),
    )

"""The few IPP requests that the bench and the engine send to their own printer.

Kept apart from the driver's codec on purpose: a twin that shares code with the
driver under test would share its mistakes.
"""

from __future__ import annotations

import http.client
import re
import struct
import time

__all__ = ["is_cancelled", "printer_state", "run_state_job", "set_paper"]

_PRINT_JOB = 0x0002
_GET_JOB_ATTRIBUTES = 0x0009
_GET_PRINTER_ATTRIBUTES = 0x000B
_URI, _NAME, _KEYWORD, _INTEGER = 0x45, 0x42, 0x44, 0x21
_CHARSET, _LANGUAGE, _MIME = 0x47, 0x48, 0x49
_TIMEOUT_SECONDS = 2.0
_TICK_SECONDS = 0.01
_JOB_ID = re.compile(rb"job-id\x00\x04(.{4})", re.DOTALL)
_OVER = re.compile(rb"job-state\x00\x04\x00\x00\x00[\x07-\x09]")
_A4 = "iso_a4_210x297mm"

Field = tuple[int, str, bytes]


def printer_state(port: int) -> bytes:
    """Fetch the printer's state and reasons as raw answer.

    Raises:
        OSError, http.client.HTTPException: the printer does not answer.
    """
    return _ask(port, _GET_PRINTER_ATTRIBUTES, [])


def is_cancelled(port: int, job_id: int) -> bool:
    """Whether somebody called a job off that still runs."""
    answer = _job(port, struct.pack(">i", job_id), b"job-state-reasons")
    return b"processing-to-stop-point" in answer


def run_state_job(port: int, name: str) -> None:
    """Run an empty job that only lets the engine say what state it is in.

    Returns when it is over, or at once when the printer has another job.
    """
    fields: list[Field] = [
        (_NAME, "job-name", name.encode()),
        (_MIME, "document-format", b"application/pdf"),
    ]
    answer = _ask(port, _PRINT_JOB, fields, b"%PDF")
    found = _JOB_ID.search(answer)
    while found is not None and not _OVER.search(_job(port, found[1], b"job-state")):
        time.sleep(_TICK_SECONDS)


def set_paper(port: int, sheets: int) -> None:
    """Fill the trays through the form that ippeveprinter offers for it."""
    trays = "&".join(
        f"size{tray}={_A4}&type{tray}=stationery&level{tray}={sheets}"
        for tray in range(5)
    )
    connection = http.client.HTTPConnection("localhost", port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", f"/media?{trays}")
        connection.getresponse().read()
    finally:
        connection.close()


def _job(port: int, job_id: bytes, word: bytes) -> bytes:
    fields: list[Field] = [
        (_INTEGER, "job-id", job_id),
        (_KEYWORD, "requested-attributes", word),
    ]
    return _ask(port, _GET_JOB_ATTRIBUTES, fields)


def _ask(
    port: int, operation: int, fields: list[Field], document: bytes = b""
) -> bytes:
    uri = f"ipp://localhost:{port}/ipp/print"
    first: list[Field] = [
        (_CHARSET, "attributes-charset", b"utf-8"),
        (_LANGUAGE, "attributes-natural-language", b"en"),
        (_URI, "printer-uri", uri.encode()),
    ]
    head = struct.pack(">BBHIB", 1, 1, operation, 1, 1)
    body = head + b"".join(map(_field, first + fields)) + b"\x03" + document
    connection = http.client.HTTPConnection("localhost", port, timeout=_TIMEOUT_SECONDS)
    try:
        kind = {"Content-Type": "application/ipp"}
        connection.request("POST", "/ipp/print", body, kind)
        return connection.getresponse().read()
    finally:
        connection.close()


def _field(field: Field) -> bytes:
    tag, name, value = field
    length = struct.pack(">H", len(name)) + name.encode()
    return bytes((tag,)) + length + struct.pack(">H", len(value)) + value

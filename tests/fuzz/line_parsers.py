"""Lines: panel, scanner, printers, and the centre's refusals."""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, cast

from drivers.ipp.address import IppAddress
from drivers.ipp.client import Conversation
from drivers.ipp.decoding import decode
from drivers.ipp.encoding import encode
from drivers.ipp.message import Attribute, Group, Message, Tag, Value
from drivers.ipp.query import find_job, printer_facts
from drivers.ipp.queue_facts import queue_facts, queue_job
from drivers.ipp.reasons import explain, hindrances
from drivers.ipp.settlement import Expectation, settle
from drivers.receipt.report import Report, is_done, is_status
from drivers.serial_line.line import LineGatherer
from drivers.serial_line.panel_frame import PanelFrame
from drivers.serial_line.panel_report import parse_places, parse_state
from drivers.serial_line.scanner import code_text
from drivers.serial_line.scanner_wedge import KeyGatherer
from kiosk.domain.fault import DeviceFault, InvalidValue
from kiosk.domain.scanned import parse_scanned
from kiosk.ports.device import DeviceStatus
from kiosk.ports.printer import JobReference, SheetState
from kiosk.ports.scanner import LONGEST_CODE
from offline_cache.answer import fault_of
from tests.fuzz.mutation import spoilt
from tests.fuzz.parser import Parser, require

__all__ = ["line_parsers"]

_RECORDINGS = Path(__file__).parents[1] / "recordings"
_JOB = JobReference("ipp://192.0.2.7/ipp/print#serial=K-1&sheets=1", 7, 100)


def line_parsers() -> Iterator[Parser]:
    """Give the parsers of everything that comes over a line."""
    yield Parser("panel-frame", _read_panel, _panel_lines(), (InvalidValue,), _panel)
    codes = [b"CD1:6BF" + b"A1 $%*+-./:" * 20 + b"\r\n", b"abcDEF0123_-+/=.9999\r"]
    yield Parser("scanner-line", _read_scanner, codes, (InvalidValue,))
    yield Parser("scanner-keys", _read_keys, codes, (InvalidValue,))
    told = (InvalidValue, DeviceFault)
    answers = _ipp_answers()
    yield Parser("ipp-answer", _read_ipp, answers, told, _ipp)
    yield Parser("ipp-address", _read_address, _addresses(), (InvalidValue,))
    yield Parser("job-reference", _read_reference, [_JOB.uri.encode()], (InvalidValue,))
    yield Parser("receipt-status", _read_receipt, [bytes.fromhex("12121212")], ())
    refusals = [b'{"reason": "no-record"}', b"<html>busy</html>", b"404"]
    yield Parser("centre-refusal", _read_refusal, refusals, ())


def _panel_lines() -> list[bytes]:
    text = (_RECORDINGS / "panel" / "session.txt").read_text("ascii")
    return [row[2:].encode() for row in text.splitlines() if row[0] in "<>"]


def _panel(random: Random) -> bytes:
    """Put a right checksum around damaged words."""
    line = random.choice(_panel_lines())
    body = spoilt(random, line[1:-5])
    return b":" + body + b"*%04X" % binascii.crc_hqx(body, 0xFFFF)


def _read_panel(data: bytes) -> None:
    for line in LineGatherer(160).feed(data + b"\n"):
        frame = PanelFrame.parse(line.content)
        require(bool(frame.words), "a frame without a word")
        require(PanelFrame.parse(frame.encode()[:-2]) == frame, "a frame that changes")
        _read_words(frame)


def _read_words(frame: PanelFrame) -> None:
    if frame.words[0] == "panel":
        parse_places(frame.words)
    else:
        state = parse_state(frame.words)
        require(0 <= state.calls <= 0xFF, "calls out of range")


def _read_scanner(data: bytes) -> None:
    gatherer = LineGatherer(LONGEST_CODE)
    for line in [*gatherer.feed(data), *gatherer.lapse()]:
        text = code_text(line)
        require(0 < len(text) <= LONGEST_CODE, "a code of no or endless length")
        scanned = parse_scanned(text)
        require(bool(scanned.text), "a code without a text")
        require(scanned.text not in repr(scanned), "a code that tells itself")


def _read_keys(data: bytes) -> None:
    keys = KeyGatherer()
    for at, key in enumerate(data.decode("latin-1")):
        for line in keys.press(key, at * 0.01):
            require(0 < len(code_text(line)) <= LONGEST_CODE, "an endless code")


class _Answered:
    """A conversation in which the printer says the one thing."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def ask(self, *_: object) -> Message:
        return self._message


def _read_ipp(data: bytes) -> None:
    message = decode(data)
    talk = cast("Conversation", _Answered(message))
    expected = Expectation.of(_JOB)
    job = find_job(talk, _JOB, expected)
    if job is not None:
        settlement = settle(_JOB, expected, job)
        is_right = job.name == expected.serial and job.sheets == expected.sheets
        require(settlement.state is not SheetState.OUT or is_right, "paper made up")
    queue_job(talk, _JOB.job_id)
    queue_facts(talk)
    facts = printer_facts(talk)
    hindrances(facts)
    require(isinstance(explain(facts), DeviceStatus), "no status")


def _ipp_answers() -> list[bytes]:
    printer = {
        "printer-state": Attribute(Tag.ENUM, [3]),
        "printer-state-reasons": Attribute(Tag.KEYWORD, ["media-low-warning"]),
        "printer-is-accepting-jobs": Attribute(Tag.BOOLEAN, [True]),
        "printer-up-time": Attribute(Tag.INTEGER, [100]),
        "document-format-supported": Attribute(Tag.MIME_TYPE, ["application/pdf"]),
    }
    job = {
        "job-id": Attribute(Tag.INTEGER, [7]),
        "job-name": Attribute(Tag.NAME, ["K-1"]),
        "job-state": Attribute(Tag.ENUM, [9]),
        "job-state-reasons": Attribute(Tag.KEYWORD, ["job-completed-successfully"]),
        "job-impressions-completed": Attribute(Tag.INTEGER, [1]),
        "job-printer-up-time": Attribute(Tag.INTEGER, [120]),
    }
    groups = (Group(Tag.OPERATION), Group(Tag.PRINTER, printer), Group(Tag.JOB, job))
    recorded = sorted((_RECORDINGS / "ipp").glob("*.txt"))
    return [encode(Message(0, 1, groups)), *(a for r in recorded for a in _told(r))]


def _told(recording: Path) -> list[bytes]:
    rows = recording.read_text("ascii").splitlines()
    return [bytes.fromhex(row[2:]) for row in rows if row[0] == "<"]


_NAMES = (
    "printer-state",
    "printer-state-reasons",
    "job-id",
    "job-state",
    "job-name",
    "job-impressions-completed",
    "device-uri",
    "printer-error-policy",
)


def _ipp(random: Random) -> bytes:
    """Write a right message of wrong types, now and then damaged."""
    groups = [
        Group(tag, {name: _attribute(random, 0) for name in random.sample(_NAMES, 4)})
        for tag in random.choices((1, 2, 2, 4, 4, 9), k=random.randrange(4))
    ]
    code = random.choice((0, 0, 0, 1, 0x0406, 0x0507))
    whole = encode(Message(code, 1, tuple(groups)))
    return whole if random.random() < 0.5 else spoilt(random, whole)


def _attribute(random: Random, depth: int) -> Attribute:
    values: Mapping[int, Any] = {
        Tag.INTEGER: random.choice((0, -1, 7, 9, 2**31 - 1, -(2**31))),
        Tag.ENUM: random.randrange(12),
        Tag.BOOLEAN: random.random() < 0.5,
        Tag.KEYWORD: random.choice(("none", "media-jam-error", "ipp://x/", "é")),
        Tag.NAME: random.choice(("K-1", "", "K-2")),
        Tag.OCTETS: random.randbytes(3),
        Tag.RANGE: (1, 2),
        0x13: None,
    }
    if depth < 3 and random.random() < 0.1:
        inner: Value = {"x": _attribute(random, depth + 1)}
        return Attribute(Tag.BEGIN_COLLECTION, [inner])
    tag = random.choice(list(values))
    return Attribute(tag, [values[tag]] * random.randrange(1, 3))


def _addresses() -> list[bytes]:
    return [
        b"ipp://192.0.2.7/ipp/print",
        b"ipps://[2001:db8::7]:1631/ipp/print#serial=1",
        b"ipp+unix://%2Frun%2Fcups%2Fcups.sock/printers/hall",
    ]


def _read_address(data: bytes) -> None:
    address = IppAddress.parse(data.decode("utf-8", "surrogateescape"))
    require(bool(address.host and address.path), "an address without a host")
    require(0 < address.port < 0x10000, "a port that is none")


def _read_reference(data: bytes) -> None:
    uri = data.decode("utf-8", "replace")
    expected = Expectation.of(JobReference(uri, 1, 1))
    require(bool(expected.serial), "a job without a serial")


def _read_receipt(data: bytes) -> None:
    padded = data.ljust(4, b"\x12")[:4]
    report = Report(*padded)
    fault = report.hindrance()
    require(report.status().cause in ("", fault.key if fault else ""), "another cause")
    require(not any(is_status(each) and is_done(each) for each in padded), "ambiguous")


def _read_refusal(data: bytes) -> None:
    status = 300 + (data[0] if data else 0)
    headers = {"Retry-After": data[:20].decode("utf-8", "replace")}
    require(bool(fault_of(status, headers, data).facts) or status == 404, "no reason")

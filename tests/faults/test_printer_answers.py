"""Whatever a printer answers gives a value or a typed fault, in the time promised."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp.encoding import encode
from drivers.ipp.message import Attribute, Group, Message, Tag
from drivers.ipp.printer import IppPrinter
from kiosk.domain.fault import DeviceLost, PrinterFault
from kiosk.ports.device import DeviceState
from kiosk.ports.printer import JobReference, PrintOrder, SheetState
from tests.promptness import PROMPT_SECONDS

_ORDER = PrintOrder("K-1", b"%PDF-1.4 one sheet", 1)
_READY = {
    "printer-state": Attribute(Tag.ENUM, [3]),
    "printer-state-reasons": Attribute(Tag.KEYWORD, ["none"]),
    "printer-is-accepting-jobs": Attribute(Tag.BOOLEAN, [True]),
    "printer-up-time": Attribute(Tag.INTEGER, [100]),
    "document-format-supported": Attribute(Tag.MIME_TYPE, ["application/pdf"]),
}
_OUT = {
    "job-id": Attribute(Tag.INTEGER, [7]),
    "job-name": Attribute(Tag.NAME, ["K-1"]),
    "job-state": Attribute(Tag.ENUM, [9]),
    "job-state-reasons": Attribute(Tag.KEYWORD, ["job-completed-successfully"]),
    "job-impressions-completed": Attribute(Tag.INTEGER, [1]),
    "job-printer-up-time": Attribute(Tag.INTEGER, [101]),
}


def http(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def ipp(code: int, *groups: Group) -> bytes:
    """Answer a request; the request's number is put in by the server."""
    return encode(Message(code, 0, groups))


READY = http(ipp(0, Group(Tag.PRINTER, dict(_READY))))


class ScriptedPrinter:
    """A port that answers requests by a list; the last answer is kept up.

    It patches the number of the request into an answer that starts like IPP,
    waits ``drip_seconds`` between bytes, and hangs up after each answer.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.answers: Sequence[bytes] = ()
        self.drip_seconds = 0.0
        self.requests: list[bytes] = []
        self._closing = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self._listener.getsockname()[1]}/ipp/print"

    def answer(self, *answers: bytes) -> None:
        self.answers = answers
        self.requests.clear()

    def close(self) -> None:
        self._closing.set()
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                with client, contextlib.suppress(OSError):
                    self._respond(client)

    def _respond(self, client: socket.socket) -> None:
        request = _read_request(client)
        self.requests.append(request)
        turn = min(len(self.requests), len(self.answers)) - 1
        answer = self.answers[turn]
        head, blank, body = answer.partition(b"\r\n\r\n")
        if len(body) >= 8:
            body = body[:4] + request[4:8] + body[8:]
        answer = head + blank + body
        if not self.drip_seconds:
            client.sendall(answer)
            return
        for byte in answer:
            client.sendall(bytes((byte,)))
            if self._closing.wait(self.drip_seconds):
                return


def _read_request(client: socket.socket) -> bytes:
    """Read one request and give its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _piece(client)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    while len(body) < length:
        body += _piece(client)
    return body


def _piece(client: socket.socket) -> bytes:
    """Read what has come; a client that gave up ends its request, not the printer."""
    piece = client.recv(4096)
    if not piece:
        raise ConnectionResetError
    return piece


@pytest.fixture(scope="module")
def scripted() -> Iterator[ScriptedPrinter]:
    printer = ScriptedPrinter()
    yield printer
    printer.close()


def job(scripted: ScriptedPrinter, serial: str = "K-1") -> JobReference:
    return JobReference(f"{scripted.uri}#serial={serial}&sheets=1", 7, 100)


def mutated(answer: bytes) -> st.SearchStrategy[bytes]:
    """Change, cut or lengthen a true answer at any place."""
    places = st.integers(0, len(answer) - 1)
    return st.builds(
        lambda at, middle, skip: answer[:at] + middle + answer[at + skip :],
        places,
        st.binary(max_size=4),
        st.integers(0, 6),
    )


JOB = ipp(0, Group(Tag.OPERATION), Group(Tag.JOB, dict(_OUT)))
ANYTHING = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=200).map(http),
    mutated(JOB).map(http),
    mutated(http(JOB)),
)


def test_the_scripted_answers_are_true_ones(scripted: ScriptedPrinter) -> None:
    scripted.answer(http(JOB), READY)
    printer = IppPrinter(scripted.uri)
    assert printer.settlement(job(scripted)).state is SheetState.OUT
    scripted.answer(READY)
    assert printer.status().state is DeviceState.ONLINE


@given(answer=ANYTHING)
def test_status_always_gives_a_state(scripted: ScriptedPrinter, answer: bytes) -> None:
    scripted.answer(answer)
    assert IppPrinter(scripted.uri).status().state in set(DeviceState)


@given(answer=ANYTHING)
def test_settlement_always_gives_a_state(
    scripted: ScriptedPrinter, answer: bytes
) -> None:
    scripted.answer(answer, READY)
    assert IppPrinter(scripted.uri).settlement(job(scripted)).state in set(SheetState)


@given(answer=ANYTHING)
def test_settlement_of_another_job_is_never_out(
    scripted: ScriptedPrinter, answer: bytes
) -> None:
    scripted.answer(answer, READY)
    foreign = job(scripted, "K-2-and-no-other")
    settlement = IppPrinter(scripted.uri).settlement(foreign)
    assert settlement.state is SheetState.UNKNOWN


@given(answer=ANYTHING)
def test_cancel_always_gives_a_state(scripted: ScriptedPrinter, answer: bytes) -> None:
    scripted.answer(http(JOB), answer, http(JOB), READY)
    assert IppPrinter(scripted.uri).cancel(job(scripted)).state in set(SheetState)


@given(answer=ANYTHING)
def test_submit_sends_one_document_and_gives_a_reference_or_a_printer_fault(
    scripted: ScriptedPrinter, answer: bytes
) -> None:
    scripted.answer(READY, answer, http(ipp(0)))
    with contextlib.suppress(PrinterFault):
        reference = IppPrinter(scripted.uri).submit(_ORDER)
        assert reference.up_time == 100
    assert sum(_ORDER.pdf in request for request in scripted.requests) == 1


@given(answer=st.binary(max_size=200))
def test_a_look_that_gives_nonsense_sends_nothing(
    scripted: ScriptedPrinter, answer: bytes
) -> None:
    scripted.answer(http(answer))
    with pytest.raises((DeviceLost, PrinterFault)):
        IppPrinter(scripted.uri).submit(_ORDER)
    assert not any(_ORDER.pdf in request for request in scripted.requests)


@pytest.mark.parametrize("code", [0x0400, 0x040A, 0x0501, 0x0506, 0x0507])
def test_a_refused_job_is_a_printer_fault(scripted: ScriptedPrinter, code: int) -> None:
    scripted.answer(READY, http(ipp(code)))
    with pytest.raises(PrinterFault) as caught:
        IppPrinter(scripted.uri).submit(_ORDER)
    assert caught.value.facts["status"] == f"{code:#06x}"


def test_a_locked_web_server_is_a_printer_fault(scripted: ScriptedPrinter) -> None:
    scripted.answer(READY, http(b"", "401 Unauthorized"))
    with pytest.raises(PrinterFault) as caught:
        IppPrinter(scripted.uri).submit(_ORDER)
    assert caught.value.facts["http"] == 401


@pytest.mark.parametrize("code", [0x0500, 0x0504, 0x0508])
def test_an_error_that_leaves_the_document_open_is_unknown(
    scripted: ScriptedPrinter, code: int
) -> None:
    scripted.answer(READY, http(ipp(code)), http(ipp(0)))
    printer = IppPrinter(scripted.uri)
    assert printer.settlement(printer.submit(_ORDER)).state is SheetState.UNKNOWN


def test_a_printer_without_pdf_says_so(scripted: ScriptedPrinter) -> None:
    raster = Attribute(Tag.MIME_TYPE, ["image/pwg-raster"])
    told = Group(Tag.PRINTER, {**_READY, "document-format-supported": raster})
    scripted.answer(http(ipp(0, told)))
    printer = IppPrinter(scripted.uri)
    with pytest.raises(PrinterFault) as caught:
        printer.submit(_ORDER)
    assert caught.value.facts == {"reason": "no-pdf", "formats": "image/pwg-raster"}
    assert not printer.status().is_usable


def test_an_endless_answer_is_not_read_to_its_end(scripted: ScriptedPrinter) -> None:
    scripted.answer(http(b"\0" * (3 << 20)))
    assert IppPrinter(scripted.uri).status().state is DeviceState.OFFLINE


def test_a_dripping_printer_is_offline_in_time(scripted: ScriptedPrinter) -> None:
    scripted.answer(READY)
    scripted.drip_seconds = 0.02
    try:
        started = time.monotonic()
        status = IppPrinter(scripted.uri).status()
        assert time.monotonic() - started < PROMPT_SECONDS
        assert status.state is DeviceState.OFFLINE
    finally:
        scripted.drip_seconds = 0.0


def test_a_mute_printer_is_offline_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        printer = IppPrinter(f"ipp://127.0.0.1:{mute.getsockname()[1]}/ipp/print")
        started = time.monotonic()
        assert printer.status().state is DeviceState.OFFLINE
        assert time.monotonic() - started < PROMPT_SECONDS
        with pytest.raises(DeviceLost):
            printer.submit(_ORDER)


@pytest.mark.parametrize(
    "uri",
    ["", "nonsense", "twin:printer#K-1", "ipp://[", "ipp:///x#serial=K-1&sheets=1"],
)
def test_a_reference_of_another_driver_is_unknown(
    scripted: ScriptedPrinter, uri: str
) -> None:
    printer = IppPrinter(scripted.uri)
    assert printer.settlement(JobReference(uri, 7, 0)).state is SheetState.UNKNOWN
    assert printer.cancel(JobReference(uri, 7, 0)).state is SheetState.UNKNOWN

"""IPP requests over HTTP(S), each action on one connection with one deadline."""

from __future__ import annotations

import http.client
import io
import itertools
import socket
import ssl
import time
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Self

from drivers.ipp.decoding import decode
from drivers.ipp.encoding import encode
from drivers.ipp.message import Attribute, Group, Message, Tag
from kiosk.domain.fault import DeviceFault, DeviceLost, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from drivers.ipp.address import IppAddress

__all__ = ["AnswerLost", "Conversation", "Operation", "RequestRefused"]

_LARGEST_ANSWER = 1 << 20
_PIECE = 16 * 1024
_TROUBLE = (OSError, http.client.HTTPException, ValueError)


class Operation(IntEnum):
    """Operations this driver asks for; source: RFC 8011 section 4."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class AnswerLost(DeviceLost):
    """Bytes of the request went out, but no answer can be had.

    Fact ``answered``: 1 when the printer had begun to answer with success, so
    that it must have read the request; 0 when it may have read any part of it.
    What the kernel took proves nothing about what arrived.
    """


class RequestRefused(DeviceFault):
    """The printer's web server did not let the request in; fact: http."""


class Conversation:
    """One action's connection: every wait ends at the same deadline.

    A context manager; requests are sent one after the other on one connection.
    """

    _ids = itertools.count(1)

    def __init__(
        self,
        address: IppAddress,
        seconds: float,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Get ready; the connection is made by the first request."""
        self._address = address
        self._connection = _Connection(address, time.monotonic() + seconds, trust)
        self._is_fresh = True

    def __enter__(self) -> Self:
        """Begin the action."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection, whatever happened."""
        self._connection.hang_up()

    def ask(
        self,
        operation: Operation,
        operands: Mapping[str, Attribute],
        job: Mapping[str, Attribute] | None = None,
        document: bytes = b"",
    ) -> Message:
        """Send one request and give its answer, whatever its status code.

        A printer may hang up after an answer without saying so; a request
        without a document is then sent once more on a new connection.

        Raises:
            AnswerLost: something of the request was sent, but nothing certain
                came back.
            DeviceLost: nothing of the request was sent.
            RequestRefused: HTTP turned the request away (4xx).
        """
        request = self._request(operation, operands, job)
        try:
            answer = self._exchange(request, document)
        except DeviceLost:
            if self._is_fresh or document:
                raise
            self._connection.close()
            answer = self._exchange(request, document)
        self._is_fresh = False
        return answer

    def _exchange(self, request: Message, document: bytes) -> Message:
        head = encode(request)
        self._open(len(head) + len(document))
        self._send(head, document)
        answer = self._receive()
        if answer.request_id != request.request_id:
            raise AnswerLost(answered=0, reason="answer to another request")
        return answer

    def _request(
        self,
        operation: Operation,
        operands: Mapping[str, Attribute],
        job: Mapping[str, Attribute] | None,
    ) -> Message:
        first = {
            "attributes-charset": Attribute(Tag.CHARSET, ["utf-8"]),
            "attributes-natural-language": Attribute(Tag.LANGUAGE, ["en"]),
            "printer-uri": Attribute(Tag.URI, [self._address.target]),
        }
        groups = [Group(Tag.OPERATION, {**first, **operands})]
        if job:
            groups.append(Group(Tag.JOB, dict(job)))
        return Message(operation, next(self._ids) & 0x7FFFFFFF, groups)

    def _open(self, length: int) -> None:
        try:
            self._connection.putrequest("POST", self._address.path)
            self._connection.putheader("Content-Type", "application/ipp")
            self._connection.putheader("Content-Length", str(length))
            self._connection.endheaders()
        except _TROUBLE as error:
            raise DeviceLost(reason=type(error).__name__) from error

    def _send(self, head: bytes, document: bytes) -> None:
        # Head and first piece go together: one packet less to wait for.
        first = _PIECE - len(head)
        pieces = [head + document[:first]]
        rest = range(first, len(document), _PIECE)
        pieces += [document[at : at + _PIECE] for at in rest]
        try:
            for piece in pieces:
                self._connection.send(piece)
        except _TROUBLE as error:
            raise AnswerLost(answered=0, reason=type(error).__name__) from error

    def _receive(self) -> Message:
        status = 0
        try:
            response = self._connection.getresponse()
            status = response.status
            body = response.read(_LARGEST_ANSWER + 1)
        except _TROUBLE as error:
            answered = int(status == http.client.OK)
            raise AnswerLost(answered=answered, reason=type(error).__name__) from error
        if 400 <= status < 500:  # noqa: PLR2004 - the client-error class
            raise RequestRefused(http=status)
        if status != http.client.OK:
            raise AnswerLost(answered=0, reason=f"http {status}")
        return _read(body)


def _read(body: bytes) -> Message:
    try:
        if len(body) > _LARGEST_ANSWER:
            raise AnswerLost(answered=1, reason="answer too long")
        return decode(body)
    except InvalidValue as error:
        raise AnswerLost(answered=1, reason=str(error.facts["reason"])) from error


class _Connection(http.client.HTTPConnection):
    """An HTTP connection that knows one deadline for all it does."""

    def __init__(
        self, address: IppAddress, deadline: float, trust: ssl.SSLContext | None
    ) -> None:
        super().__init__(address.host, address.port)
        self._is_secret = address.is_secret
        self._socket_path = address.socket_path
        self._deadline = deadline
        self._trust = trust
        self._sockets: list[socket.socket] = []

    def hang_up(self) -> None:
        """Close every socket this action opened."""
        self.close()
        for sock in self._sockets:
            sock.close()

    def connect(self) -> None:
        """Connect, and shake hands where the address asks for it."""
        if self._socket_path:
            self._connect_locally()
            return
        where = (self.host, self.port)
        sock = socket.create_connection(where, _left(self._deadline))
        self._sockets.append(sock)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._is_secret:
            trust = self._trust or ssl.create_default_context()
            sock.settimeout(_left(self._deadline))
            sock = trust.wrap_socket(sock, server_hostname=self.host)
            self._sockets.append(sock)
        line: Any = _Line(sock, self._deadline)
        self.sock = line

    def _connect_locally(self) -> None:
        sock = socket.socket(socket.AF_UNIX)
        self._sockets.append(sock)
        sock.settimeout(_left(self._deadline))
        sock.connect(self._socket_path)
        line: Any = _Line(sock, self._deadline)
        self.sock = line


class _Line:
    """A socket whose every wait is cut at the deadline."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(data)

    def receive_into(self, buffer: memoryview) -> int:
        self._sock.settimeout(_left(self._deadline))
        return self._sock.recv_into(buffer)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self))

    def close(self) -> None:
        """Leave it open: `http.client` closes before the answer was read."""


class _Stream(io.RawIOBase):
    """The reading side of a line, as `http.client` wants it."""

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        return self._line.receive_into(memoryview(buffer))


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds

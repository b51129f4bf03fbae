"""The first conversation with a centre: from a typed code to an identity."""

from __future__ import annotations

import json
import secrets
import ssl
from contextlib import closing
from http.client import HTTPException, HTTPSConnection
from typing import TypeVar
from urllib.parse import urlsplit

from kiosk.domain.enrolment import (
    AuthorityAnswer,
    AuthorityQuestion,
    Enrolled,
    EnrolmentCode,
    EnrolmentRequest,
    door_proof,
)
from kiosk.domain.fault import CentreUnreachable, InvalidValue
from kiosk.domain.wire import from_wire, to_wire
from offline_cache.answer import fault_of

__all__ = ["Novice"]

_SECONDS = 15
_LARGEST = 1 << 20
_OK = 200
_NONCE_BYTES = 32

T = TypeVar("T")


class Novice:
    """A terminal that has a code and nothing else; `enrol` makes it a known one."""

    def __init__(self, door: str, code: EnrolmentCode) -> None:
        """Name the enrolment door, an https address, and the code.

        Raises:
            InvalidValue: no address of a door.
        """
        parts = urlsplit(door)
        if parts.scheme != "https" or not parts.hostname:
            raise InvalidValue(field="centre", reason="not-https")
        self._host, self._port = parts.hostname, parts.port or 443
        self._code = code

    def enrol(self, request: bytes, sealed: bytes | None = None) -> Enrolled:
        """Find out whom to trust, then show the code to it alone.

        Raises:
            CentreUnreachable: no answer; reason ``impostor`` when whoever
                answered does not know our code.
            CentreRefused: the code does not count; fact ``reason``.
        """
        authority = self._authority()
        wish = EnrolmentRequest(self._code.text, request, sealed)
        context = _trusting(authority)
        enrolled = self._ask("/v1/enrolments", wish, Enrolled, context)
        if enrolled.authority != authority:
            raise CentreUnreachable(reason="impostor")
        return enrolled

    def _authority(self) -> bytes:
        """Learn the authority; the proof, not the line, makes it worth believing."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        question = AuthorityQuestion(self._code.name, nonce)
        told = self._ask("/v1/authority", question, AuthorityAnswer, _trusting(None))
        proof = door_proof(self._code.door_key, nonce, told.authority)
        if not secrets.compare_digest(proof, told.proof):
            raise CentreUnreachable(reason="impostor")
        return told.authority

    def _ask(
        self, path: str, question: object, kind: type[T], context: ssl.SSLContext
    ) -> T:
        body = json.dumps(to_wire(question))
        try:
            with closing(self._connection(context)) as line:
                line.request("POST", path, body, {"Content-Type": "application/json"})
                answer = line.getresponse()
                text = answer.read(_LARGEST)
        except ssl.SSLError as error:
            raise CentreUnreachable(reason="tls") from error
        except (OSError, HTTPException) as error:
            raise CentreUnreachable(reason="line") from error
        if answer.status != _OK:
            raise fault_of(answer.status, dict(answer.getheaders()), text)
        try:
            return from_wire(kind, json.loads(text))
        except (InvalidValue, ValueError, RecursionError) as error:
            raise CentreUnreachable(reason="ill-formed") from error

    def _connection(self, context: ssl.SSLContext) -> HTTPSConnection:
        return HTTPSConnection(
            self._host, self._port, timeout=_SECONDS, context=context
        )


def _trusting(authority: bytes | None) -> ssl.SSLContext:
    """Trust one authority, or anybody while there is none to trust yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authority is None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        context.load_verify_locations(cadata=authority.decode("ascii"))
    except (ValueError, ssl.SSLError) as error:
        raise CentreUnreachable(reason="ill-formed") from error
    return context

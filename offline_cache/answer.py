"""What the centre's refusals mean: four classes, whatever the status code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from kiosk.domain.fault import (
    CentreFault,
    CentreRefused,
    CentreUnreachable,
    NoRecord,
    Revoked,
)

if TYPE_CHECKING:
    import requests

__all__ = ["fault_of", "kept_short"]

_LARGEST_ANSWER = 16 * 1024 * 1024
_KEY = re.compile(r"[a-z0-9-]{1,64}")
_CHUNK = 64 * 1024
_LONGEST_PAUSE_SECONDS = 3600
_TRY_LATER = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_NOT_KNOWN_HERE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
_WRONG_PLACE = {"", "no-such-path", "no-such-method"}
_NOT_ACCEPTED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def kept_short(response: requests.Response) -> bytes:
    """Read an answer's body, but never more than 16 MB.

    Raises:
        CentreUnreachable: the answer is longer than any true one.
    """
    body = bytearray()
    # Raw bytes: a compressed answer was not asked for and could unfold without end.
    while chunk := response.raw.read(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > _LARGEST_ANSWER:
            raise CentreUnreachable(reason="too-long")
    return bytes(body)


def fault_of(status: int, headers: Mapping[str, str], text: bytes) -> CentreFault:
    """Sort an answer that is not 200 into its class."""
    told = _reason(text)
    reason = told or f"http-{status}"
    if status in _NOT_ACCEPTED:
        return Revoked(reason=reason)
    if status == HTTPStatus.NOT_FOUND and reason == NoRecord.key:
        return NoRecord()
    if _is_refusal(status, told):
        return CentreRefused(reason=reason)
    return CentreUnreachable(
        reason=reason, retry_after_seconds=_pause(headers.get("Retry-After", ""))
    )


def _is_refusal(status: int, told: str) -> bool:
    """Tell a refusal of the question from a server that does not know the path."""
    if status in _NOT_KNOWN_HERE:
        return told not in _WRONG_PLACE
    is_our_fault = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return is_our_fault and status not in _TRY_LATER


def _reason(text: bytes) -> str:
    """Take the reason's key; anything that is no key is dropped."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    reason = told.get("reason") if isinstance(told, dict) else None
    is_key = isinstance(reason, str) and _KEY.fullmatch(reason) is not None
    return str(reason) if is_key else ""


def _pause(text: str) -> int:
    """Read Retry-After in seconds (RFC 9110 10.2.3); its date form counts as none."""
    return min(int(text), _LONGEST_PAUSE_SECONDS) if text.isdecimal() else 0

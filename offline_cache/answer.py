"""What the centre's refusals mean: four classes, whatever the status code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

import requests

from kiosk.domain.fault import (
    CentreFault,
    CentreRefused,
    CentreUnreachable,
    NoRecord,
    Revoked,
)

__all__ = ["fault_of", "kept_short"]

_LARGEST_ANSWER = 16 * 1024 * 1024
_CHUNK = 64 * 1024
_LONGEST_PAUSE_SECONDS = 3600
_TRY_LATER = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_NOT_ACCEPTED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def kept_short(response: requests.Response) -> bytes:
    """Read an answer's body, but never more than 16 MB.

    Raises:
        CentreUnreachable: the answer is longer than any true one.
    """
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > _LARGEST_ANSWER:
            raise CentreUnreachable(reason="too-long")
    return bytes(body)


def fault_of(status: int, headers: Mapping[str, str], text: bytes) -> CentreFault:
    """Sort an answer that is not 200 into its class."""
    reason = _reason(text) or f"http-{status}"
    if status in _NOT_ACCEPTED:
        return Revoked(reason=reason)
    if status == HTTPStatus.NOT_FOUND and reason == NoRecord.key:
        return NoRecord()
    is_refusal = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if is_refusal and status not in _TRY_LATER:
        return CentreRefused(reason=reason)
    return CentreUnreachable(
        reason=reason, retry_after_seconds=_pause(headers.get("Retry-After", ""))
    )


def _reason(text: bytes) -> str:
    """Take the reason's key; anything that is no key is dropped."""
    try:
        told = json.loads(text)
    except ValueError:
        return ""
    reason = told.get("reason") if isinstance(told, dict) else None
    is_key = isinstance(reason, str) and reason.replace("-", "").isalnum()
    return str(reason)[:64] if is_key else ""


def _pause(text: str) -> int:
    """Read Retry-After in seconds (RFC 9110 10.2.3); its date form counts as none."""
    return min(int(text), _LONGEST_PAUSE_SECONDS) if text.isdecimal() else 0

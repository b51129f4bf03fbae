"""Asking the city's public page, as anybody may: no identity, small bounded answers."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import requests

from kiosk.domain.fault import CentreRefused, CentreUnreachable

__all__ = ["PortalLine"]

_SECONDS = (5.0, 20.0)
_LARGEST = 32 * 1024 * 1024
_CHUNK = 64 * 1024
_OK, _TOO_MANY = 200, 429


class PortalLine:
    """Speaks to one portal over HTTPS.

    Attributes:
        authority: PEM file with the portal's authority; none for the system's.
    """

    def __init__(self, url: str, authority: Path | None = None) -> None:
        """Name the portal; nothing is sent yet.

        Raises:
            ValueError: not an https address.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            message = f"{url!r} is not an https address"
            raise ValueError(message)
        self._url = f"https://{parts.netloc}"
        self._authority = str(authority) if authority else True

    def fetch(self, path: str) -> str:
        """Get a text.

        Raises:
            CentreUnreachable: no answer. CentreRefused: not there, or too large.
        """
        return self._exchange("GET", path, None)

    def ask(self, path: str, question: dict[str, str]) -> object:
        """Send a question and give its JSON answer.

        Raises:
            CentreUnreachable: no answer, or none in JSON.
            CentreRefused: the portal would not answer; fact: reason.
        """
        text = self._exchange("POST", path, question)
        try:
            answer: object = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CentreUnreachable(reason="not-json") from error
        return answer

    def _exchange(self, method: str, path: str, body: dict[str, str] | None) -> str:
        try:
            with requests.request(
                method,
                self._url + path,
                json=body,
                timeout=_SECONDS,
                verify=self._authority,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _text(answer)
        except (requests.RequestException, OSError) as error:
            raise CentreUnreachable(reason=type(error).__name__) from error


def _text(answer: requests.Response) -> str:
    if answer.status_code == _TOO_MANY:
        raise CentreRefused(reason="too-many-questions")
    if answer.status_code != _OK:
        raise CentreRefused(reason=f"status-{answer.status_code}")
    body = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        body += chunk
        if len(body) > _LARGEST:
            raise CentreRefused(reason="too-large")
    return body.decode("utf-8", "replace")

"""Messages out: the platform's customer-service interface, as a role with two parts.

The platform allows an answer later than five seconds within 48 hours of the
follower's last message (客服接口-发消息). Its access token is fetched, kept, and
fetched again when the platform calls it old.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests

__all__ = ["Outlet", "PlatformOutlet", "Undeliverable", "Unsent"]

_SECONDS = (3.05, 10.0)
_OLD_TOKEN = frozenset({40001, 40014, 42001})
_FOR_EVER = frozenset({40003, 45015, 45047, 48001, 43004})
"""No such follower, outside the 48 hours, too many, not allowed, does not follow."""


class Unsent(Exception):
    """It did not go out now; trying later is right. The message is the reason."""


class Undeliverable(Exception):
    """It will never go out. The message is the reason."""


class Outlet(Protocol):
    """Where later answers leave."""

    def send(self, follower: str, text: str) -> None:
        """Hand a message over.

        Raises:
            Unsent: not now. Undeliverable: never.
        """


@dataclass(slots=True)
class PlatformOutlet:
    """Sends over the platform's HTTP interface; used from any thread.

    Attributes:
        base: Address of the platform, ``https://api.weixin.qq.com`` or a twin's.
    """

    base: str
    app_id: str
    secret: str = field(repr=False)
    _token: str = field(default="", repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def send(self, follower: str, text: str) -> None:
        """Hand a message over; see `Outlet.send`."""
        with self._turn:
            code = self._sent(follower, text)
            if code in _OLD_TOKEN:
                self._token = ""
                code = self._sent(follower, text)
        if code in _FOR_EVER:
            raise Undeliverable(str(code))
        if code:
            raise Unsent(str(code))

    def _sent(self, follower: str, text: str) -> int:
        if not self._token:
            self._token = self._fresh_token()
        message = {"touser": follower, "msgtype": "text", "text": {"content": text}}
        told = self._exchange(
            "POST",
            "/cgi-bin/message/custom/send",
            params={"access_token": self._token},
            json=message,
        )
        return int(told.get("errcode", 0))

    def _fresh_token(self) -> str:
        query = {
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": self.secret,
        }
        told = self._exchange("GET", "/cgi-bin/token", params=query)
        token = told.get("access_token")
        if not isinstance(token, str) or not token:
            raise Unsent(str(told.get("errcode", "no-token")))
        return token

    def _exchange(self, method: str, path: str, **what: Any) -> dict[str, Any]:  # noqa: ANN401 - as requests takes it
        try:
            answer = requests.request(
                method,
                self.base + path,
                timeout=_SECONDS,
                allow_redirects=False,
                **what,
            )
            answer.raise_for_status()
            told = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise Unsent(type(error).__name__) from error
        if not isinstance(told, dict):
            reason = "not-json"
            raise Unsent(reason)
        return told

"""The platform's interface: messages out, voices in, the menu; a role with a twin.

The platform allows an answer later than five seconds within 48 hours of the
follower's last message (客服接口-发消息). Its access token is fetched, kept, and
fetched again when the platform calls it old.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests

__all__ = ["Outlet", "PlatformOutlet", "Undeliverable", "Unsent"]

_SECONDS = (3.05, 10.0)
_OLD_TOKEN = frozenset({40001, 40014, 42001})
_NO_SUCH_MEDIUM = frozenset({40007, 41006})
_LARGEST = 2 << 20
"""Bytes of an answer; the platform lets voices be 60 seconds and 2 MB."""

_TOLD = ("application/json", "text/")
_FOR_EVER = frozenset({40003, 45015, 45047, 48001, 43004})
"""No such follower, outside the 48 hours, too many, not allowed, does not follow."""


class Unsent(Exception):
    """It did not go out now; trying later is right. The message is the reason."""


class Undeliverable(Exception):
    """It will never go out. The message is the reason."""


class Outlet(Protocol):
    """Where later answers leave, and where voices are fetched."""

    def send(self, follower: str, text: str) -> None:
        """Hand a message over.

        Raises:
            Unsent: not now. Undeliverable: never.
        """

    def voice(self, media_id: str) -> bytes:
        """Fetch a voice message (获取临时素材).

        Raises:
            Unsent: not now. Undeliverable: it is gone, or far too large.
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

    def voice(self, media_id: str) -> bytes:
        """Fetch a voice message; see `Outlet.voice`."""
        with self._turn:
            code, data = self._fetched(media_id)
            if code in _OLD_TOKEN:
                self._token = ""
                code, data = self._fetched(media_id)
        if code in _NO_SUCH_MEDIUM:
            raise Undeliverable(str(code))
        if code or not data:
            raise Unsent(str(code))
        return data

    def set_menu(self, menu: Mapping[str, object]) -> None:
        """Put the account's menu up for all followers (自定义菜单).

        Raises:
            Unsent: the platform did not take it; the message is its code.
        """
        with self._turn:
            query = {"access_token": self._token or self._fresh_token()}
            # The platform shows escaped characters as they are: send them plain.
            body = json.dumps(menu, ensure_ascii=False).encode()
            told = self._exchange(
                "POST", "/cgi-bin/menu/create", params=query, data=body
            )
        if told.get("errcode", 0):
            raise Unsent(str(told["errcode"]))

    def _fetched(self, media_id: str) -> tuple[int, bytes]:
        """Give an error code of the platform, or none and the file."""
        if not self._token:
            self._token = self._fresh_token()
        query = {"access_token": self._token, "media_id": media_id}
        answer = self._called("GET", "/cgi-bin/media/get", params=query, stream=True)
        with answer:
            is_file = not answer.headers.get("Content-Type", "").startswith(_TOLD)
            data = _limited(answer)
        if is_file:
            return 0, data
        return int(_read(data).get("errcode", -1)), b""

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
        with self._called(method, path, **what) as answer:
            return _read(_limited(answer))

    def _called(self, method: str, path: str, **what: Any) -> requests.Response:  # noqa: ANN401 - as requests takes it
        try:
            answer = requests.request(
                method,
                self.base + path,
                timeout=_SECONDS,
                allow_redirects=False,
                **what,
            )
            answer.raise_for_status()
        except requests.RequestException as error:
            raise Unsent(type(error).__name__) from error
        return answer


def _limited(answer: requests.Response) -> bytes:
    """Read an answer, but no more of it than anybody may send."""
    data = bytearray()
    try:
        for piece in answer.iter_content(64 << 10):
            data += piece
            if len(data) > _LARGEST:
                reason = "too-large"
                raise Undeliverable(reason)
    except requests.RequestException as error:
        raise Unsent(type(error).__name__) from error
    return bytes(data)


def _read(data: bytes) -> dict[str, Any]:
    reason = "not-json"
    try:
        told = json.loads(data)
    except ValueError as error:
        raise Unsent(reason) from error
    if not isinstance(told, dict):
        raise Unsent(reason)
    return told

"""The platform's side of the official account: signed calls over real HTTPS."""

from __future__ import annotations

import base64
import time
import uuid
from xml.sax.saxutils import escape

import defusedxml.ElementTree
import requests

from backend.home import Home
from backend.wechat.envelope import Account
from backend.wechat.platform_twin import PlatformTwin
from tests.unit.backend.running_centre import RunningCentre

__all__ = ["ACCOUNT", "KEY", "PLAIN", "SECRET", "Platform", "message", "set_account"]

KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
ACCOUNT = Account("wx5101990000000001", "token-of-the-tests", KEY)
PLAIN = Account(ACCOUNT.app_id, ACCOUNT.token)
SECRET = "secret-of-the-tests"  # noqa: S105 - invented


class Platform:
    """Calls the account's address as the platform does."""

    def __init__(self, centre: RunningCentre, portal: str, account: Account) -> None:
        self.session = centre.session(None)
        self.url, self.account = f"{portal}/wechat", account
        self.log: list[tuple[str, str]] = []

    def query(self, *sealed: str, at: float | None = None) -> dict[str, str]:
        stamp, nonce = str(int(at or time.time())), uuid.uuid4().hex[:10]
        query = {"timestamp": stamp, "nonce": nonce}
        query["signature"] = self.account.signature(stamp, nonce)
        if sealed:
            query["msg_signature"] = self.account.signature(stamp, nonce, *sealed)
        return query

    def post(self, body: bytes, query: dict[str, str]) -> requests.Response:
        return self.session.post(self.url, data=body, params=query, timeout=20)

    def send(self, kind: str, **fields: str) -> str:
        """Send one message and give the answer's XML, opened."""
        body = message(kind, **fields)
        sealed = (self.account.close(body),) if self.account.aes_key else ()
        if sealed:
            body = f"<xml><Encrypt>{sealed[0]}</Encrypt></xml>".encode()
        answered = self.post(body, self.query(*sealed))
        assert answered.status_code == 200, answered.text
        return self.opened(answered.content)

    def opened(self, content: bytes) -> str:
        if not self.account.aes_key or content == b"success":
            return content.decode()
        root = defusedxml.ElementTree.fromstring(content)
        told = {each.tag: each.text or "" for each in root}
        stamp, nonce = told["TimeStamp"], told["Nonce"]
        self.account.check(told["MsgSignature"], stamp, nonce, told["Encrypt"])
        return self.account.open(told["Encrypt"]).decode()


def message(kind: str, **fields: str) -> bytes:
    told = {
        "ToUserName": "gh_city",
        "FromUserName": "follower-1",
        "CreateTime": str(int(time.time())),
        "MsgType": kind,
        "MsgId": str(uuid.uuid4().int % 10**18),
    } | fields
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told.items())
    return f"<xml>{inner}</xml>".encode()


def set_account(home: Home, account: Account, twin: PlatformTwin) -> None:
    """Tell a centre of its account, and where the platform's twin listens."""
    home.account_file.write_text(
        f'app_id = "{account.app_id}"\ntoken = "{account.token}"\n'
        f'aes_key = "{account.aes_key}"\nsecret = "{SECRET}"\n'
        f'portal = "https://city.example"\nplatform = "{twin.address}"\n'
    )

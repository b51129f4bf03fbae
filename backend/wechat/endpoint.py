"""The address that the platform calls: signed, fresh, each message answered once."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import anyio
from anyio import CapacityLimiter
from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from backend.centre import Centre
from backend.portal.body import body_of
from backend.store.wechat import AccountMessage
from backend.wechat.conversation import Talk
from backend.wechat.envelope import Account, MessageRefused
from backend.wechat.message import Incoming, read_fields, read_message, write_sealed

__all__ = ["account_routes"]

_LARGEST = 64 << 10
_AT_ONCE = 4
_FRESH_SECONDS = 300
"""How old a call may be: a recorded one cannot be played later."""

_Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class _Line:
    """What the two calls share."""

    centre: Centre
    account: Account
    talk: Talk
    turn: CapacityLimiter

    def check(self, query: Mapping[str, str], sealed: str = "") -> None:
        """Let a signed, fresh call pass.

        Raises:
            MessageRefused: ``signature`` or ``stale``.
        """
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if sealed:
            self.account.check(query.get("msg_signature", ""), stamp, nonce, sealed)
        else:
            self.account.check(query.get("signature", ""), stamp, nonce)
        now = self.centre.clock().timestamp()
        if not stamp.isdigit() or abs(now - int(stamp)) > _FRESH_SECONDS:
            reason = "stale"
            raise MessageRefused(reason)

    def received(self, query: Mapping[str, str], body: bytes) -> bytes:
        """Read a call, answer its message, and seal the answer as it came."""
        fields = read_fields(body)
        sealed = fields.get("Encrypt", "")
        if bool(self.account.aes_key) != bool(sealed):
            reason = "encryption"
            raise MessageRefused(reason)
        self.check(query, sealed)
        if sealed:
            fields = read_fields(self.account.open(sealed))
        reply = self._answered(read_message(fields))
        if not sealed or not reply:
            return reply
        return write_sealed(self.account, reply, query["timestamp"], query["nonce"])

    def _answered(self, message: Incoming) -> bytes:
        """Answer a message once; its repetition gets the same words."""
        key = _key(message)
        database, now = self.centre.database, self.centre.clock()
        with database.reading() as session:
            known = session.get(AccountMessage, key)
        if known is not None:
            return known.reply.encode()
        try:
            with database.writing() as session:
                reply = self.talk.answer(session, message, now)
                session.add(
                    AccountMessage(
                        message_key=key,
                        kind=message.kind[:32],
                        received_at=now,
                        reply=reply.decode(),
                    )
                )
        except IntegrityError:
            # The same message came in twice at this very moment.
            return b""
        return reply


def account_routes(centre: Centre, account: Account, portal: str) -> list[Route]:
    """Give the routes of the account's address."""
    talk = Talk(centre.finder, portal.rstrip("/"))
    line = _Line(centre, account, talk, CapacityLimiter(_AT_ONCE))
    return [
        Route("/wechat", _greeted(line), methods=["GET"]),
        Route("/wechat", _called(line), methods=["POST"]),
    ]


def _greeted(line: _Line) -> _Endpoint:
    """Prove to the platform that this address is the account's."""

    async def endpoint(request: Request) -> Response:
        query = request.query_params
        try:
            line.check(query)
        except MessageRefused as refusal:
            return PlainTextResponse(str(refusal), 403)
        return PlainTextResponse(query.get("echostr", "")[:128])

    return endpoint


def _called(line: _Line) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        body = await body_of(request, _LARGEST)
        query = dict(request.query_params)
        try:
            reply = await anyio.to_thread.run_sync(
                line.received, query, body, limiter=line.turn
            )
        except MessageRefused as refusal:
            return PlainTextResponse(str(refusal), 403)
        # The platform takes this word as "seen, nothing to say".
        return Response(reply or b"success", media_type="application/xml")

    return endpoint


def _key(message: Incoming) -> str:
    """Name a message: by its number, an event by sender and moment, as documented."""
    own = message.message_id or f"{message.made_at}:{message.event}{message.event_key}"
    return hashlib.sha256(f"{message.follower}:{own}".encode()).hexdigest()

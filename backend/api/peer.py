"""The certificate a terminal showed in the TLS handshake, told to the application.

uvicorn does not pass it on. This protocol reads it from the connection itself and
puts it where the ASGI TLS extension says, so no header of a request can claim it.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = [
    "PatientPeerProtocol",
    "Peer",
    "SwiftPeerProtocol",
    "peer_certificate",
    "peer_of",
]


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end: the certificate shown, and the address it came from."""

    certificate: bytes | None
    host: str = ""


class PatientPeerProtocol(H11Protocol):
    """HTTP/1.1 whose requests carry their sender's verified certificate.

    For doors that anybody reaches: it gives up on a head that never ends.
    """

    def connection_made(  # type: ignore[override] # uvicorn's own signature
        self, transport: asyncio.Transport
    ) -> None:
        """Read the certificate once for all requests of the connection."""
        super().connection_made(transport)
        self.app = _with_peer(self.app, _chain(transport))


class SwiftPeerProtocol(HttpToolsProtocol):
    """The same read by a compiled parser, for a door that only our machines pass.

    It takes heads of any length, so nobody may speak before TLS has named him.
    """

    def connection_made(  # type: ignore[override] # uvicorn's own signature
        self, transport: asyncio.Transport
    ) -> None:
        """Read the certificate once for all requests of the connection."""
        super().connection_made(transport)
        self.app = _with_peer(self.app, _chain(transport))


def _with_peer(application: Any, chain: list[str]) -> Any:  # noqa: ANN401 - ASGI
    async def with_peer(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        extensions = dict(scope.get("extensions") or {})
        extensions["tls"] = {"client_cert_chain": chain}
        # A terminal whose power went in the middle of a question hears nothing any
        # more; it asks again, and here is no bug to tell of.
        with suppress(ClientDisconnect):
            await application(scope | {"extensions": extensions}, receive, send)

    return with_peer


def peer_certificate(scope: Any) -> bytes | None:  # noqa: ANN401 - ASGI
    """Give the sender's certificate in PEM from a request's scope, if there is one."""
    tls = (scope.get("extensions") or {}).get("tls") or {}
    chain = tls.get("client_cert_chain") or ()
    return chain[0].encode() if chain else None


def peer_of(scope: Any) -> Peer:  # noqa: ANN401 - ASGI
    """Tell who sent a request."""
    client = scope.get("client")
    return Peer(peer_certificate(scope), client[0] if client else "")


def _chain(transport: asyncio.Transport) -> list[str]:
    tls = transport.get_extra_info("ssl_object")
    shown = tls.getpeercert(binary_form=True) if tls is not None else None
    return [ssl.DER_cert_to_PEM_cert(shown)] if shown else []

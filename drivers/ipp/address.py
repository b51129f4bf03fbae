"""Where a printer or a print queue listens: on the network or on a local socket."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from kiosk.domain.fault import InvalidValue

__all__ = ["IppAddress", "socket_uri"]

_IPP_PORT = 631
_PORTS = {"ipp": _IPP_PORT, "ipps": _IPP_PORT, "http": 80, "https": 443}
_LOCAL = "ipp+unix"


@dataclass(frozen=True, slots=True)
class IppAddress:
    """Where a printer listens.

    Attributes:
        target: What requests call the printer (their ``printer-uri``).
        socket_path: Path of a local socket that takes the place of the network,
            else empty.

    Raises:
        InvalidValue: not an ipp, ipps, http or https address with a host.
    """

    uri: str
    host: str
    port: int
    path: str
    is_secret: bool
    target: str = ""
    socket_path: str = ""

    @classmethod
    def parse(cls, uri: str) -> IppAddress:
        """Read an address such as ``ipp://192.0.2.7/ipp/print``.

        ``ipp+unix://%2Frun%2Fcups%2Fcups.sock/printers/hall`` names a queue of
        the scheduler behind a local socket, whose path is the quoted host.
        """
        bare = uri.partition("#")[0]
        try:
            parts = urlsplit(bare)
            if parts.scheme == _LOCAL:
                return _local(bare, unquote(parts.netloc), parts.path)
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise InvalidValue(field="printer-uri", reason="scheme or port") from None
        if not parts.hostname:
            raise InvalidValue(field="printer-uri", reason="host")
        is_secret = parts.scheme in ("ipps", "https")
        return cls(bare, parts.hostname, port, parts.path or "/", is_secret, bare)


def socket_uri(socket_path: str, queue: str) -> str:
    """Write the address of a queue behind a scheduler's local socket."""
    return f"{_LOCAL}://{quote(socket_path, safe='')}/printers/{quote(queue)}"


def _local(uri: str, socket_path: str, path: str) -> IppAddress:
    if not socket_path.startswith("/") or not path:
        raise InvalidValue(field="printer-uri", reason="socket path")
    target = f"ipp://localhost{path}"
    return IppAddress(
        uri,
        "localhost",
        _IPP_PORT,
        path,
        is_secret=False,
        target=target,
        socket_path=socket_path,
    )

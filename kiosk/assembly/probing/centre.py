"""Probes of the way to the centre, step by step, and of what is found there."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509

from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.domain.fault import DeviceLost
from kiosk.part_settings import CentreSettings
from kiosk.settings import TerminalSettings

__all__ = ["centre", "clock", "identity", "network", "throughput"]

_CONNECT_SECONDS = 3.0
_HTTPS = 443
_SLOW_SECONDS = 1.0
_MOST_SKEW_SECONDS = 60.0
_SOON = timedelta(days=14)
_OK, _SERVER_ERROR = 200, 500
_FILL_BYTES = 256 << 10
_REFUSED = (401, 403)


class Stopped(Exception):
    """The way ends here; carries what to tell."""

    def __init__(self, cause: str, detail: str = "") -> None:
        """Keep cause and detail."""
        super().__init__(cause)
        self.finding = Finding(ProbeState.FAILED, cause, detail)


@dataclass(frozen=True, slots=True)
class _Health:
    """The centre's sign of life."""

    status: int
    now: datetime | None
    seconds: float


def network(settings: TerminalSettings) -> Finding:
    """Resolve the centre's name and open a connection."""
    try:
        with _connected(settings.centre) as (_, seconds):
            return Finding(ProbeState.OK, detail=f"{seconds * 1000:.0f} ms")
    except Stopped as stopped:
        return stopped.finding


def identity(settings: TerminalSettings) -> Finding:
    """Look at this terminal's own certificate: there, fitting, and in its time."""
    try:
        certificate = x509.load_pem_x509_certificate(
            settings.centre.certificate.read_bytes()
        )
        _context(settings.centre)
    except (OSError, ValueError) as error:
        return Finding(ProbeState.FAILED, "identity-missing", type(error).__name__)
    except Stopped as stopped:
        return stopped.finding
    left = certificate.not_valid_after_utc - datetime.now(UTC)
    if left < timedelta(0):
        return Finding(ProbeState.FAILED, "identity-expired")
    state = ProbeState.WARNING if left < _SOON else ProbeState.OK
    cause = "identity-expires-soon" if left < _SOON else ""
    return Finding(state, cause, f"{left.days} days left")


def centre(settings: TerminalSettings) -> Finding:
    """Ask the centre for a sign of life over our own identity."""
    try:
        health = _health(settings.centre)
    except Stopped as stopped:
        return stopped.finding
    if health.status in _REFUSED:
        return Finding(ProbeState.FAILED, "revoked")
    if health.status >= _SERVER_ERROR:
        return Finding(ProbeState.FAILED, "centre-error", str(health.status))
    if health.status != _OK or health.now is None:
        return Finding(ProbeState.FAILED, "centre-foreign", str(health.status))
    told = f"{health.seconds * 1000:.0f} ms"
    if health.seconds > _SLOW_SECONDS:
        return Finding(ProbeState.WARNING, "line-slow", told)
    return Finding(ProbeState.OK, detail=told)


def clock(settings: TerminalSettings) -> Finding:
    """Compare our clock with the centre's."""
    try:
        health = _health(settings.centre)
    except Stopped:
        return Finding(ProbeState.WARNING, "clock-unknown")
    if health.now is None:
        return Finding(ProbeState.WARNING, "clock-unknown")
    ours = datetime.now(UTC) - timedelta(seconds=health.seconds / 2)
    skew = (ours - health.now).total_seconds()
    told = f"{skew:+.1f} s"
    if abs(skew) > _MOST_SKEW_SECONDS:
        return Finding(ProbeState.FAILED, "clock-wrong", told)
    return Finding(ProbeState.OK, detail=told)


def throughput(settings: TerminalSettings) -> tuple[float, float]:
    """Give the seconds of a short answer, and megabits a second both ways together.

    Raises:
        DeviceLost: the way ends somewhere; fact ``reason`` is the cause.
    """
    try:
        short = _health(settings.centre).seconds
        body = json.dumps({"fill": "0" * _FILL_BYTES})
        request = f"POST /v1/line-checks HTTP/1.1\r\nContent-Length: {len(body)}\r\n"
        answer = _ask(settings.centre, request, body)
    except Stopped as stopped:
        raise DeviceLost(part="centre", reason=stopped.finding.cause) from stopped
    if answer.status != _OK:
        raise DeviceLost(part="centre", reason=f"status-{answer.status}")
    carried = 2 * len(body) * 8 / 1e6
    return short, carried / max(answer.seconds - short, 1e-3)


def _health(place: CentreSettings) -> _Health:
    return _ask(place, "GET /v1/health HTTP/1.1\r\n")


def _ask(place: CentreSettings, request: str, content: str = "") -> _Health:
    context = _context(place)
    host, _ = _address(place)
    began = time.monotonic()
    with _connected(place) as (raw, _), _secured(context, raw, host) as line:
        try:
            head = f"{request}Host: {host}\r\nConnection: close\r\n\r\n"
            line.sendall(f"{head}{content}".encode())
            answer = http.client.HTTPResponse(line)
            answer.begin()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Stopped(_cause_of(error), type(error).__name__) from error
    return _Health(answer.status, _told_time(body), time.monotonic() - began)


def _cause_of(error: Exception) -> str:
    """Tell a refused identity from a line that breaks."""
    return "revoked" if isinstance(error, ssl.SSLError) else "centre-mute"


def _told_time(body: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(body)["now"]).astimezone(UTC)
    except (ValueError, KeyError, TypeError):
        return None


def _address(place: CentreSettings) -> tuple[str, int]:
    parts = urlsplit(place.url)
    return parts.hostname or "", parts.port or _HTTPS


@contextmanager
def _connected(place: CentreSettings) -> Iterator[tuple[socket.socket, float]]:
    host, port = _address(place)
    try:
        socket.getaddrinfo(host, port)
    except OSError as error:
        raise Stopped(cause="address-unknown", detail=host) from error
    began = time.monotonic()
    try:
        raw = socket.create_connection((host, port), _CONNECT_SECONDS)
    except OSError as error:
        cause = (
            "centre-down" if isinstance(error, ConnectionRefusedError) else "line-down"
        )
        raise Stopped(cause, type(error).__name__) from error
    with raw:
        yield raw, time.monotonic() - began


def _context(place: CentreSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(place.authority))
        context.load_cert_chain(str(place.certificate), str(place.key))
    except (OSError, ssl.SSLError) as error:
        raise Stopped(cause="identity-missing", detail=type(error).__name__) from error
    return context


@contextmanager
def _secured(
    context: ssl.SSLContext, raw: socket.socket, host: str
) -> Iterator[ssl.SSLSocket]:
    try:
        line = context.wrap_socket(raw, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise Stopped(cause="centre-untrusted", detail=error.verify_message) from error
    except OSError as error:
        raise Stopped(cause="centre-mute", detail=type(error).__name__) from error
    with line:
        yield line

"""The courier: carries the terminal's questions to the centre over mutual TLS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import requests
from requests.exceptions import RequestException

from kiosk.domain.certificate import (
    CertificateKind,
    CertificateOrder,
    IssuedCertificate,
)
from kiosk.domain.deed import Deed, DeedAnswer
from kiosk.domain.eligibility import CertificationState
from kiosk.domain.fault import CentreUnreachable, InvalidValue
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire, to_wire
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus
from offline_cache.answer import fault_of, kept_short

__all__ = ["Courier"]

T = TypeVar("T")

_PROBE_SECONDS = 0.4


class Courier:
    """Implements `kiosk.ports.centre.Centre` over HTTPS with a client certificate.

    No proxies, no redirects, no certificate but the centre's own authority's;
    answers beyond 16 MB or of another shape count as no answer.

    Attributes:
        skew_seconds: Centre's clock minus ours, as of the last answer; none
            before the first.
    """

    name = "centre"

    def __init__(  # noqa: PLR0913 - an identity has this many parts
        self,
        base_url: str,
        *,
        client_certificate: Path,
        client_key: Path,
        centre_ca: Path,
        clock: Clock,
        connect_seconds: float = 2.0,
        read_seconds: float = 8.0,
    ) -> None:
        """Prepare; nothing is sent before the first question."""
        self._base = base_url.rstrip("/")
        self._limits = (connect_seconds, read_seconds)
        self._clock = clock
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cert = (str(client_certificate), str(client_key))
        self._session.verify = str(centre_ca)
        self.skew_seconds: float | None = None

    def status(self) -> DeviceStatus:
        """Ask for a sign of life, for less than half a second."""
        try:
            told = self._exchange("GET", "/v1/health", None, (0.2, _PROBE_SECONDS))
            self._note_clock(told)
        except CentreUnreachable as fault:
            return DeviceStatus(DeviceState.OFFLINE, cause=fault.key)
        except Exception as fault:  # noqa: BLE001 - a status never raises
            cause = getattr(fault, "key", "bug")
            return DeviceStatus(DeviceState.USER_ERROR, cause=str(cause))
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def portrait(self, subject: Subject) -> bytes:
        """Fetch the enrolled portrait; see `Centre.portrait`."""
        return self._bytes("portrait", "/v1/portraits", to_wire(subject))

    def certification_state(self, subject: Subject) -> CertificationState:
        """Ask for the state of life certification; see `Centre`."""
        told = self._post("/v1/certification-states", to_wire(subject))
        return _shaped(CertificationState, told)

    def draft(self, kind: CertificateKind, subject: Subject, language: str) -> bytes:
        """Fetch a preview; see `Centre.draft`."""
        wish = {"kind": str(kind), "subject": to_wire(subject), "language": language}
        return self._bytes("pdf", "/v1/certificates/drafts", wish)

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Have one copy issued; see `Centre.issue`."""
        return _shaped(
            IssuedCertificate, self._post("/v1/certificates", to_wire(order))
        )

    def send(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        """Deliver deeds; see `Centre.send`."""
        told = self._post("/v1/deeds", {"deeds": [to_wire(deed) for deed in deeds]})
        listed = told.get("answers")
        if not isinstance(listed, list):
            raise CentreUnreachable(reason="ill-formed")
        answers = [_shaped(DeedAnswer, each) for each in listed]
        if [answer.id for answer in answers] != [deed.id for deed in deeds]:
            raise CentreUnreachable(reason="ill-formed")
        return answers

    def _bytes(self, name: str, path: str, body: object) -> bytes:
        return _shaped(bytes, self._post(path, body).get(name))

    def _post(self, path: str, body: object) -> dict[str, Any]:
        return self._exchange("POST", path, body, self._limits)

    def _exchange(
        self, method: str, path: str, body: object, limits: tuple[float, float]
    ) -> dict[str, Any]:
        try:
            with self._session.request(
                method,
                self._base + path,
                json=body,
                timeout=limits,
                allow_redirects=False,
                stream=True,
            ) as response:
                text = kept_short(response)
        except (RequestException, OSError) as error:
            raise CentreUnreachable(reason=type(error).__name__) from error
        if response.status_code != requests.codes.ok:
            raise fault_of(response.status_code, response.headers, text)
        return _object(text)

    def _note_clock(self, told: dict[str, Any]) -> None:
        try:
            theirs = datetime.fromisoformat(str(told.get("now")))
            self.skew_seconds = (theirs - self._clock.now()).total_seconds()
        except (ValueError, TypeError):
            raise CentreUnreachable(reason="ill-formed") from None


def _object(text: bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError as error:
        raise CentreUnreachable(reason="ill-formed") from error
    if not isinstance(told, dict):
        raise CentreUnreachable(reason="ill-formed")
    return told


def _shaped(kind: type[T], data: object) -> T:
    try:
        return from_wire(kind, data)
    except InvalidValue as error:
        raise CentreUnreachable(reason="ill-formed") from error

"""The courier: carries the terminal's questions to the centre over mutual TLS."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import requests

from kiosk.domain.business import BusinessList, CaseOutcome, CaseWish
from kiosk.domain.certificate import (
    WHOLE,
    CertificateKind,
    CertificateOrder,
    IssuedCertificate,
    PaperScope,
)
from kiosk.domain.consultation import AskedQuestion
from kiosk.domain.deed import Deed, DeedAnswer
from kiosk.domain.eligibility import CertificationState
from kiosk.domain.enrolment import RenewalAnswer, RenewalRequest
from kiosk.domain.envelope import EnvelopePage
from kiosk.domain.fault import CentreUnreachable, Fault, InvalidValue, Revoked
from kiosk.domain.heartbeat import Heartbeat, HeartbeatAnswer, LogExcerpt
from kiosk.domain.medium_piece import MediumPiece
from kiosk.domain.portal_code import PortalCode, PortalCodeWish
from kiosk.domain.resident import Subject
from kiosk.domain.trace import current_trace
from kiosk.domain.wire import from_wire, to_wire
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus
from offline_cache.answer import fault_of
from offline_cache.line import Identity, Line
from offline_cache.origin import Origins

__all__ = ["Courier"]

T = TypeVar("T")

_LOOK_SECONDS = 0.4
_PROBE_SECONDS = 3.0
_SLACK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class _Keys:
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Questions:
    questions: tuple[AskedQuestion, ...] = field(repr=False)


class Courier:
    """Implements `Centre` and `Headquarters` over HTTPS with a client certificate.

    Talking happens on a thread of its own, because looking a name up knows no
    time limit: every question ends after `connect_seconds` + `read_seconds`
    (and half a second at most), whatever the network does. Answers of another
    shape count as no answer.

    Attributes:
        skew_seconds: Centre's clock minus ours, as of the last sign of life;
            none before the first.
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
        origins: Origins | None = None,
    ) -> None:
        """Prepare; nothing is sent before the first question."""
        self._origins = origins or Origins()
        self._line = Line(base_url, Identity(client_certificate, client_key, centre_ca))
        self._road = ThreadPoolExecutor(1, thread_name_prefix="courier")
        self._connect_seconds = connect_seconds
        self._seconds = connect_seconds + read_seconds
        self._clock = clock
        self._probe: Future[DeviceStatus] | None = None
        self.skew_seconds: float | None = None
        self._dismissal = ""

    @property
    def dismissal(self) -> str:
        """Why the centre last refused to know us; see `Headquarters`."""
        return self._dismissal

    def status(self) -> DeviceStatus:
        """Ask for a sign of life, for less than half a second.

        A centre that takes longer counts as offline; its late answer is told
        by the next call, so that a slow line is found out to be one.
        """
        is_new = self._probe is None
        probe = self._probe or self._road.submit(self._look)
        try:
            told = probe.result(_LOOK_SECONDS if is_new else 0)
        except TimeoutError:
            self._probe = probe
            cause = CentreUnreachable.key
            return DeviceStatus(DeviceState.OFFLINE, cause=cause, detail="slow")
        self._probe = None
        return told

    def close(self) -> None:
        """Hang up; a second call does nothing."""
        self._line.cut()
        self._road.shutdown(cancel_futures=True)
        self._line.close()

    def portrait(self, subject: Subject) -> bytes:
        """Fetch the enrolled portrait; see `Centre.portrait`."""
        return self._bytes("portrait", "/v1/portraits", to_wire(subject))

    def certification_state(self, subject: Subject) -> CertificationState:
        """Ask for the state of life certification; see `Centre`."""
        told = self._post("/v1/certification-states", to_wire(subject))
        return _shaped(CertificationState, told)

    def portal_code(self, wish: PortalCodeWish) -> PortalCode:
        """Have a code for the portal given; see `Centre`."""
        return _shaped(PortalCode, self._post("/v1/portal-codes", to_wire(wish)))

    def draft(
        self,
        kind: CertificateKind,
        subject: Subject,
        language: str,
        scope: PaperScope = WHOLE,
    ) -> bytes:
        """Fetch a preview; see `Centre.draft`."""
        wish = {
            "kind": str(kind),
            "subject": to_wire(subject),
            "language": language,
            "scope": to_wire(scope),
        }
        return self._bytes("pdf", "/v1/certificates/drafts", wish)

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Have one copy issued; see `Centre.issue`."""
        return _shaped(
            IssuedCertificate, self._post("/v1/certificates", to_wire(order))
        )

    def register_envelope_key(self, public_key: bytes) -> None:
        """Tell the centre our half of the lock; see `Centre`."""
        self._post("/v1/envelope-key", {"public_key": to_wire(public_key)})

    def envelopes(self, after: str, limit: int) -> EnvelopePage:
        """Fetch prepared envelopes; see `Centre.envelopes`."""
        wish = {"after": after, "limit": limit}
        return _shaped(EnvelopePage, self._post("/v1/envelopes", wish))

    def items(self) -> BusinessList:
        """Fetch the items offered here; see `Centre.items`."""
        return _read(BusinessList.read, self._ask("GET", "/v1/items", None))

    def hand_in(self, wish: CaseWish) -> CaseOutcome:
        """Hand a filled form in; see `Centre.hand_in`."""
        for page in wish.pages:
            # Named by its hash: handed in again, it is the same one.
            self._ask("POST", "/v1/attachments", page)
        try:
            told = self._ask("POST", "/v1/cases", wish.as_wire())
        except _NotTaken as refusal:
            told = refusal.told
        return _read(CaseOutcome.read, told)

    def renew_identity(self, request: bytes) -> bytes:
        """Have a younger certificate made; see `Headquarters`."""
        told = self._post("/v1/identity", to_wire(RenewalRequest(request)))
        return _shaped(RenewalAnswer, told).certificate

    def beat(self, beat: Heartbeat) -> HeartbeatAnswer:
        """Tell how we are; see `Headquarters`."""
        return _shaped(HeartbeatAnswer, self._post("/v1/heartbeats", to_wire(beat)))

    def hand_in_log(self, excerpt: LogExcerpt) -> None:
        """Hand in the end of the event log; see `Headquarters`."""
        self._post("/v1/logs", to_wire(excerpt))

    def signed_lists(self) -> dict[str, str]:
        """Fetch the newest signed lists; see `Headquarters`."""
        return _shaped(dict[str, str], self._post("/v1/lists", None))

    def library(self, have: int) -> str:
        """Fetch the library; see `Centre.library`."""
        return _shaped(str, self._post("/v1/library", {"version": have}).get("text"))

    def medium(self, digest: str, start: int) -> MediumPiece:
        """Fetch a piece of a picture or film; see `Centre.medium`."""
        told = self._post("/v1/media", {"digest": digest, "start": start})
        return _shaped(MediumPiece, told)

    def suggest(self, text: str) -> Sequence[str]:
        """Ask for likely answers; see `Centre.suggest`."""
        told = self._post("/v1/suggestions", {"text": text})
        return _shaped(_Keys, told).keys

    def questions(self, subject: Subject) -> Sequence[AskedQuestion]:
        """Fetch a person's questions; see `Centre.questions`."""
        told = self._post("/v1/questions", to_wire(subject))
        return _shaped(_Questions, told).questions

    def send(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        """Deliver deeds; see `Centre.send`."""
        body: dict[str, object] = {"deeds": [to_wire(deed) for deed in deeds]}
        spans = self._origins.of(deeds)
        if spans:
            body["traces"] = spans
        told = self._post("/v1/deeds", body)
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
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: object) -> dict[str, Any]:
        question = (method, path, body, self._seconds, current_trace())
        errand = self._road.submit(self._exchange, *question)
        try:
            return errand.result(self._seconds + _SLACK_SECONDS)
        except (TimeoutError, CancelledError):
            errand.cancel()
            raise CentreUnreachable(reason="time-out") from None

    # On the courier's thread ----------------------------------------------

    def _look(self) -> DeviceStatus:
        started = time.monotonic()
        try:
            told = self._exchange("GET", "/v1/health", None, _PROBE_SECONDS)
            self._note_clock(told, time.monotonic() - started)
        except CentreUnreachable as fault:
            reason = str(fault.facts.get("reason", ""))
            return DeviceStatus(DeviceState.OFFLINE, cause=fault.key, detail=reason)
        except Fault as fault:
            return DeviceStatus(DeviceState.USER_ERROR, cause=fault.key)
        except Exception as bug:  # noqa: BLE001 - a status never raises
            kind = type(bug).__name__
            return DeviceStatus(DeviceState.USER_ERROR, cause="bug", detail=kind)
        return DeviceStatus(DeviceState.ONLINE)

    def _exchange(
        self, method: str, path: str, body: object, seconds: float, span: str = ""
    ) -> dict[str, Any]:
        answer = self._line.ask(
            method,
            path,
            body,
            seconds=seconds,
            connect_seconds=self._connect_seconds,
            headers={"traceparent": span} if span else None,
        )
        if answer.status == requests.codes.unprocessable:
            _check_troubles(answer.text)
        if answer.status != requests.codes.ok:
            fault = fault_of(answer.status, answer.headers, answer.text)
            if isinstance(fault, Revoked):
                self._dismissal = str(fault.facts["reason"])
            raise fault
        self._dismissal = ""
        return _object(answer.text)

    def _note_clock(self, told: dict[str, Any], round_trip: float) -> None:
        """Compare clocks, taking the answer to be half the round trip old."""
        try:
            theirs = datetime.fromisoformat(str(told.get("now")))
            ours = self._clock.now() - timedelta(seconds=round_trip / 2)
            self.skew_seconds = (theirs - ours).total_seconds()
        except (ValueError, TypeError):
            raise CentreUnreachable(reason="ill-formed") from None


class _NotTaken(Exception):
    """A form or rule does not hold; every trouble is told."""

    def __init__(self, told: dict[str, Any]) -> None:
        """Keep the answer."""
        super().__init__()
        self.told = told


def _check_troubles(text: bytes) -> None:
    """Tell a refusal that names its fields from one that does not."""
    told = _object(text)
    if isinstance(told.get("troubles"), list):
        raise _NotTaken(told)


def _read(read: Callable[[dict[str, Any]], T], told: dict[str, Any]) -> T:
    try:
        return read(told)
    except InvalidValue as error:
        raise CentreUnreachable(reason="ill-formed") from error


def _object(text: bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CentreUnreachable(reason="ill-formed") from error
    if not isinstance(told, dict):
        raise CentreUnreachable(reason="ill-formed")
    return told


def _shaped(kind: type[T], data: object) -> T:
    try:
        return from_wire(kind, data)
    except InvalidValue as error:
        raise CentreUnreachable(reason="ill-formed") from error

"""Whatever a server says and however slowly: a typed fault, in time."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.clock import SystemClock
from kiosk.domain.fault import (
    CentreFault,
    CentreRefused,
    CentreUnreachable,
    NoRecord,
    Revoked,
)
from kiosk.domain.resident import Subject
from kiosk.ports.device import DeviceState
from offline_cache.answer import fault_of
from offline_cache.courier import Courier
from tests.contracts.centre_rig import courier_for
from tests.faults.odd_server import (
    OddServer,
    Saying,
    drip,
    found,
    make_identities,
    say,
    told,
)
from tests.promptness import PROMPT_SECONDS
from tests.unit.offline_cache.invented import deed, number

PATIENCE_SECONDS = 0.8
SUBJECT = Subject(number(1), "某一")
HEALTH = json.dumps({"now": SystemClock().now().isoformat()}).encode()
PORTRAIT = b'{"portrait": "aGFsbG8="}'
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("odd")
    make_identities(directory)
    return directory


@contextmanager
def asking(
    home: Path, saying: Saying, patience: float = PATIENCE_SECONDS
) -> Iterator[tuple[Courier, OddServer]]:
    with OddServer(home, saying) as server:
        identity = home / "hall-1"
        courier = courier_for(identity, server.port, patience=patience)
        try:
            yield courier, server
        finally:
            courier.close()


ILL_FORMED: dict[str, bytes] = {
    "no JSON": told(b"<html>welcome to our WLAN</html>"),
    "nothing": told(b""),
    "list": told(b"[]"),
    "another key": told(b'{"picture": ""}'),
    "no text": told(b'{"portrait": 5}'),
    "no base 64": told(b'{"portrait": "@@@"}'),
    "not UTF-8": told(b'{"portrait": "\xff"}'),
    "abyss": told(b"[" * 200_000),
    "long number": told(b'{"portrait": ' + b"9" * 100_000 + b"}"),
    "compressed": told(gzip.compress(PORTRAIT), "200 OK", "Content-Encoding: gzip"),
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "endless head": b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 5_000,
    "wide head": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    "bad chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "redirect": told(b"{}", "302 Found", "Location: https://127.0.0.1:1/"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "wrong place": told(b'{"reason": "no-such-path"}', "404 Not Found"),
    "plain 404": told(b"not here", "404 Not Found"),
    "bug": told(b'{"reason": "bug"}', "500 Internal Server Error"),
    "teapot above": told(b"{}", "599 What"),
}


@pytest.mark.parametrize("answer", ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed_answers_are_none(home: Path, answer: bytes) -> None:
    with (
        asking(home, say(answer)) as (courier, _),
        pytest.raises(CentreUnreachable) as raised,
    ):
        courier.portrait(SUBJECT)
    assert raised.value.facts["reason"]


UNENDING: dict[str, Saying] = {
    "silent": say(b""),
    "half a head": say(b"HTTP/1.1 20"),
    "half a body": say(HALF + b'{"portrait"'),
    "dripping head": drip(b"HTTP/1.1 200 OK\r\n", b"X"),
    "dripping lines": drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "dripping body": drip(HALF, b" "),
    "dripping chunks": drip(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"
    ),
    "continue for ever": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("saying", UNENDING.values(), ids=UNENDING)
def test_unending_answers_end_in_time(home: Path, saying: Saying) -> None:
    with asking(home, saying) as (courier, server):
        started = time.monotonic()
        with pytest.raises(CentreUnreachable):
            courier.portrait(SUBJECT)
        assert time.monotonic() - started < PATIENCE_SECONDS + PROMPT_SECONDS
        server.saying = found(PORTRAIT)
        assert courier.portrait(SUBJECT) == b"hallo"
        server.saying = saying
        started = time.monotonic()
        assert courier.status().state is DeviceState.OFFLINE
        assert time.monotonic() - started < PROMPT_SECONDS


def test_answer_longer_than_any_true_one_is_cut_off(home: Path) -> None:
    def flood(line: socket.socket, over: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        while not over.is_set():
            line.sendall(b" " * 1_000_000)

    with asking(home, flood, patience=20.0) as (courier, _):
        with pytest.raises(CentreUnreachable) as raised:
            courier.portrait(SUBJECT)
        assert raised.value.facts["reason"] == "too-long"


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [{"id": "other", "outcome": "accepted", "reason": ""}],
        [{"id": deed(1).id, "outcome": "perhaps", "reason": ""}],
        [{"id": deed(1).id, "outcome": "accepted", "reason": ""}] * 2,
        "all right",
    ],
)
def test_answers_to_other_deeds_are_none(home: Path, answers: object) -> None:
    body = json.dumps({"answers": answers}).encode()
    with (
        asking(home, found(body)) as (courier, _),
        pytest.raises(CentreUnreachable),
    ):
        courier.send([deed(1)])


@pytest.mark.parametrize(
    ("status", "reason", "fault"),
    [
        (401, "revoked", Revoked(reason="revoked")),
        (403, "revoked", Revoked(reason="revoked")),
        (404, "no-record", NoRecord()),
        (404, "no-such-copy", CentreRefused(reason="no-such-copy")),
        (409, "id-reused", CentreRefused(reason="id-reused")),
        (413, "too-large", CentreRefused(reason="too-large")),
        (422, "invalid", CentreRefused(reason="invalid")),
        (422, "王秀兰", CentreRefused(reason="http-422")),
    ],
)
def test_refusals_have_four_classes(
    home: Path, status: int, reason: str, fault: CentreFault
) -> None:
    body = json.dumps({"reason": reason}).encode()
    with asking(home, say(told(body, f"{status} X"))) as (courier, _):
        with pytest.raises(CentreFault) as raised:
            courier.portrait(SUBJECT)
        assert raised.value == fault


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("99999999", 3600), ("soon", 0), ("-3", 0), ("²", 0)],
)
def test_retry_after_is_heard(status: int, header: str, seconds: int) -> None:
    fault = fault_of(status, {"Retry-After": header}, b"{}")
    assert isinstance(fault, CentreUnreachable)
    assert fault.facts["retry_after_seconds"] == seconds


@given(status=st.integers(100, 999), text=st.binary(max_size=60))
def test_every_answer_has_a_class(status: int, text: bytes) -> None:
    fault = fault_of(status, {}, text)
    assert isinstance(fault, CentreFault)
    assert all(str(fact).isascii() for fact in fault.facts.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(body=st.binary(max_size=200))
def test_any_bytes_are_answered_by_a_fault(body: bytes, any_answer: AnyAnswer) -> None:
    any_answer.say(body)
    with pytest.raises(CentreFault):
        any_answer.courier.certification_state(SUBJECT)


class AnyAnswer:
    """A courier before a server whose next words can be chosen."""

    def __init__(self, courier: Courier, server: OddServer) -> None:
        self.courier = courier
        self._server = server

    def say(self, body: bytes) -> None:
        self._server.saying = found(body)


@pytest.fixture
def any_answer(home: Path) -> Iterator[AnyAnswer]:
    with asking(home, say(b"")) as (courier, server):
        yield AnyAnswer(courier, server)


def test_status_tells_the_clocks_difference(home: Path) -> None:
    ahead = SystemClock().now() + timedelta(hours=1)
    body = json.dumps({"now": ahead.isoformat()}).encode()
    with asking(home, found(body)) as (courier, _):
        assert courier.skew_seconds is None
        assert courier.status().is_usable
        assert courier.skew_seconds == pytest.approx(3600, abs=5)


@pytest.mark.parametrize("now", ["", "yesterday", "2026-11-23T09:00:00", None, 5])
def test_sign_of_life_without_a_time_is_none(home: Path, now: object) -> None:
    body = json.dumps({"now": now}).encode()
    with asking(home, found(body)) as (courier, _):
        assert courier.status().state is DeviceState.OFFLINE
        assert courier.skew_seconds is None


def test_late_sign_of_life_is_told_by_the_next_status(home: Path) -> None:
    go = threading.Event()

    def late(line: socket.socket, _: threading.Event) -> None:
        go.wait(5)
        line.sendall(told(HEALTH))

    with asking(home, late) as (courier, _):
        assert courier.status().detail == "slow"
        go.set()
        limit = time.monotonic() + 3
        while not courier.status().is_usable:
            assert time.monotonic() < limit

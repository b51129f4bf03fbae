"""Lines that break, black holes and wrong identities: typed faults, one retry."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from backend.access.identity import MachineAuthority
from kiosk.clock import SystemClock
from kiosk.domain.fault import CentreUnreachable
from kiosk.domain.resident import Subject
from kiosk.ports.device import DeviceState
from offline_cache.courier import Courier
from tests.contracts.centre_rig import courier_for
from tests.faults.odd_server import OddServer, Saying, found, make_identities, told
from tests.promptness import PROMPT_SECONDS
from tests.unit.offline_cache.invented import number

SUBJECT = Subject(number(1), "某一")
GOOD = b'{"portrait": "aGFsbG8="}'
HEALTH = json.dumps({"now": "2026-11-23T09:00:00+08:00"}).encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("line")
    make_identities(directory)
    return directory


@contextmanager
def courier_to(identity: Path, port: int) -> Iterator[Courier]:
    courier = courier_for(identity, port, patience=1.2)
    try:
        yield courier
    finally:
        courier.close()


def test_line_is_kept_between_questions(home: Path) -> None:
    with (
        OddServer(home, found(GOOD)) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        assert [courier.portrait(SUBJECT) for _ in range(5)] == [b"hallo"] * 5
        assert (server.connections, server.requests) == (1, 5)


def test_line_that_was_left_stale_is_opened_anew_once(home: Path) -> None:
    """A server that went away at the very moment of asking costs no answer."""
    with (
        OddServer(home, found(GOOD)) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        courier.portrait(SUBJECT)
        server.saying = hang_up_once(server)
        assert courier.portrait(SUBJECT) == b"hallo"
        assert (server.connections, server.requests) == (2, 3)


def hang_up_once(server: OddServer) -> Saying:
    def speak(line: socket.socket, _: threading.Event) -> None:
        server.saying = found(GOOD)
        line.shutdown(socket.SHUT_RDWR)

    return speak


def test_server_that_always_hangs_up_is_tried_twice_at_most(home: Path) -> None:
    def hang_up(line: socket.socket, _: threading.Event) -> None:
        line.shutdown(socket.SHUT_RDWR)

    with (
        OddServer(home, hang_up) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        with pytest.raises(CentreUnreachable):
            courier.portrait(SUBJECT)
        assert server.requests == 1
        server.saying = found(GOOD)
        courier.portrait(SUBJECT)
        server.saying = hang_up
        with pytest.raises(CentreUnreachable):
            courier.portrait(SUBJECT)
        assert server.requests == 4


def test_time_out_is_not_tried_again(home: Path) -> None:
    with (
        OddServer(home, found(GOOD)) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        courier.portrait(SUBJECT)
        server.saying = lambda _, over: (over.wait(5), None)[1]
        with pytest.raises(CentreUnreachable) as raised:
            courier.portrait(SUBJECT)
        assert raised.value.facts["reason"] == "time-out"
        assert server.requests == 2


@contextmanager
def black_hole() -> Iterator[int]:
    """Give a port whose backlog is full: connecting neither works nor fails."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        try:
            for each in crowd:
                each.settimeout(0)
                with suppress(BlockingIOError):
                    each.connect(address)
            yield address[1]
        finally:
            for each in crowd:
                each.close()


def test_black_hole_costs_half_a_second_at_most(home: Path) -> None:
    with black_hole() as port, courier_to(home / "hall-1", port) as courier:
        for _ in range(3):
            started = time.monotonic()
            assert courier.status().state is DeviceState.OFFLINE
            assert time.monotonic() - started < PROMPT_SECONDS
        started = time.monotonic()
        with pytest.raises(CentreUnreachable) as raised:
            courier.portrait(SUBJECT)
        assert time.monotonic() - started < PROMPT_SECONDS
        assert raised.value.facts["reason"] == "time-out"


def test_nobody_there_is_known_at_once(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with courier_to(home / "hall-1", port) as courier:
        status = courier.status()
        assert (status.state, status.detail) == (DeviceState.OFFLINE, "line")


def test_name_that_nobody_knows_is_no_answer(home: Path) -> None:
    identity = home / "hall-1"
    courier = Courier(
        "https://centre.invalid:8443",
        client_certificate=identity / "certificate.pem",
        client_key=identity / "key.pem",
        centre_ca=identity / "authority.pem",
        clock=SystemClock(),
        connect_seconds=0.3,
        read_seconds=0.5,
    )
    started = time.monotonic()
    assert courier.status().state is DeviceState.OFFLINE
    assert time.monotonic() - started < PROMPT_SECONDS
    with pytest.raises(CentreUnreachable):
        courier.portrait(SUBJECT)
    courier.close()


def test_server_that_speaks_no_tls_is_refused(home: Path) -> None:
    """A hotel's welcome page, for one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            line, _ = listener.accept()
            with line:
                line.sendall(told(GOOD))

        thread = threading.Thread(target=greet)
        thread.start()
        with courier_to(home / "hall-1", listener.getsockname()[1]) as courier:
            with pytest.raises(CentreUnreachable) as raised:
                courier.portrait(SUBJECT)
            assert raised.value.facts["reason"] == "tls"
        thread.join()


def test_server_of_another_authority_is_refused(home: Path, tmp_path: Path) -> None:
    make_identities(tmp_path)
    with (
        OddServer(tmp_path, found(GOOD)) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        with pytest.raises(CentreUnreachable) as raised:
            courier.portrait(SUBJECT)
        assert (raised.value.facts["reason"], server.requests) == ("tls", 0)


def test_server_of_another_name_is_refused(home: Path, tmp_path: Path) -> None:
    authority = MachineAuthority.load(home / "machines")
    authority.server(["centre.example"]).write(tmp_path / "server")
    context = _server_context(tmp_path / "server")
    with (
        OddServer(home, found(GOOD), context) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        with pytest.raises(CentreUnreachable) as raised:
            courier.portrait(SUBJECT)
        assert (raised.value.facts["reason"], server.requests) == ("tls", 0)


def test_terminal_of_another_authority_is_refused(home: Path, tmp_path: Path) -> None:
    foreign = make_identities(tmp_path)
    own_authority = (home / "hall-1" / "authority.pem").read_bytes()
    (foreign / "authority.pem").write_bytes(own_authority)
    with (
        OddServer(home, found(GOOD)) as server,
        courier_to(foreign, server.port) as courier,
    ):
        with pytest.raises(CentreUnreachable):
            courier.portrait(SUBJECT)
        assert server.requests == 0


def test_missing_identity_is_no_answer(home: Path, tmp_path: Path) -> None:
    with (
        OddServer(home, found(GOOD)) as server,
        courier_to(tmp_path / "nothing", server.port) as courier,
    ):
        assert courier.status().state is DeviceState.OFFLINE
        with pytest.raises(CentreUnreachable):
            courier.portrait(SUBJECT)


def test_old_tls_is_refused(home: Path) -> None:
    context = _server_context(home / "server")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with (
        OddServer(home, found(GOOD), context) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        with pytest.raises(CentreUnreachable) as raised:
            courier.portrait(SUBJECT)
        assert (raised.value.facts["reason"], server.requests) == ("tls", 0)


def _server_context(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


def test_environment_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(home / "nothing.pem"))
    with (
        OddServer(home, found(GOOD)) as server,
        courier_to(home / "hall-1", server.port) as courier,
    ):
        assert courier.portrait(SUBJECT) == b"hallo"


def test_closing_ends_an_exchange_under_way(home: Path) -> None:
    with OddServer(home, lambda _, over: (over.wait(9), None)[1]) as server:
        courier = courier_for(home / "hall-1", server.port, patience=8.0)
        assert courier.status().detail == "slow"
        started = time.monotonic()
        courier.close()
        assert time.monotonic() - started < PROMPT_SECONDS
        names = {thread.name for thread in threading.enumerate()}
        assert not any(name.startswith("courier") for name in names)

"""Who the centre lets in: only living identities of its own making."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import requests

from backend.access.identity import MachineAuthority
from tests.unit.backend.running_centre import (
    RunningCentre,
    command,
    make_centre,
    wire_subject,
)

pytestmark = pytest.mark.xdist_group("centre")

# TLS 1.3 tells a refused client only when it first reads.
REFUSED = (requests.exceptions.SSLError, requests.exceptions.ConnectionError)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    running = RunningCentre(make_centre(tmp_path_factory.mktemp("access") / "home"))
    yield running
    assert running.stop() == 0
    assert (running.home / "stderr.txt").read_text() == ""


def health(centre: RunningCentre, identity: str | None) -> requests.Response:
    with centre.session(identity) as session:
        return session.get(centre.url + "/v1/health", timeout=10)


def test_who_is_gone_in_the_middle_of_a_question_is_no_bug(
    centre: RunningCentre,
) -> None:
    """The centre's last words are looked at when all tests here are through."""
    identity = centre.home / "hall-1"
    context = ssl.create_default_context(cafile=str(identity / "authority.pem"))
    context.load_cert_chain(identity / "certificate.pem", identity / "key.pem")
    port = int(centre.url.rsplit(":", 1)[1])
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
    ):
        line.sendall(b"POST /v1/deeds HTTP/1.1\r\nHost: centre\r\n")
        line.sendall(b"Content-Length: 4000\r\n\r\n{")
    assert health(centre, "hall-1").status_code == 200


def test_without_a_certificate_nobody_gets_through(centre: RunningCentre) -> None:
    with pytest.raises(REFUSED):
        health(centre, None)


def test_certificate_of_another_authority_is_refused(
    centre: RunningCentre, tmp_path: Path
) -> None:
    foreign = MachineAuthority.create(tmp_path / "authority")
    foreign.terminal("hall-1").write(centre.home / "foreign")
    with pytest.raises(REFUSED):
        health(centre, "foreign")


def test_server_identity_is_none_for_a_terminal(centre: RunningCentre) -> None:
    with pytest.raises(REFUSED):
        health(centre, "server")


def test_certificate_that_was_never_enrolled_is_unknown(centre: RunningCentre) -> None:
    authority = MachineAuthority.load(centre.home / "machines")
    authority.terminal("hall-1").write(centre.home / "stray")
    answer = health(centre, "stray")
    assert (answer.status_code, answer.json()) == (403, {"reason": "unknown"})


def test_revoked_terminal_is_shut_out_on_its_open_line(centre: RunningCentre) -> None:
    out = centre.home / "hall-2"
    command("enrol-terminal", centre.home, "--name=hall-2", f"--out={out}")
    with centre.session("hall-2") as session:
        url = centre.url + "/v1/health"
        assert session.get(url, timeout=10).status_code == 200
        command("revoke-terminal", centre.home, "--name=hall-2")
        answer = session.get(url, timeout=10)
    assert (answer.status_code, answer.json()) == (403, {"reason": "revoked"})


def test_enrolling_again_ends_the_old_identity(centre: RunningCentre) -> None:
    for folder in ("hall-3-old", "hall-3"):
        out = centre.home / folder
        command("enrol-terminal", centre.home, "--name=hall-3", f"--out={out}")
    assert health(centre, "hall-3-old").status_code == 403
    assert health(centre, "hall-3").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "X-Client-Cert",
        "X-SSL-Client-Cert",
        "X-SSL-Client-S-DN",
        "X-Forwarded-Client-Cert",
        "Forwarded",
    ],
)
def test_header_cannot_claim_an_identity(centre: RunningCentre, header: str) -> None:
    """A line without a right of its own stays without, whatever it writes."""
    enrolled = (centre.home / "hall-1" / "certificate.pem").read_text()
    claim = enrolled.replace("\n", "%0A") if header != "Forwarded" else "for=hall-1"
    authority = MachineAuthority.load(centre.home / "machines")
    authority.terminal("hall-1").write(centre.home / "stray")
    with centre.session("stray") as session:
        answer = session.post(
            centre.url + "/v1/portraits",
            json=wire_subject("employee"),
            headers={header: claim},
            timeout=10,
        )
    assert answer.status_code == 403


def test_log_names_the_terminal_of_the_line(centre: RunningCentre) -> None:
    assert health(centre, "hall-1").status_code == 200
    answered = [line for line in centre.log() if line["event"] == "request-answered"]
    assert answered[-1]["terminal"] == "hall-1"
    assert answered[-1]["operation"] == "health"


@pytest.mark.parametrize(
    ("name", "is_known"),
    [("localhost", True), ("127.0.0.1", True), ("centre.example", False)],
)
def test_server_is_known_by_its_names_only(
    centre: RunningCentre, name: str, *, is_known: bool
) -> None:
    context = ssl.create_default_context(cafile=centre.home / "hall-1/authority.pem")
    port = int(centre.url.rsplit(":", 1)[1])
    expected = nullcontext() if is_known else pytest.raises(ssl.SSLError, match=name)
    with socket.create_connection(("127.0.0.1", port), 10) as line, expected:
        context.wrap_socket(line, server_hostname=name).close()

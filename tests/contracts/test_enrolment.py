"""A terminal makes its own key; a code names it, its line renews it, a word ends it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from typing import Self

import pytest
from cryptography import x509
from sqlalchemy import delete

from backend.__main__ import main as centre
from backend.fleet.assignment import Assigned, assigned_to
from backend.home import Home
from backend.installation import open_database
from backend.store.fleet import TerminalIdentity
from kiosk.__main__ import main as kiosk
from kiosk.assembly.cabinet import Cabinet, open_cabinet
from kiosk.assembly.dismissal import DISMISSED, STORE_FILE, key_box_of
from kiosk.assembly.enrolling import enrol_terminal
from kiosk.clock import SystemClock
from kiosk.domain.enrolment import AuthorityAnswer, EnrolmentCode
from kiosk.domain.fault import CentreRefused, CentreUnreachable, StoreSealed
from kiosk.domain.wire import to_wire
from kiosk.logs import EventLog
from kiosk.part_settings import CentreSettings, PrinterSettings
from kiosk.settings import TerminalSettings
from offline_cache.identity import IdentityFiles, IdentityKeeper
from tests.contracts.centre_rig import courier_for
from tests.unit.backend.running_centre import RunningCentre, command, make_centre
from tests.unit.offline_cache.invented import deed

TURNS = 200


@dataclass
class Office:
    """A centre that lets new terminals in."""

    running: RunningCentre
    door: str

    @property
    def port(self) -> int:
        return int(self.running.url.rsplit(":", 1)[1])

    def code(self, name: str, capsys: pytest.CaptureFixture[str]) -> str:
        capsys.readouterr()
        command("enrolment-code", self.running.home, f"--name={name}")
        return capsys.readouterr().out.strip()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = make_centre(tmp_path_factory.mktemp("office") / "home")
    file = home / "enrolment.port"
    options = ("--enrolment-port=0", f"--enrolment-port-file={file}")
    running = RunningCentre(home, *options)
    if not file.exists():
        running.await_line("enrolment ready on https://127.0.0.1:")
    yield Office(running, f"https://127.0.0.1:{int(file.read_text())}")
    running.stop()


def test_a_code_makes_a_terminal_known(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = office.code("hall-7", capsys).lower().replace("0", "o")
    told = [f"--centre={office.door}", f"--code={typed}", f"--out={tmp_path}"]
    assert kiosk(["enrol", *told]) == 0
    assert "enrolled as hall-7" in capsys.readouterr().out
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
    with closing(courier_for(tmp_path, office.port)) as courier:
        assert courier.status().is_usable
    assert (tmp_path / "trust").is_dir()


def test_the_key_stays_and_the_certificate_is_short_lived(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_terminal(office.door, office.code("hall-8", capsys), tmp_path)
    key = (tmp_path / "key.pem").read_bytes()
    for file in office.running.home.rglob("*"):
        assert not file.is_file() or key not in file.read_bytes()
    certificate = x509.load_pem_x509_certificate(
        (tmp_path / "certificate.pem").read_bytes()
    )
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert life < timedelta(days=46)


def test_a_code_counts_once_but_a_lost_answer_may_be_asked_for_again(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = office.code("hall-9", capsys)
    enrol_terminal(office.door, code, tmp_path / "one")
    enrol_terminal(office.door, code, tmp_path / "one")
    with pytest.raises(CentreRefused) as refused:
        enrol_terminal(office.door, code, tmp_path / "two")
    assert refused.value.facts["reason"] == "code-used"
    with closing(courier_for(tmp_path / "one", office.port)) as courier:
        assert courier.status().is_usable


def test_a_code_nobody_gave_out_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CentreRefused) as refused:
        enrol_terminal(office.door, EnrolmentCode.draw().grouped, tmp_path)
    assert refused.value.facts["reason"] == "code-unknown"


def test_a_newer_code_voids_the_one_before(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (office.code("hall-10", capsys) for _ in range(2))
    with pytest.raises(CentreRefused):
        enrol_terminal(office.door, first, tmp_path)
    assert enrol_terminal(office.door, second, tmp_path) == "hall-10"


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 20, "0" * 21])
def test_what_is_no_code_is_not_even_sent(
    typed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--centre=https://127.0.0.1:9", f"--code={typed}", f"--out={tmp_path}"]
    assert kiosk(["enrol", *told]) == 2
    assert "not-a-code" in capsys.readouterr().err


def test_an_impostor_learns_nothing(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody on the line answers with an authority of his own."""
    code = office.code("hall-11", capsys)
    with Impostor(office.running.home) as impostor:
        with pytest.raises(CentreUnreachable) as found:
            enrol_terminal(impostor.address, code, tmp_path)
        assert found.value.facts["reason"] == "impostor"
        assert all(code.replace("-", "") not in heard for heard in impostor.heard)


def test_the_certificate_is_renewed_long_before_it_ends(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_terminal(office.door, office.code("hall-12", capsys), tmp_path)
    files = IdentityFiles(tmp_path / "key.pem", tmp_path / "certificate.pem")
    young = files.certificate.read_bytes()
    with closing(courier_for(tmp_path, office.port)) as courier:
        clock = DaysLater(0)
        keeper = IdentityKeeper(files, "hall-12", courier, clock)
        keeper.step()
        assert files.certificate.read_bytes() == young
        later = IdentityKeeper(files, "hall-12", courier, DaysLater(16))
        later.step()
    assert files.certificate.read_bytes() != young
    with closing(courier_for(tmp_path, office.port)) as courier:
        assert courier.status().is_usable


def test_a_code_may_bring_a_profile_and_a_ring_with_it(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    given = ("--name=hall-21", "--profile=unattended", "--ring=trial")
    command("enrolment-code", office.running.home, *given)
    enrol_terminal(office.door, capsys.readouterr().out.strip(), tmp_path)
    pem = (tmp_path / "certificate.pem").read_bytes()
    told = x509.load_pem_x509_certificate(pem)
    assert (told.not_valid_after_utc - told.not_valid_before_utc).days == 30
    database = open_database(Home(office.running.home))
    with closing(database), database.reading() as session:
        assert assigned_to(session, "hall-21") == Assigned("unattended", "trial")


def test_nobody_gets_another_terminals_name(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line's own certificate says who asks, whatever the request claims."""
    enrol_terminal(office.door, office.code("hall-13", capsys), tmp_path)
    files = IdentityFiles(tmp_path / "key.pem", tmp_path / "certificate.pem")
    with closing(courier_for(tmp_path, office.port)) as courier:
        told = courier.renew_identity(files.request("hall-1"))
    assert "CN=hall-13" in x509.load_pem_x509_certificate(told).subject.rfc4514_string()


def test_a_revoked_terminal_seals_its_store_and_a_new_code_opens_it(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = tmp_path / "identity"
    enrol_terminal(office.door, office.code("hall-14", capsys), identity)
    settings = settings_for(office, "hall-14", tmp_path)
    with closing(opened(settings)) as cabinet:
        office_revokes = ["revoke-terminal", f"--home={office.running.home}"]
        cabinet.store.outbox.append(deed(1))
        assert centre([*office_revokes, "--name=hall-14"]) == 0
        run_until_dismissed(cabinet)
        assert cabinet.statuses() == (DISMISSED,) * 3
    kept = (settings.state_directory / STORE_FILE).read_bytes()
    with pytest.raises(StoreSealed):
        opened(settings)
    assert (settings.state_directory / STORE_FILE).read_bytes() == kept
    assert not (settings.state_directory / "store.key").exists()

    again = office.code("hall-14", capsys)
    enrol_terminal(office.door, again, identity, settings)
    with closing(opened(settings)) as cabinet:
        assert [each.id for each in cabinet.store.outbox.pending(9)] == [deed(1).id]
        assert cabinet.centre.status().is_usable


def test_a_sealed_store_opens_for_its_own_name_alone(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_terminal(office.door, office.code("hall-15", capsys), tmp_path / "identity")
    settings = settings_for(office, "hall-15", tmp_path)
    with closing(opened(settings)) as cabinet:
        command("revoke-terminal", office.running.home, "--name=hall-15")
        run_until_dismissed(cabinet)
    code = office.code("hall-16", capsys)
    enrol_terminal(office.door, code, tmp_path / "identity", settings)
    assert key_box_of(settings).is_sealed


def test_a_centre_that_does_not_know_us_seals_nothing(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after the centre came back from yesterday's copy."""
    enrol_terminal(office.door, office.code("hall-17", capsys), tmp_path / "identity")
    forget(office, "hall-17")
    settings = settings_for(office, "hall-17", tmp_path)
    with closing(opened(settings)) as cabinet:
        cabinet.store.outbox.append(deed(2))
        for _ in range(5):
            cabinet.tidy()
        assert not cabinet.centre.status().is_usable
        assert cabinet.dismissal.headquarters.dismissal == "unknown"
        assert cabinet.store.outbox.pending_count() == 1


class DaysLater(SystemClock):
    """The clock of a day to come."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self._days = timedelta(days=days)

    def now(self) -> datetime:
        return super().now() + self._days


class Impostor:
    """A server with a certificate of its own that echoes an authority of its own."""

    def __init__(self, home: Path) -> None:
        self.heard: list[str] = []
        heard, pem = self.heard, (home / "server" / "certificate.pem").read_text()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                heard.append(self.rfile.read(length).decode())
                self.send_response(200)
                self.end_headers()
                self.wfile.write(_echo(pem))

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = home / "server"
        context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
        line = context.wrap_socket(self._server.socket, server_side=True)
        self._server.socket = line
        self.address = f"https://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _echo(pem: str) -> bytes:
    return json.dumps(to_wire(AuthorityAnswer(pem.encode(), bytes(32)))).encode()


def settings_for(office: Office, name: str, folder: Path) -> TerminalSettings:
    identity = folder / "identity"
    return TerminalSettings(
        name=name,
        state_directory=folder / "state",
        centre=CentreSettings(
            url=f"https://127.0.0.1:{office.port}",
            certificate=identity / "certificate.pem",
            key=identity / "key.pem",
            authority=identity / "authority.pem",
            trust=identity / "trust",
        ),
        printer=PrinterSettings(uri="ipp://127.0.0.1:9/ipp/print"),
    )


def opened(settings: TerminalSettings) -> Cabinet:
    clock = SystemClock()
    return open_cabinet(settings, clock, EventLog(StringIO(), clock), lambda: "none")


def run_until_dismissed(cabinet: Cabinet) -> None:
    for _ in range(TURNS):
        if cabinet.dismissal.is_final:
            return
        cabinet.tidy()
        cabinet.centre.status()
    message = "not dismissed"
    raise AssertionError(message)


def forget(office: Office, name: str) -> None:
    """Let the centre forget a terminal, as an old copy of its database would."""
    database = open_database(Home(office.running.home))
    with database.writing() as session:
        of_it = TerminalIdentity.terminal == name
        session.execute(delete(TerminalIdentity).where(of_it))
    database.close()

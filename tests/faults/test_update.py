"""Versions from the centre: tried out, taken back, refused if forged, gone on with."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import tomli_w

from backend.clock import city_time
from backend.fleet.ticket import open_tickets
from backend.home import Home
from backend.installation import open_database
from backend.software.repository import SoftwareRepository
from kiosk.assembly.cabinet import open_cabinet
from kiosk.assembly.stations import new_id
from kiosk.assembly.upkeep import READY_FILE, Upkeep
from kiosk.cli import run as kiosk
from kiosk.clock import SystemClock
from kiosk.logs import EventLog
from kiosk.settings import load_settings
from tests.faults.tcp_proxy import TcpProxy, Way
from tests.unit.backend.running_centre import RunningCentre, command

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
SERVES = "tests.faults.version_child"
ENDS = "no.such.module"
PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    home = tmp_path_factory.mktemp("update") / "home"
    command("init", home)
    assert backend("software", "init", "--home", str(home)) == 0
    command("enrol-terminal", home, "--name=hall-1", f"--out={home / 'hall-1'}")
    running = RunningCentre(home)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def own(tmp_path: Path, centre: RunningCentre) -> Iterator[Path]:
    """The releases' folder, put back as it was: each test begins with none."""
    folder = Home(centre.home).software
    shutil.copytree(folder, tmp_path / "kept")
    yield folder
    put(folder, tmp_path / "kept")


def backend(*arguments: str) -> int:
    from backend.__main__ import main  # noqa: PLC0415 - as typed

    return main(list(arguments))


class Terminal:
    """A terminal's directories and settings, with version 1.0 in use."""

    def __init__(self, folder: Path, centre: RunningCentre, port: int = 0) -> None:
        self.folder, self.versions = folder, folder / "opt"
        self.file = folder / "terminal.toml"
        identity = folder / "identity"
        shutil.copytree(centre.home / "hall-1", identity)
        files = {n: str(identity / f"{n}.pem") for n in ("certificate", "key")}
        files |= {"authority": str(identity / "authority.pem")}
        url = f"https://127.0.0.1:{port}" if port else centre.url
        told = {
            "name": "hall-1",
            "state_directory": str(folder / "state"),
            "centre": {"url": url, "trust": str(identity / "trust"), **files},
            "printer": {"uri": "ipp://127.0.0.1:1/"},
            "software": {
                "versions": str(self.versions),
                "kilobytes_per_second": 0.0,
                "trial_seconds": 120.0,
            },
        }
        self.file.write_text(tomli_w.dumps(told))
        self.lay("1.0", SERVES)
        (self.versions / "current").symlink_to("1.0")

    def lay(self, version: str, module: str) -> None:
        program = self.versions / version / "bin" / "kiosk"
        program.parent.mkdir(parents=True)
        program.write_text(script(module))
        program.chmod(0o755)

    def type(self, *words: str) -> int:
        return kiosk(["software", *words, "--settings", str(self.file)])

    def start(self) -> subprocess.Popen[bytes]:
        """Start as the unit does: count the start, then run what is current."""
        self.look_after("start")
        program = self.versions / "current" / "bin" / "kiosk"
        return subprocess.Popen([program, "run", str(self.file)], cwd=ROOT)

    def look_after(self, verb: str = "check") -> None:
        """Run the program that decides on trials, as installed by itself."""
        trial = [sys.executable, "-I", str(ROOT / "offline_cache" / "trial.py"), verb]
        ready = self.folder / "state" / READY_FILE
        subprocess.run([*trial, str(self.versions), str(ready)], check=True)

    def supervise_until(self, version: str) -> None:
        """Start it anew whatever it ends with, until a version serves."""
        for _ in range(8):
            with self.start() as process:
                if self._serves(process, version):
                    process.terminate()
                    return
        message = f"{version} never served"
        raise AssertionError(message)

    def _serves(self, process: subprocess.Popen[bytes], version: str) -> bool:
        ready = self.folder / "state" / READY_FILE
        end = time.monotonic() + PATIENCE_SECONDS
        while process.poll() is None:
            if time.monotonic() > end:
                process.kill()
            if ready.exists() and ready.read_text() == version == self.current:
                return True
            threading.Event().wait(0.02)
        return False

    @property
    def current(self) -> str:
        return (self.versions / "current").readlink().name


def script(module: str) -> str:
    run = f'exec "{sys.executable}" -m {module} "$2"'
    return f'#!/bin/sh\ncase "$1" in --help) exit 0;; esac\n{run}\n'


def archive(path: Path, module: str, ballast: int = 0) -> Path:
    """Pack a version; ballast is what no packer makes smaller."""
    with tarfile.open(path, "w:gz") as packed:
        _add(packed, "bin/kiosk", script(module).encode(), 0o755)
        _add(packed, "share/ballast", os.urandom(ballast), 0o644)
    return path


def _add(packed: tarfile.TarFile, name: str, data: bytes, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    packed.addfile(entry, io.BytesIO(data))


def publish(centre: RunningCentre, version: str, file: Path, *more: str) -> None:
    words = ("--home", str(centre.home), "--version", version, "--file", str(file))
    assert backend("software", "publish", *words, *more) == 0


def repository(centre: RunningCentre) -> SoftwareRepository:
    return SoftwareRepository(Home(centre.home).software, city_time)


def test_a_version_that_fails_is_taken_back_and_the_centre_hears_of_it(
    tmp_path: Path, centre: RunningCentre, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, centre)
    publish(centre, "1.1", archive(tmp_path / "good.tgz", SERVES))
    assert terminal.type("update") == 0
    terminal.supervise_until("1.1")
    terminal.look_after()
    settings = load_settings(terminal.file)
    report = Upkeep(settings).report()
    assert report is not None
    assert (report.version, report.state) == ("1.1", "sound")
    publish(centre, "1.2", archive(tmp_path / "bad.tgz", ENDS))
    assert terminal.type("update") == 0
    assert terminal.current == "1.2"
    terminal.supervise_until("1.1")
    report = Upkeep(settings).report()
    assert report is not None
    assert (report.version, report.state) == ("1.2", "gone-back")
    assert report.reason == "ended-again-and-again"
    capsys.readouterr()
    # What failed here is not tried again by itself.
    assert terminal.type("update") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "nothing-newer"
    beat(terminal)
    assert "update-failed" in tickets(centre)


def beat(terminal: Terminal) -> None:
    settings, clock = load_settings(terminal.file), SystemClock()
    log = EventLog(StringIO(), clock)
    with closing(open_cabinet(settings, clock, log, new_id)) as cabinet:
        cabinet.pulse.step()


def tickets(centre: RunningCentre) -> set[str]:
    database = open_database(Home(centre.home))
    with closing(database), database.reading() as session:
        return {ticket.rule for ticket in open_tickets(session)}


def test_a_version_reaches_its_ring_and_its_share_alone(
    tmp_path: Path, centre: RunningCentre
) -> None:
    terminal = Terminal(tmp_path, centre)
    file = archive(tmp_path / "v.tgz", SERVES)
    publish(centre, "2.0", file, "--ring", "trial")
    publish(centre, "2.1", file, "--percent", "0")
    assert terminal.type("stage") == 0
    assert not (terminal.versions / "2.0").exists()
    assert not (terminal.versions / "2.1").exists()
    home = str(centre.home)
    assert backend("software", "stage", "--home", home, "--version", "2.1") == 0
    assert terminal.type("stage") == 0
    assert (terminal.versions / "2.1" / "bin" / "kiosk").is_file()
    assert terminal.current == "1.0"
    assert terminal.type("install", "2.1") == 0
    assert terminal.type("rollback") == 0
    assert terminal.current == "1.0"


def test_what_is_cut_on_the_way_is_gone_on_with(
    tmp_path: Path, centre: RunningCentre
) -> None:
    size = 3_000_000
    publish(centre, "3.0", archive(tmp_path / "big.tgz", SERVES, ballast=size))
    with TcpProxy(int(centre.url.rsplit(":", 1)[1])) as line:
        terminal = Terminal(tmp_path, centre, line.port)
        line.go(Way.OPEN, delay_seconds=0.02)
        ended = threading.Thread(target=cut_after, args=(line, terminal, 400_000))
        ended.start()
        assert terminal.type("stage") == 3
        ended.join()
        (part,) = (terminal.versions / "update" / "parts").glob("*.part")
        assert 400_000 <= part.stat().st_size < size
        line.go(Way.OPEN)
        whole = part.read_bytes()
        # What lies here is used: spoilt, it spoils the whole and is thrown away.
        part.write_bytes(b"?" + whole[1:])
        assert terminal.type("stage") == 1
        assert not part.exists()
        part.write_bytes(whole)
        assert terminal.type("stage") == 0
    assert (terminal.versions / "3.0" / "share" / "ballast").stat().st_size == size
    assert not part.exists()


def cut_after(line: TcpProxy, terminal: Terminal, size: int) -> None:
    parts = terminal.versions / "update" / "parts"
    while not any(p.stat().st_size >= size for p in parts.glob("*kiosk-3.0*")):
        threading.Event().wait(0.005)
    line.go(Way.CUT)


def test_forged_old_and_stale_lists_are_refused(
    tmp_path: Path,
    centre: RunningCentre,
    own: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal(tmp_path, centre)
    file = archive(tmp_path / "v.tgz", SERVES)
    old = tmp_path / "old"
    shutil.copytree(own, old)
    publish(centre, "4.0", file)
    assert terminal.type("stage") == 0

    def refused() -> str:
        capsys.readouterr()
        assert terminal.type("stage") == 1
        return capsys.readouterr().err.strip().rpartition(" ")[2]

    # A centre, or somebody in its place, that shows yesterday's list.
    put(own, old)
    assert refused() == "older-than-seen"
    # Signed by keys that the terminal was never told of.
    forger = SoftwareRepository(tmp_path / "forger", city_time)
    forger.create()
    for _ in range(20):
        forger._renew()  # noqa: SLF001 - a list that is newer, at least
    put(own, forger.folder)
    assert refused() == "not-signed"


def test_a_list_that_is_too_old_is_refused_and_a_changed_archive_too(
    tmp_path: Path,
    centre: RunningCentre,
    own: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal(tmp_path, centre)
    publish(centre, "5.0", archive(tmp_path / "v.tgz", SERVES))
    for target in (own / "targets").glob("*kiosk-5.0*"):
        data = bytearray(target.read_bytes())
        data[-1] ^= 1
        target.write_bytes(data)
    assert terminal.type("stage") == 1
    assert "checksum" in capsys.readouterr().err
    assert not (terminal.versions / "5.0").exists()
    past = datetime.now(UTC) - timedelta(days=30)
    SoftwareRepository(own, lambda: past)._renew()  # noqa: SLF001 - a month ago
    assert terminal.type("stage") == 1
    assert "expired" in capsys.readouterr().err
    # The running centre signs anew what is past half of its time.
    assert repository(centre).renew_if_due()
    assert not repository(centre).renew_if_due()


def put(place: Path, source: Path) -> None:
    shutil.rmtree(place)
    shutil.copytree(source, place)

"""A centre whose settings say that it seals by SM2 (GB/T 38540)."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from backend.__main__ import main
from backend.certificates.seal import seal_authority
from backend.home import Home, HomeInvalid, Settings
from kiosk.documents.authority import SealLost, create_authority
from kiosk.documents.eseal_key import read_key
from kiosk.documents.trust import Trust
from kiosk.documents.verification import verify_pdf
from kiosk.domain.certificate import IssuedCertificate
from kiosk.domain.wire import from_wire
from tests.documents.eseal_house import ESealHouse
from tests.unit.backend.running_centre import RunningCentre, command, order

_SEAL = {
    "kept": "sm2",
    "key": "sm2.key",
    "certificates": "sm2.pem",
    "eseal": "seal.esl",
}
_TOML = "\n[seal]\n" + "".join(f'{name} = "{_SEAL[name]}"\n' for name in _SEAL)


def write_seal(folder: Path) -> ESealHouse:
    """Have openssl draw the city's key, and certificate and seal made for it."""
    key, now = folder / "sm2.key", datetime.now(UTC).replace(microsecond=0)
    draw = ["openssl", "genpkey", "-algorithm", "SM2", "-out", str(key)]
    subprocess.run(draw, check=True, capture_output=True)
    house = ESealHouse.found(now, read_key(key))
    (folder / "sm2.pem").write_bytes(_pem(house.certificate) + _pem(house.root))
    (folder / "seal.esl").write_bytes(house.eseal(begins=now - timedelta(days=1)))
    return house


def _pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new centre of the centre's own commands, told to seal by SM2."""
    home = tmp_path / "home"
    command("init", home)
    write_seal(home)
    with (home / "centre.toml").open("a", encoding="utf-8") as settings:
        settings.write(_TOML)
    return home


@pytest.fixture
def centre(home: Path) -> Iterator[RunningCentre]:
    command("sample", home, "--residents=1")
    command("enrol-terminal", home, "--name=hall-1", f"--out={home / 'hall-1'}")
    running = RunningCentre(home)
    yield running
    running.stop()


def test_a_certificate_sealed_by_sm2_is_valid_where_terminals_judge(
    centre: RunningCentre,
) -> None:
    status, told = centre.post("/v1/certificates", order(str(uuid.uuid4())))
    assert status == 200
    pdf = from_wire(IssuedCertificate, told).pdf
    trust = Trust.load(centre.home / "hall-1" / "trust")
    now = datetime.now(UTC)
    assert b"GBT38540.detached" in pdf
    assert verify_pdf(pdf, trust, now).verdict == "valid"
    seal_changed = pdf.replace(b"/Contents <30", b"/Contents <31")
    assert verify_pdf(seal_changed, trust, now).verdict == "invalid"


def test_time_stamps_cannot_go_with_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (home / "centre.toml").open("a", encoding="utf-8") as settings:
        settings.write('[archive]\nstamps = "http://tsa.invalid/"\n')
    terminal = ["--name=hall-1", f"--out={home / 'hall-1'}"]
    assert main(["enrol-terminal", f"--home={home}", *terminal]) == 1
    assert "[archive]" in capsys.readouterr().err


@pytest.mark.parametrize("file", ["sm2.key", "sm2.pem", "seal.esl"])
def test_files_that_do_not_belong_together_are_refused(
    home: Path, tmp_path: Path, file: str
) -> None:
    """One file comes from another city, then it lacks."""
    other = tmp_path / "other"
    other.mkdir()
    write_seal(other)
    (home / file).write_bytes((other / file).read_bytes())
    with pytest.raises(SealLost):
        seal_authority(Home(home))
    (home / file).unlink()
    with pytest.raises(SealLost):
        seal_authority(Home(home))


def test_settings_without_a_seal_are_told(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create(Settings("成都市", seal={"kept": "sm2", "key": "sm2.key"}))
    create_authority(home.seal, "成都市")
    with pytest.raises(HomeInvalid, match="lacks certificates"):
        seal_authority(home)

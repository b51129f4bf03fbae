"""Copies that went out are made to last in the background, and tried again for ever."""

from __future__ import annotations

import io
import json
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from backend.__main__ import main
from backend.access.evidence_key import EvidenceKeys
from backend.access.staff import StaffRegister
from backend.archive.archivist import Archivist, kept_archived, lasting_file
from backend.archive.place import evidence_source
from backend.centre import Centre
from backend.certificates.issue import Issue
from backend.certificates.seal import seal_authority
from backend.clock import city_time
from backend.content.bundle import LibraryPress
from backend.content.finding import Finder
from backend.home import Home, HomeInvalid, Settings
from backend.installation import initialise, open_database, write_trust_directory
from backend.journal import Journal
from backend.lists.list_key import load_list_key
from backend.sample.city import fill
from backend.store.archive import ArchivedCopy
from backend.store.papers import Copy, CopyEvent
from backend.store.words import CopyStanding
from kiosk.documents.press import Press
from kiosk.documents.trust import Trust
from kiosk.documents.verification import verify_pdf
from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder
from kiosk.domain.staff import IdentifiedBy
from tests.documents.conftest import FONTS
from tests.documents.stamp_house import StampHouse, opened_house
from tests.unit.backend.postgresql import missing, running_postgresql
from tests.unit.backend.running_centre import subject_of

NEVER = threading.Event()


class Office:
    """A centre with the house's seal, and an archivist that asks the house."""

    def __init__(self, folder: Path, house: StampHouse, database: str = "") -> None:
        self.house = house
        self.home = Home(folder / "home")
        house.write_seal(folder)
        (folder / "stamps.pem").write_bytes(
            b"".join(_pem(house.certificate(name)) for name in ("stamps", "root"))
        )
        initialise(self.home, _settings(house, database), ["localhost"])
        self.log = io.StringIO()
        self.ahead = timedelta()
        self.centre = self._centre()
        source = evidence_source(self.home, seal_authority(self.home))
        assert source is not None
        self.archivist = Archivist(self.centre, source)
        fill(self.centre.database, 0, 1, city_time().date(), lambda _, __: None)

    def _centre(self) -> Centre:
        authority = seal_authority(self.home)
        database = open_database(self.home)
        return Centre(
            database,
            Press(font_directory=FONTS, authority=authority),
            authority.issuer,
            self.now,
            Journal(self.log, self.now),
            StaffRegister(self.home.staff),
            page_key=bytes(32),
            evidence=EvidenceKeys(self.home.evidence),
            library=LibraryPress(database, load_list_key(self.home.lists), self.now),
            finder=Finder(database, self.now),
        )

    def now(self) -> datetime:
        return city_time() + self.ahead

    def issued(self, standing: CopyStanding | None = CopyStanding.TAKEN) -> str:
        """Issue a copy and say what came of its paper; gives its serial."""
        order = CertificateOrder(
            id=str(uuid.uuid4()),
            kind=CertificateKind.ENROLMENT,
            subject=subject_of("employee"),
            card_kind=CardKind.SOCIAL_SECURITY,
            method=IdentifiedBy.STAFF,
        )
        centre = self.centre
        issue = Issue(
            centre.database, centre.press, centre.issuer, "hall-1", self.now()
        )
        serial = issue.copy(order).serial
        if standing is not None:
            with centre.database.writing() as session:
                session.add(
                    CopyEvent(serial=serial, standing=standing, noted_at=self.now())
                )
        return serial

    def work(self) -> int:
        return self.archivist.work(NEVER)

    def row(self, serial: str) -> ArchivedCopy | None:
        with self.centre.database.reading() as session:
            return session.get(ArchivedCopy, serial)

    def files(self, serial: str) -> tuple[bytes, bytes]:
        """Give the sealed file and the lasting one."""
        with self.centre.database.reading() as session:
            sealed = session.get_one(Copy, serial).pdf
            lasting = lasting_file(session, serial)
        assert sealed is not None
        assert lasting is not None
        return sealed, lasting


def _settings(house: StampHouse, database: str) -> Settings:
    return Settings(
        "成都市",
        database,
        seal={
            "kept": "pkcs12",
            "file": "../seal.p12",
            "password_file": "../seal.password",
        },
        archive={"stamps": house.stamps_url, "stamp_certificates": "../stamps.pem"},
    )


def _pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StampHouse]:
    with opened_house(tmp_path_factory.mktemp("house"), "ec") as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, house: StampHouse
) -> Iterator[Office]:
    if request.param == "sqlite":
        made = Office(tmp_path, house)
        yield made
        made.centre.database.close()
        return
    if missing():
        pytest.skip(missing())
    with running_postgresql() as url:
        made = Office(tmp_path, house, url)
        yield made
        made.centre.database.close()


def test_what_went_out_lasts_and_the_sealed_file_stays(
    office: Office, tmp_path: Path
) -> None:
    taken, unknown = office.issued(), office.issued(CopyStanding.UNKNOWN)
    waiting, failed = office.issued(None), office.issued(CopyStanding.FAILED)
    before = office.files(taken)[0]
    assert office.work() == 2
    assert office.work() == 0
    write_trust_directory(office.home, office.centre.database, tmp_path / "trust")
    trust = Trust.load(tmp_path / "trust").whatever_age()
    for serial in (taken, unknown):
        sealed, lasting = office.files(serial)
        assert len(lasting) > len(sealed)
        assert lasting.startswith(sealed)
        for file in (sealed, lasting):
            assert verify_pdf(file, trust, office.now()).verdict == "valid"
    assert office.files(taken)[0] == before
    for serial in (waiting, failed):
        assert office.row(serial) is None
        assert office.files(serial)[0] == office.files(serial)[1]


@pytest.mark.parametrize("away", ["crls", "tsa"])
def test_what_cannot_be_done_now_is_tried_less_and_less_often(
    office: Office, away: str
) -> None:
    serial = office.issued()
    pauses = []
    with office.house.away(away):
        for _ in range(12):
            assert office.work() == 0
            row = office.row(serial)
            assert row is not None
            assert row.pdf is None
            assert row.trouble
            assert row.due_at is not None
            pause = row.due_at - office.now()
            pauses.append(round(pause / timedelta(minutes=1)))
            asked = len(office.house.asked)
            assert office.work() == 0
            assert len(office.house.asked) == asked, "not due yet, nobody is asked"
            office.ahead += timedelta(minutes=pauses[-1], seconds=1)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert "archiving-failed" in office.log.getvalue()
    office.ahead += timedelta(hours=7)
    assert office.work() == 1
    sealed, lasting = office.files(serial)
    assert lasting.startswith(sealed)


def test_a_file_that_is_not_ours_stops_no_other(office: Office) -> None:
    odd, good = office.issued(), office.issued()
    with office.centre.database.writing() as session:
        session.get_one(Copy, odd).pdf = b"%PDF-1.4 of another programme"
    assert office.work() == 1
    row = office.row(odd)
    assert row is not None
    assert row.trouble
    assert office.row(good) is not None
    told = [json.loads(line) for line in office.log.getvalue().splitlines()]
    assert [each["event"] for each in told] == ["archiving-failed"]


def test_the_thread_beside_the_server_does_it(office: Office) -> None:
    serial = office.issued()
    with kept_archived(office.archivist):
        _await(lambda: office.row(serial) is not None)
    row = office.row(serial)
    assert row is not None
    assert row.pdf is not None


def test_a_centre_without_an_archive_runs_no_thread() -> None:
    before = threading.active_count()
    with kept_archived(None):
        assert threading.active_count() == before


def test_the_command_writes_the_file_that_lasts(office: Office, tmp_path: Path) -> None:
    serial = office.issued()
    number = serial.rpartition("-")[0]
    home, out = f"--home={office.home.root}", tmp_path / "out.pdf"
    words = ["certificate", "file", home, number, "--out", str(out)]
    assert main(words) == 0
    assert out.read_bytes() == office.files(serial)[0]
    assert office.work() == 1
    assert main(words) == 0
    assert out.read_bytes() == office.files(serial)[1] != office.files(serial)[0]
    assert main(["certificate", "file", home, "1999-1", "--out", str(out)]) == 1


@pytest.mark.parametrize(
    "archive",
    [
        {"stamps": "http://127.0.0.1:9/tsa"},
        {"stamp_certificates": "stamps.pem", "stamps": "http://127.0.0.1:9/tsa"},
    ],
)
def test_settings_that_make_no_sense_are_told(
    tmp_path: Path, archive: dict[str, str]
) -> None:
    home = Home(tmp_path / "home")
    initialise(home, Settings("成都市", archive=archive), ["localhost"])
    with pytest.raises(HomeInvalid, match="archive"):
        evidence_source(home, seal_authority(home))


def _await(condition: object) -> None:
    assert callable(condition)
    waiting = threading.Event()
    for _ in range(3000):
        if condition():
            return
        waiting.wait(0.02)
    pytest.fail("it never happened")

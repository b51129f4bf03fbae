"""Envelopes at the centre: prepared for a community, handed to one terminal alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from backend.__main__ import main
from backend.certificates.standing import copy_standing, withdrawal_of
from backend.home import Home
from backend.installation import open_database, revoke_terminal
from backend.sample.community import COMMUNITIES
from backend.store.database import Database
from backend.store.eligibility import Residence
from backend.store.people import Card, Person
from backend.store.words import CopyStanding
from kiosk.clock import SystemClock
from kiosk.documents.envelope import open_envelope, tag_of
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.deed import Deed, DeedKind, DeedOutcome
from kiosk.domain.envelope import Dossier, Envelope
from kiosk.domain.fault import CentreRefused, InvalidValue, Revoked
from offline_cache.courier import Courier
from tests.contracts.centre_rig import courier_for
from tests.unit.backend.running_centre import RunningCentre, command, make_centre

KEY = X25519PrivateKey.generate()
_TRIES = 200


class Village:
    """A running centre, and terminal ``village-1`` in a community with residents."""

    def __init__(self, home: Path) -> None:
        self.home = make_centre(home)
        self.community = _some_community(home)
        place = ["--name=village-1", f"--community={self.community}"]
        command("enrol-terminal", home, *place, f"--out={home / 'village-1'}")
        centre = RunningCentre(home)
        with closing(self.courier("village-1", centre)) as courier:
            courier.register_envelope_key(KEY.public_key().public_bytes_raw())
        # A fresh start prepares at once; otherwise the next round would.
        centre.stop()
        self.centre = RunningCentre(home)
        self.own = self.courier("village-1", self.centre)
        self.database: Database = open_database(Home(home))

    def courier(self, name: str, centre: RunningCentre) -> Courier:
        return courier_for(self.home / name, int(centre.url.rpartition(":")[2]))

    def close(self) -> None:
        self.own.close()
        self.database.close()
        self.centre.stop()

    def neighbour(self) -> tuple[Person, str]:
        with self.database.reading() as session:
            wanted = (
                select(Person, Card.identification_code)
                .join(Residence, Residence.personal_number == Person.personal_number)
                .join(Card, Card.personal_number == Person.personal_number)
                .where(Residence.community_code == self.community)
                .order_by(Person.personal_number)
            )
            person, code = session.execute(wanted).first() or pytest.fail("nobody")
            return person, code

    def envelopes(self) -> list[Envelope]:
        """Ask until the centre has prepared something."""
        for _ in range(_TRIES):
            page = self.own.envelopes("", 50)
            if page.envelopes:
                return list(page.envelopes)
        return []

    def dossier(self) -> tuple[Envelope, Dossier]:
        person, code = self.neighbour()
        tag = tag_of(code, "village-1")
        [envelope] = [each for each in self.envelopes() if each.tag == tag][-1:]
        opened = open_envelope(
            envelope,
            card_code=code,
            terminal="village-1",
            terminal_key=KEY,
            now=SystemClock().now(),
        )
        assert opened.number == person.citizen_number
        return envelope, opened


def _some_community(home: Path) -> str:
    """Give the community with the first resident."""
    with closing(open_database(Home(home))) as database, database.reading() as session:
        code = session.scalar(select(Residence.community_code).limit(1))
    assert code in COMMUNITIES
    return str(code)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    with closing(Village(tmp_path_factory.mktemp("centre") / "home")) as village:
        yield village


def test_the_residents_own_card_opens_a_sealed_certificate(village: Village) -> None:
    _, dossier = village.dossier()
    prepared = dossier.of_kind(CertificateKind.ENROLMENT)
    assert prepared is not None
    assert prepared.certificate.pdf.startswith(b"%PDF-")
    assert prepared.draft.startswith(b"%PDF-")


def test_another_terminal_is_given_nothing(village: Village) -> None:
    assert village.envelopes()
    with closing(village.courier("hall-1", village.centre)) as other:
        assert other.envelopes("", 50).envelopes == ()
        with pytest.raises(CentreRefused, match="no-community"):
            other.register_envelope_key(bytes(32))


def test_issuing_is_told_afterwards_and_only_once(village: Village) -> None:
    _, dossier = village.dossier()
    serial = dossier.certificates[0].certificate.serial
    with village.database.reading() as session:
        assert copy_standing(session, serial) is CopyStanding.PREPARED
    first, again = (_issued(number, serial) for number in (1, 2))
    answers = village.own.send([first, _settled(3, serial), again])
    assert [(each.outcome, each.reason) for each in answers] == [
        (DeedOutcome.ACCEPTED, ""),
        (DeedOutcome.ACCEPTED, ""),
        (DeedOutcome.REFUSED, "issued-before"),
    ]
    with village.database.reading() as session:
        assert copy_standing(session, serial) is CopyStanding.TAKEN


def test_what_was_not_prepared_here_is_refused(village: Village) -> None:
    _, dossier = village.dossier()
    deed = _issued(4, dossier.certificates[0].certificate.serial)
    with closing(village.courier("hall-1", village.centre)) as other:
        [answer] = other.send([deed])
    assert (answer.outcome, answer.reason) == (DeedOutcome.REFUSED, "not-prepared-here")


def test_a_key_that_is_none_is_refused(village: Village) -> None:
    with pytest.raises((CentreRefused, InvalidValue)):
        village.own.register_envelope_key(b"short")


def test_a_stolen_terminals_envelopes_are_worth_nothing(tmp_path: Path) -> None:
    with closing(Village(tmp_path / "home")) as village:
        _, dossier = village.dossier()
        number = dossier.certificates[0].certificate.number
        assert revoke_terminal(Home(village.home), "village-1") == 1
        with village.database.reading() as session:
            withdrawn = withdrawal_of(session, number)
            assert withdrawn is not None
            assert withdrawn.how == "revoked"
        with pytest.raises(Revoked):
            village.own.envelopes("", 50)


def test_a_community_that_does_not_exist_is_told(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--name=village-2", "--community=1", f"--out={village.home / 'x'}"]
    assert main(["enrol-terminal", f"--home={village.home}", *place]) == 1
    assert "no-such-community" in capsys.readouterr().err


def _issued(number: int, serial: str) -> Deed:
    moment = SystemClock().now()
    payload = {"serial": serial, "method": "face", "opened_at": moment.isoformat()}
    return Deed(_id(number), DeedKind.PREPARED_ISSUED, moment, payload)


def _settled(number: int, serial: str) -> Deed:
    payload = {"serial": serial, "state": "taken"}
    return Deed(_id(number), DeedKind.COPY_SETTLED, SystemClock().now(), payload)


def _id(number: int) -> str:
    return f"01935f00-0000-7000-8000-{number:012d}"

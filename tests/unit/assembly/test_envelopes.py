"""Envelopes in the cabinet: the right card opens, a copy is for paper only once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.assembly.envelopes import Envelopes
from kiosk.documents.envelope import close_envelope
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.envelope import Dossier, EnvelopePage, PreparedCertificate
from kiosk.domain.fault import InvalidValue, NoRecord
from kiosk.ports.device import DeviceState
from kiosk.ports.store import CopyState
from offline_cache.store import open_store
from offline_cache.vault import KeyFileVault
from tests.hand_clock import HandClock
from tests.rehearsal import CARD, CERTIFICATE

CODE = "51019900" + "0" * 23 + "7"
HOLDER = replace(CARD, identification_code=CODE)
TERMINAL = "community-07"


class Corner:
    """A community terminal with one envelope for one resident."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        vault = KeyFileVault(folder / "store.key")
        self.store = open_store(folder / "store.db", vault, self.clock)
        self.envelopes = Envelopes(self.store, TERMINAL, self.clock)

    def prepare(self, number: str = CARD.number) -> None:
        copy = PreparedCertificate(CertificateKind.ENROLMENT, CERTIFICATE, b"%PDF")
        now = self.clock.now()
        envelope = close_envelope(
            Dossier(number, CARD.name, None, (copy,)),
            card_code=CODE,
            terminal=TERMINAL,
            terminal_key=self.store.envelopes.key().public_key(),
            envelope_id="0198c0de-0000-7000-8000-000000000007",
            prepared_at=now,
            expires_at=now + timedelta(days=15),
        )
        self.store.envelopes.take(EnvelopePage((envelope,), (), is_last=True))

    def deed(self, number: int = 1) -> Deed:
        return Deed(
            f"0198c0de-0000-7000-8000-00000000000{number}",
            DeedKind.PREPARED_ISSUED,
            self.clock.now(),
            {"serial": CERTIFICATE.serial},
        )


@pytest.fixture
def corner(tmp_path: Path) -> Iterator[Corner]:
    corner = Corner(tmp_path)
    yield corner
    corner.store.close()


def test_the_right_card_opens_its_envelope(corner: Corner) -> None:
    corner.prepare()
    dossier = corner.envelopes.open(HOLDER)
    assert dossier.name == CARD.name
    assert dossier.certificates[0].certificate == CERTIFICATE


def test_no_other_card_opens_it(corner: Corner) -> None:
    corner.prepare()
    for code in ("", CODE[:-1] + "8"):
        with pytest.raises(NoRecord):
            corner.envelopes.open(replace(HOLDER, identification_code=code))


def test_a_card_with_anothers_number_gets_nothing(corner: Corner) -> None:
    corner.prepare(number="510199194511203411")
    with pytest.raises(NoRecord):
        corner.envelopes.open(HOLDER)


def test_an_envelope_out_of_its_time_stays_closed(corner: Corner) -> None:
    corner.prepare()
    corner.clock.forward(timedelta(days=16).total_seconds())
    with pytest.raises(NoRecord):
        corner.envelopes.open(HOLDER)
    assert corner.envelopes.status().state is DeviceState.NO_DEVICE


def test_a_copy_that_was_for_paper_is_not_offered_again(corner: Corner) -> None:
    corner.prepare()
    corner.envelopes.reserve(CERTIFICATE.serial, 1, corner.deed())
    assert corner.envelopes.open(HOLDER).certificates == ()
    assert [each.kind for each in corner.store.outbox.pending(9)] == [
        DeedKind.PREPARED_ISSUED
    ]


def test_reserving_twice_leaves_no_second_deed(corner: Corner) -> None:
    corner.envelopes.reserve(CERTIFICATE.serial, 1, corner.deed())
    with pytest.raises(InvalidValue):
        corner.envelopes.reserve(CERTIFICATE.serial, 1, corner.deed(2))
    assert corner.store.outbox.pending_count() == 1


def test_a_deed_that_cannot_be_kept_reserves_nothing(corner: Corner) -> None:
    corner.store.outbox.append(replace(corner.deed(), payload={"serial": "other"}))
    with pytest.raises(InvalidValue):
        corner.envelopes.reserve(CERTIFICATE.serial, 1, corner.deed())
    assert not corner.store.ledger.knows(CERTIFICATE.serial)
    corner.envelopes.reserve(CERTIFICATE.serial, 1, corner.deed(2))
    corner.store.ledger.settle(CERTIFICATE.serial, CopyState.FAILED)
    assert corner.store.ledger.knows(CERTIFICATE.serial)


def test_a_terminal_with_envelopes_says_so(corner: Corner) -> None:
    assert corner.envelopes.status().state is DeviceState.NO_DEVICE
    corner.prepare()
    assert corner.envelopes.status().state is DeviceState.ONLINE

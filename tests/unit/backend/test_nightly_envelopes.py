"""The nightly work keeps envelopes fresh, by a clock that the tests move on."""

from __future__ import annotations

import io
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import func, select

from backend.access.evidence_key import EvidenceKeys
from backend.access.staff import StaffRegister
from backend.centre import Centre
from backend.certificates.seal import seal_authority
from backend.clock import city_time
from backend.content.bundle import LibraryPress
from backend.content.finding import Finder
from backend.envelopes.nightly import prepare_all
from backend.envelopes.place import place_terminal, register_key
from backend.envelopes.post import MOST_ENVELOPES, envelope_page
from backend.envelopes.prepare import FRESH, LIFE, Spoiled
from backend.home import Home, Settings
from backend.installation import initialise, open_database
from backend.journal import Journal
from backend.lists.list_key import load_list_key
from backend.sample.city import fill
from backend.store.eligibility import Residence
from backend.store.envelopes import PreparedEnvelope, TerminalPlace
from backend.store.papers import Certificate
from backend.store.people import Card, Person
from kiosk.documents.envelope import open_envelope, tag_of
from kiosk.documents.press import Press
from kiosk.domain.envelope import Dossier, Envelope
from kiosk.domain.fault import NoRecord
from tests.documents.conftest import FONTS

NEVER = threading.Event()
TERMINAL = "village-1"
_MINUTE = timedelta(minutes=1)
_LIVES_HERE = (
    select(Residence.personal_number)
    .join(TerminalPlace, TerminalPlace.community_code == Residence.community_code)
    .join(Card, Card.personal_number == Residence.personal_number)
    .order_by(Residence.personal_number)
)


class Village:
    """A centre in this process, and a terminal's place in a community."""

    def __init__(self, folder: Path) -> None:
        home = Home(folder / "home")
        initialise(home, Settings("成都市"), ["localhost"])
        self.moment = city_time()
        self.centre = self._centre(home)
        self.database = self.centre.database
        fill(self.database, 0, 1, self.moment.date(), lambda _, __: None)
        self.key = X25519PrivateKey.generate()
        self.card_code = self._settle()

    def _centre(self, home: Home) -> Centre:
        authority, database = seal_authority(home), open_database(home)
        return Centre(
            database,
            Press(font_directory=FONTS, authority=authority),
            authority.issuer,
            self.now,
            Journal(io.StringIO(), self.now),
            StaffRegister(home.staff),
            page_key=bytes(32),
            evidence=EvidenceKeys(home.evidence),
            library=LibraryPress(database, load_list_key(home.lists), self.now),
            finder=Finder(database, self.now),
        )

    def _settle(self) -> str:
        """Put the terminal where a resident lives; gives the resident's card code."""
        public = self.key.public_key().public_bytes_raw()
        lives_here = Residence.personal_number == Card.personal_number
        with self.database.writing() as session:
            community, code = session.execute(
                select(Residence.community_code, Card.identification_code)
                .join(Card, lives_here)
                .order_by(Card.personal_number)
            ).first() or pytest.fail("nobody lives anywhere")
            place_terminal(session, TERMINAL, community)
            register_key(session, TERMINAL, public, self.moment)
        return str(code)

    def now(self) -> datetime:
        return self.moment

    def night(self) -> tuple[Envelope, ...]:
        """Do the nightly work, and give all envelopes the terminal may fetch."""
        prepare_all(self.centre, NEVER)
        return self.at_hand()

    def at_hand(self) -> tuple[Envelope, ...]:
        with self.database.reading() as session:
            page = envelope_page(session, TERMINAL, "", MOST_ENVELOPES, self.moment)
        assert page.is_last
        return page.envelopes

    def opened(self, envelope: Envelope) -> Dossier:
        return open_envelope(
            envelope,
            card_code=self.card_code,
            terminal=TERMINAL,
            terminal_key=self.key,
            now=self.moment,
        )

    def own(self, envelopes: tuple[Envelope, ...]) -> list[Envelope]:
        """Give those for the one resident's card, the oldest first."""
        tag = tag_of(self.card_code, TERMINAL)
        return [each for each in envelopes if each.tag == tag]

    def close(self) -> None:
        self.database.close()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    with closing(Village(tmp_path)) as made:
        yield made


def test_an_old_envelope_is_followed_by_a_fresh_one(village: Village) -> None:
    first = village.night()
    village.moment += FRESH - _MINUTE
    assert village.night() == first, "made again though still fresh"
    village.moment += 2 * _MINUTE
    both = village.night()
    assert len(both) == 2 * len(first)
    assert sorted(each.tag for each in both) == sorted(2 * [e.tag for e in first])
    old, new = village.own(both)
    assert (new.prepared_at, new.expires_at) == (village.moment, village.moment + LIFE)
    told = [village.opened(each).certificates[0].certificate for each in (old, new)]
    assert told[0].number != told[1].number
    assert told[1].issued_at == village.moment


@pytest.mark.parametrize("trouble", ["rare name", "bad card"])
def test_whose_paper_cannot_be_made_holds_up_nobody(
    village: Village, trouble: str
) -> None:
    """The first resident of the community is left out, and takes no numbers."""
    with village.database.writing() as session:
        number = session.scalars(_LIVES_HERE).first() or 0
        person = session.get_one(Person, number)
        card = session.scalars(select(Card).where(Card.personal_number == number)).one()
        if trouble == "rare name":
            # A character that is encoded, and that no font of ours has.
            person.name = "王\U00031350"
        else:
            card.identification_code = "not hex"
        lost = tag_of(village.card_code, TERMINAL)
    spoiled: Spoiled = {}
    prepare_all(village.centre, NEVER, spoiled)
    made = village.at_hand()
    assert made, "the neighbours go without"
    assert lost not in {each.tag for each in made}
    with village.database.reading() as session:
        issued = session.scalar(select(func.count(Certificate.number)))
    village.moment += _MINUTE
    prepare_all(village.centre, NEVER, spoiled)
    with village.database.reading() as session:
        assert session.scalar(select(func.count(Certificate.number))) == issued


def test_what_ran_out_is_replaced_and_opens_no_more(village: Village) -> None:
    [old] = village.own(village.night())
    village.moment += LIFE
    assert village.at_hand() == ()
    with pytest.raises(NoRecord, match="expired"):
        village.opened(old)
    [new] = village.own(village.night())
    certificate = village.opened(new).certificates[0].certificate
    assert certificate.issued_at == village.moment
    assert certificate.pdf.startswith(b"%PDF-")


def test_envelopes_from_the_future_are_taken_back_and_followed(
    village: Village,
) -> None:
    """Our clock jumped a year ahead, and came back."""
    [ahead] = village.own(village.night())
    with village.database.writing() as session:
        for row in session.scalars(select(PreparedEnvelope)):
            # A year on, as ids and days would have been then.
            row.prepared_at += timedelta(days=365)
            row.expires_at += timedelta(days=365)
            later = uuid.UUID(row.envelope_id).int + (31_536_000_000 << 80)
            row.envelope_id = str(uuid.UUID(int=later))
    cursor = max(each.id for each in village.at_hand())
    village.night()
    with village.database.reading() as session:
        page = envelope_page(session, TERMINAL, cursor, 50, village.moment)
    [fresh] = village.own(page.envelopes)
    assert fresh.prepared_at == village.moment
    assert cursor in page.withdrawn
    assert ahead.id not in {each.id for each in village.at_hand()}

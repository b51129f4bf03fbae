"""The library on a terminal: signed, kept, read without a line, found by letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from backend.content.bundle import LibraryPress
from backend.content.initials import initials
from backend.store.content import Medium
from backend.store.database import Database
from drivers.simulated.centre import SimulatedCentre
from drivers.simulated.centre_trouble import CentreTrouble
from kiosk.assembly.bookshelf import Bookshelf
from kiosk.documents.es256 import key_name
from kiosk.documents.library import open_library
from kiosk.documents.signed_list import ListRefused
from kiosk.documents.trust_directory import write_anchor
from kiosk.domain.library import BlockKind, Library, found_by
from kiosk.domain.medium_piece import PIECE_BYTES, MediumPiece
from kiosk.domain.pinyin import Lexicon
from offline_cache.bandwidth import Bandwidth
from tests.content.library_rig import draft, library, make_public
from tests.hand_clock import HandClock
from tests.unit.backend.two_databases import NOW

KEY = ec.generate_private_key(ec.SECP256R1())
"""One key for the module: its database knows the issues it signed."""


class Shelf:
    """A bookshelf with its centre, and the press behind that."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.key = KEY
        self.press = LibraryPress(database, self.key, lambda: NOW)
        self.clock = HandClock()
        self.centre = SimulatedCentre((), self.clock)
        write_anchor(folder / "trust", self.key.public_key())
        self.shelf = self.opened()

    def opened(self) -> Bookshelf:
        return Bookshelf(
            self.folder / "library", self.folder / "trust", self.centre, self.clock
        )

    def fetch(self) -> Library:
        self.clock.forward(3600)
        self.shelf.step()
        return self.shelf.library


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with library("sqlite", tmp_path_factory.mktemp("shelf")) as database:
        yield database


@pytest.fixture
def rig(database: Database, tmp_path: Path) -> Shelf:
    return Shelf(database, tmp_path)


def test_everything_shown_is_read_without_a_line(rig: Shelf) -> None:
    rig.centre.library_text = rig.press.current().text
    taken = rig.fetch()
    assert len(taken.articles) > 85
    assert len(taken.agencies) == 19
    rig.centre.do("fault", name=CentreTrouble.UNREACHABLE)
    kept = rig.opened().library
    assert kept == taken
    guide = kept.article("guide-life-certification")
    assert guide is not None
    assert guide.service == "life-certification"
    assert BlockKind.PICTURE in {block.kind for block in guide.chinese.blocks}


def test_forged_or_foreign_libraries_are_refused(rig: Shelf) -> None:
    text = rig.press.current().text
    foreign = LibraryPress(rig.database, ec.generate_private_key(ec.SECP256R1()), _now)
    for wrong in (text[:-6] + "AAAAAA", "", "a.b.c", text[1:]):
        with pytest.raises(ListRefused):
            open_library(wrong, {"x": rig.key.public_key()})
        rig.centre.library_text = wrong
        assert rig.fetch() == Library()
    with pytest.raises(ListRefused):
        foreign.current()


def _now() -> datetime:
    return NOW


def test_damaged_file_counts_as_none(rig: Shelf) -> None:
    rig.centre.library_text = rig.press.current().text
    rig.fetch()
    file = rig.folder / "library" / "library.jws"
    file.write_text(file.read_text().replace("e", "f", 3))
    assert rig.opened().library == Library()


def test_damaged_picture_is_not_shown(rig: Shelf) -> None:
    folder = rig.folder / "library"
    folder.mkdir()
    digest = hashlib.sha256(b"picture").hexdigest()
    (folder / digest).write_bytes(b"picture")
    assert rig.shelf.picture(digest) == b"picture"
    (folder / digest).write_bytes(b"other")
    assert rig.shelf.picture(digest) == b""
    assert rig.shelf.picture("0" * 64) == b""


class CountingCentre(SimulatedCentre):
    """The twin, which remembers where pieces of media were asked from."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__((), clock)
        self.asked: list[tuple[str, int]] = []

    def medium(self, digest: str, start: int) -> MediumPiece:
        self.asked.append((digest, start))
        return super().medium(digest, start)


def test_media_come_in_pieces_and_go_on_where_they_were_cut(rig: Shelf) -> None:
    centre = CountingCentre(rig.clock)
    centre.media = media_kept(rig.database)
    centre.library_text = rig.press.current().text
    rig.centre = centre
    shelf = rig.opened()
    wanted = media_of(shelf, rig.clock)
    for turn in range(400):
        if turn % 4 == 3:
            # The power fails after each third turn; what came must be enough.
            shelf = rig.opened()
        rig.clock.forward(shelf.step())
    asked = {digest: [s for d, s in centre.asked if d == digest] for digest in wanted}
    for digest, starts in asked.items():
        assert starts == list(range(0, len(centre.media[digest]), PIECE_BYTES))
        assert shelf.picture(digest) == centre.media[digest]
    assert sum(map(len, asked.values())) > len(wanted)
    assert not list((rig.folder / "library").glob("*.part"))


def media_kept(database: Database) -> dict[str, bytes]:
    """Read every medium the centre keeps, by its digest."""
    with database.reading() as session:
        rows = session.execute(select(Medium.digest, Medium.data))
        return {row.digest: row.data for row in rows}


def media_of(shelf: Bookshelf, clock: HandClock) -> set[str]:
    """Have the library fetched, and tell what it shows."""
    clock.forward(shelf.step())
    blocks = [
        block
        for article in shelf.library.articles
        for wording in (article.chinese, article.english)
        for block in wording.blocks
    ]
    pictures = {each.medium for each in blocks if each.kind is BlockKind.PICTURE}
    return pictures | {film.medium for film in shelf.library.films}


def test_media_take_no_more_than_their_share_of_the_line(rig: Shelf) -> None:
    rig.centre.library_text = rig.press.current().text
    rig.centre.media = media_kept(rig.database)
    limit = Bandwidth(20.0, rig.clock.monotonic)
    where = (rig.folder / "library", rig.folder / "trust")
    shelf = Bookshelf(*where, rig.centre, rig.clock, limit)
    wanted = media_of(shelf, rig.clock)
    began = rig.clock.monotonic()
    while not all(shelf.picture(digest) for digest in wanted):
        rig.clock.forward(shelf.step())
    size = sum(len(rig.centre.media[digest]) for digest in wanted)
    # One second's worth may come at once, and the last piece is waited for by nobody.
    assert rig.clock.monotonic() - began >= (size - 20_000 - PIECE_BYTES) / 20_000


def test_medium_that_was_taken_back_holds_up_no_other(rig: Shelf) -> None:
    rig.centre.library_text = rig.press.current().text
    rig.centre.media = media_kept(rig.database)
    wanted = media_of(rig.shelf, rig.clock)
    gone = wanted.pop()
    del rig.centre.media[gone]
    for _ in range(200):
        rig.clock.forward(min(rig.shelf.step(), 600))
    assert all(rig.shelf.picture(digest) for digest in wanted)
    assert rig.shelf.picture(gone) == b""


def test_changed_piece_is_thrown_away_and_asked_for_anew(rig: Shelf) -> None:
    rig.centre.library_text = rig.press.current().text
    true = media_kept(rig.database)
    rig.centre.media = {digest: data[:-1] + b"?" for digest, data in true.items()}
    wanted = media_of(rig.shelf, rig.clock)
    for _ in range(200):
        rig.clock.forward(min(rig.shelf.step(), 600))
    assert not any(rig.shelf.picture(digest) for digest in wanted)
    rig.centre.media = true
    for _ in range(200):
        rig.clock.forward(min(rig.shelf.step(), 600))
    assert all(rig.shelf.picture(digest) for digest in wanted)


def test_new_issue_comes_only_when_something_is_new(rig: Shelf) -> None:
    first = rig.press.current()
    assert rig.press.current() is first
    make_public(rig.database, draft("newer", "新的一篇"))
    second = rig.press.current()
    assert second.version == first.version + 1
    later = LibraryPress(rig.database, rig.key, lambda: NOW + timedelta(minutes=5))
    assert later.current().text == second.text


def test_articles_are_found_by_letters_and_words(rig: Shelf) -> None:
    articles = open_library(rig.press.current().text, _anchors(rig)).articles
    assert found_by(articles, "yljwsmtf")[0].key == "pension-stopped"
    assert found_by(articles, "LOST")[0].key == "card-lost"
    assert found_by(articles, "滞纳金")[0].key == "late-fee"
    assert found_by(articles, "") == found_by(articles, "  ") == ()
    assert found_by(articles, "qqqqqq") == ()


def _anchors(rig: Shelf) -> dict[str, ec.EllipticCurvePublicKey]:
    public = rig.key.public_key()
    return {key_name(public): public}


def test_media_in_the_library_are_there(rig: Shelf) -> None:
    library = open_library(rig.press.current().text, _anchors(rig))
    named = {
        block.medium
        for article in library.articles
        for block in article.chinese.blocks
        if block.medium
    }
    with rig.database.reading() as session:
        known = {digest for (digest,) in session.query(Medium.digest)}
    assert named <= known
    assert len(named) == 3


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("养老保险", "ylbx"),
        ("2026 年 E 通", "2026net"),
        ("长大、重庆", "zdcq"),
        ("", ""),
    ],
)
def test_initials(title: str, letters: str) -> None:
    assert initials(title) == letters


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=14))
def test_candidates_take_letters_that_were_typed(letters: str) -> None:
    for each in Lexicon.load().candidates(letters, 6):
        assert 0 < each.letters <= len(letters)
        assert each.word


def test_pinyin_gives_the_words_of_the_trade() -> None:
    lexicon = Lexicon.load()
    for letters, word in (
        ("yanglaojin", "养老金"),
        ("zenme", "怎么"),
        ("shebao", "社保"),
        ("wo", "我"),
    ):
        words = [each.word for each in lexicon.candidates(letters, 6)]
        assert word in words, (letters, words)
    first = lexicon.candidates("wodeyanglaojin", 6)[0]
    assert (first.word, first.letters) == ("我的", 4)

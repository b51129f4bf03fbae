"""Articles: their way to readers, and finding them alike in both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from backend.content.editing import approve, hand_back, publish, submit, withdraw
from backend.content.editing import save_draft as save
from backend.content.finding import Finder
from backend.content.medium import medium_piece
from backend.content.reading import agencies, shown_article, shown_articles
from backend.content.search import search
from backend.content.source import read_source, take_in
from backend.content.token import index_tokens, query_tokens
from backend.store.content import ArticleVersion, Medium
from backend.store.database import Database
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.medium_piece import PIECE_BYTES
from tests.content.library_rig import ANN, BO, draft, library, make_public
from tests.content.retrieval_rate import CONTENT
from tests.unit.backend.two_databases import NOW

TODAY = NOW.date()
KINDS = ("sqlite", "postgresql")
SEARCHES = (
    "养老金",
    "认证",
    "社会保障卡 遗失",
    "卡",
    "12333",
    "lost card",
    "certificates",
    "Pension years",
    "断缴 补缴",
    "ＡＢＣ",
    "滞纳金 0.0005",
    "没有这样的词语",
    "养老保险 跨省",
    "不",
    "the",
    "'; DROP TABLE publication; --",
    '"养老" OR NEAR(*',
    "养老 & ! | ( :*",
)


@pytest.fixture(scope="module")
def databases(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Database]]:
    folder = tmp_path_factory.mktemp("library")
    with library("sqlite", folder) as small, library("postgresql", folder) as large:
        yield {"sqlite": small, "postgresql": large}


@pytest.fixture(params=KINDS)
def database(
    request: pytest.FixtureRequest, databases: dict[str, Database]
) -> Database:
    return databases[request.param]


def found(database: Database, words: str, day: date = TODAY) -> tuple[str, ...]:
    with database.reading() as session:
        return search(session, words, day)


@pytest.mark.parametrize("words", SEARCHES)
def test_both_databases_find_the_same_in_the_same_order(
    databases: dict[str, Database], words: str
) -> None:
    first, second = (found(databases[kind], words) for kind in KINDS)
    assert first == second


def test_searches_find_what_they_should(database: Database) -> None:
    assert found(database, "滞纳金")[0] == "late-fee"
    assert "card-lost" in found(database, "lost card")
    assert found(database, "没有这样的词语") == ()
    assert found(database, "ａｂｃ") == found(database, "abc")


def test_one_character_finds_words_that_begin_or_end_with_it(
    database: Database,
) -> None:
    make_public(database, draft("one-mark", "冰雹"))
    assert "one-mark" in found(database, "冰")
    assert "one-mark" in found(database, "雹")


def test_article_goes_from_draft_to_readers_and_back(database: Database) -> None:
    version = make_public(database, draft("way"))
    with database.writing() as session:
        newer = save(session, draft("way", "新的标题"), ANN)
        shown = shown_article(session, "way", TODAY)
        assert shown is not None
        assert shown.version.version_id == version
        submit(session, newer, ANN)
        hand_back(session, newer, BO, "typo")
        submit(session, newer, ANN)
        approve(session, newer, BO)
        publish(session, newer, BO, TODAY + timedelta(days=3))
    with database.reading() as session:
        today, later = (
            shown_article(session, "way", TODAY + timedelta(days=days))
            for days in (2, 3)
        )
        assert today is not None
        assert later is not None
        assert today.version.version_id == version
        assert later.version.chinese_title == "新的标题"
    assert found(database, "新的标题") == ()
    assert found(database, "新的标题", TODAY + timedelta(days=3)) == ("way",)
    with database.writing() as session:
        withdraw(session, "way", BO, "wrong")
    with database.reading() as session:
        assert shown_article(session, "way", TODAY + timedelta(days=3)) is None
        assert session.query(ArticleVersion).filter_by(key="way").count() == 2
    assert found(database, "新的标题", TODAY + timedelta(days=3)) == ()


def test_nobody_passes_their_own_work_or_skips_the_review(database: Database) -> None:
    with database.writing() as session:
        version = save(session, draft("own"), ANN)
        with pytest.raises(CentreRefused, match="not-its-turn"):
            publish(session, version, BO, TODAY)
        submit(session, version, ANN)
        with pytest.raises(CentreRefused, match="own-work"):
            approve(session, version, ANN)
        with pytest.raises(NoRecord):
            withdraw(session, "own", BO, "never shown")
        with pytest.raises(NoRecord):
            submit(session, 10**6, ANN)


@pytest.mark.parametrize(
    "wrong",
    [
        draft(key="../etc"),
        draft(key=""),
        draft(title="  "),
        draft(title="长" * 121),
        draft(title="？！"),
        draft(chinese_body="a\0b"),
        draft(chinese_body="\ud800"),
        draft(english_body="x" * 40_001),
    ],
)
def test_what_is_no_article_is_refused(database: Database, wrong: object) -> None:
    with database.writing() as session, pytest.raises(InvalidValue):
        save(session, wrong, ANN)  # type: ignore[arg-type]


def test_taking_in_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        source = read_source(CONTENT)
        assert take_in(session, source, "editor-1", "editor-2", NOW) == 0


def test_shipped_content_is_whole(database: Database) -> None:
    with database.reading() as session:
        shown = shown_articles(session, TODAY)
        offices = agencies(session)
    assert len(shown) > 85
    assert all(each.title("en") != each.title("zh-CN") for each in shown)
    assert {each.parent for each in offices} <= {"", *(it.code for it in offices)}


def test_what_holds_not_every_word_finds_the_closest(database: Database) -> None:
    finder = Finder(database, lambda: NOW)
    near = finder.find("我爸的退休金咋不发了", "zh-CN")
    assert near.is_closest
    assert near.hits[0].key == "pension-stopped"
    exact = finder.find("late fee", "en")
    assert not exact.is_closest
    assert exact.hits[0].title == "How is the late fee worked out?"


@given(st.text(max_size=60))
def test_whatever_is_typed_becomes_plain_tokens(text: str) -> None:
    for token in [*index_tokens(text), *query_tokens(text)]:
        bare = token.removesuffix("*")
        assert bare
        assert bare.isalnum()


@given(st.text(alphabet="养老保险金abc 12，", min_size=1, max_size=30))
def test_every_text_holds_each_of_its_own_tokens(text: str) -> None:
    held = index_tokens(text)
    for token in query_tokens(text):
        stem = token.removesuffix("*")
        assert any(each.startswith(stem) for each in held)


def test_media_are_cut_into_pieces_by_the_database(database: Database) -> None:
    with database.reading() as session:
        wanted = select(Medium.digest, Medium.data)
        digest, data = max(session.execute(wanted).all(), key=lambda row: len(row[1]))
        pieces = [
            medium_piece(session, digest, start)
            for start in range(0, len(data), PIECE_BYTES)
        ]
        assert b"".join(piece.data for piece in pieces) == data
        assert {piece.size for piece in pieces} == {len(data)}
        assert medium_piece(session, digest, None).data == data
        assert medium_piece(session, digest, len(data)).data == b""
        assert medium_piece(session, digest, -5).data == pieces[0].data
        with pytest.raises(NoRecord):
            medium_piece(session, "0" * 64, 0)

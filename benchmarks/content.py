"""How fast content is found and opened, and how often a question finds its answer.

``python -m benchmarks.content [--articles N]``: search over N articles on SQLite and,
where its server is installed, PostgreSQL, beside a plain LIKE of the same run;
retrieval over the 200 everyday questions; opening a page at the terminal, offline.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import insert, text

from backend.content.retrieval import Source, Suggester
from backend.content.search import search
from backend.content.source import read_source
from backend.content.token import index_tokens
from backend.store.content import ArticleEntry, ArticleVersion, Publication
from backend.store.database import Database
from backend.store.migration import migrate
from kiosk.domain.library import Article, Column, Topic, Wording
from kiosk.terminal.stage import ServingScene
from kiosk.visit.reading import ReadArticle
from tests.content.retrieval_rate import (
    CONTENT,
    HALVES,
    questions,
    rate,
    shipped_suggester,
)
from tests.unit.backend.postgresql import missing, running_postgresql
from tests.unit.backend.two_databases import NOW

_SEARCHES = (
    "养老金",
    "认证",
    "社保卡丢了",
    "养老保险 转移",
    "失业保险金 申领",
    "lost card",
    "pension",
    "证明",
    "没有这样的词语",
    "工伤 认定 期限",
)
_ROUNDS = 20
_BATCH = 500


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder:
        _measure(f"sqlite:///{folder}/content.sqlite3", count)
    if missing():
        print(f"postgresql: {missing()}")
    else:
        with running_postgresql() as url:
            _measure(url, count)
    _suggest(count)
    _open_pages()


def _measure(url: str, count: int) -> None:
    database = Database(url)
    migrate(database)
    started = time.perf_counter()
    _fill(database, count)
    kind = database.engine.dialect.name
    filled = time.perf_counter() - started
    print(f"{kind}: {count} articles published in {filled:.1f} s")
    with database.reading() as session:

        def find(words: str) -> object:
            return search(session, words, NOW.date())

        def scan(words: str) -> object:
            wanted = "SELECT key FROM article_version WHERE chinese_body LIKE :words"
            told = {"words": f"%{words}%"}
            return session.execute(text(wanted), told).fetchmany(50)

        _report(f"{kind}: search", find, _SEARCHES)
        _report(f"{kind}: LIKE, the baseline", scan, _SEARCHES)
    database.close()


def _report(what: str, work: Callable[[str], object], words: Sequence[str]) -> None:
    taken = []
    for each in [*words] * _ROUNDS:
        started = time.perf_counter()
        work(each)
        taken.append(1000 * (time.perf_counter() - started))
    print(f"{what}: median {statistics.median(taken):.1f} ms, p95 {_p95(taken):.1f} ms")


def _p95(taken: Sequence[float]) -> float:
    return sorted(taken)[int(0.95 * len(taken))]


def _fill(database: Database, count: int) -> None:
    rows = list(_rows(count))
    with database.writing() as session:
        for table in (ArticleEntry, ArticleVersion, Publication):
            told = [row[table] for row in rows]
            for start in range(0, count, _BATCH):
                session.execute(insert(table), told[start : start + _BATCH])
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _rows(count: int) -> Iterator[dict[type, dict[str, object]]]:
    """Mix paragraphs of the shipped articles, so that words are as common as there."""
    chance = random.Random(1)  # noqa: S311 - invented articles
    drafts = [draft for draft, _ in read_source(CONTENT).dated]
    for number in range(count):
        titled, *others = chance.sample(drafts, 4)
        chinese = "\n\n".join(each.chinese_body for each in others)
        english = "\n\n".join(each.english_body for each in others)
        key, title = f"a{number}", f"{titled.chinese_title}（{number}）"
        heading = index_tokens(f"{title}\n{titled.english_title}")
        yield {
            ArticleEntry: {
                "key": key,
                "column": Column.NEWS,
                "topic": Topic.OTHER,
                "service": "",
                "made_at": NOW,
            },
            ArticleVersion: {
                "version_id": number + 1,
                "key": key,
                "number": 1,
                "chinese_title": title,
                "chinese_body": chinese,
                "english_title": titled.english_title,
                "english_body": english,
                "also": "",
                "author": "a",
                "made_at": NOW,
            },
            Publication: {
                "version_id": number + 1,
                "key": key,
                "column": Column.NEWS,
                "starts_on": NOW.date() - timedelta(days=number % 900),
                "ends_on": date(9999, 12, 31),
                "title_tokens": " ".join(heading),
                "body_tokens": " ".join(
                    [*heading, *index_tokens(f"{chinese}\n{english}")]
                ),
            },
        }


def _suggest(count: int) -> None:
    suggester = shipped_suggester()
    for half in HALVES:
        found = rate(half, lambda text: [it.key for it in suggester.suggest(text)])
        print(f"retrieval, {half}: {found:.1%} in the first three")
    asked = [question for half in HALVES for _, question in questions(half)]
    _report("suggestion over the shipped content", suggester.suggest, asked[:100])
    rows = (row[ArticleVersion] for row in _rows(count))
    started = time.perf_counter()
    large = Suggester.over(
        Source(str(it["key"]), str(it["chinese_title"]), "", str(it["chinese_body"]))
        for it in rows
    )
    taken = time.perf_counter() - started
    print(f"suggester over {count} articles: made in {taken:.1f} s")
    _report(f"suggestion over {count} articles", large.suggest, asked[:10])


def _open_pages() -> None:
    """Open every shipped article on a screen, off the disk's library form."""
    # Imported here: everything above runs without Qt.
    from ui.app import create_application  # noqa: PLC0415
    from ui.stage import QtStage  # noqa: PLC0415

    application = create_application(["benchmark"])
    stage = QtStage((1080, 1920))
    stage.open()
    taken = []
    for article in _articles():
        started = time.perf_counter()
        scene = ServingScene(
            visit=1,
            step=1,
            service="information",
            ask=ReadArticle(article),
            can_go_back=True,
            can_leave=True,
        )
        stage.show(scene)
        stage.window.grab()
        application.processEvents()
        taken.append(1000 * (time.perf_counter() - started))
    stage.close()
    print(
        f"terminal: {len(taken)} articles opened and painted, "
        f"median {statistics.median(taken):.1f} ms, p95 {_p95(taken):.1f} ms"
    )


def _articles() -> Iterator[Article]:
    from backend.content.markup import blocks  # noqa: PLC0415

    for draft, _ in read_source(CONTENT).dated:
        yield Article(
            key=draft.key,
            column=draft.column,
            topic=draft.topic,
            published_on=NOW.date(),
            chinese=Wording(draft.chinese_title, "", blocks(draft.chinese_body, {})),
            english=Wording(draft.english_title, "", blocks(draft.english_body, {})),
        )


if __name__ == "__main__":
    main()

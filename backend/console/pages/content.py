"""The editor's desk: articles written, reviewed by another, published, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.console.area import Area, Badge, Get, Post
from backend.console.visit import Visit
from backend.content.editing import (
    FOR_EVER,
    Act,
    Draft,
    approve,
    hand_back,
    newest_deed,
    publish,
    save_draft,
    submit,
    withdraw,
)
from backend.content.markup import html
from backend.content.medium import LARGEST_MEDIUM, keep_medium
from backend.content.reading import media_of
from backend.store.content import ArticleEntry, ArticleVersion, Medium, Publication
from backend.store.words import ArticleDeed
from backend.web.answer import Answer
from backend.web.paging import Paging
from kiosk.domain.fault import CentreRefused, Fault, InvalidValue, NoRecord
from kiosk.domain.library import Column, Topic
from kiosk.domain.staff import StaffRole

__all__ = ["AREA"]

_FORM_OVERHEAD = 64 << 10
_LARGEST_ARTICLE = 256 << 10
_NEW = "new"


@dataclass(frozen=True, slots=True)
class _Line:
    """One article in the list."""

    version: ArticleVersion
    column: Column
    state: str
    is_shown: bool


def _list(visit: Visit) -> Answer:
    """Show every article's newest version, those that wait for review first."""
    column, state = visit.query["column"], visit.query["state"]
    with visit.reading() as session:
        lines = [
            line
            for line in _lines(session)
            if column in ("", line.column) and state in ("", line.state)
        ]
    lines.sort(key=lambda line: (line.state != "submitted", line.version.key))
    paging = Paging.asked(visit.query, len(lines))
    return visit.page(
        "list.html",
        lines=lines[paging.offset : paging.offset + paging.rows],
        paging=paging,
        columns=[(each, visit.say(f"column-{each}")) for each in Column],
        states=[(each, visit.say(f"state-{each}")) for each in _STATES],
    )


_STATES = ("draft", *map(str, ArticleDeed))


def _lines(session: Session) -> list[_Line]:
    newest = select(func.max(ArticleVersion.version_id)).group_by(ArticleVersion.key)
    rows = session.execute(
        select(ArticleVersion, ArticleEntry.column)
        .join(ArticleEntry, ArticleEntry.key == ArticleVersion.key)
        .where(ArticleVersion.version_id.in_(newest))
    ).all()
    shown = set(session.scalars(select(Publication.key)))
    return [
        _Line(version, column, _state(session, version), version.key in shown)
        for version, column in rows
    ]


def _state(session: Session, version: ArticleVersion) -> str:
    return str(newest_deed(session, version.version_id) or "draft")


def _one(visit: Visit, status: int = 200) -> Answer:
    """Show an article as readers will see it, with its versions and the next steps."""
    key = visit.path["key"]
    visit.concerns(reference=key)
    with visit.reading() as session:
        versions = session.scalars(
            select(ArticleVersion)
            .where(ArticleVersion.key == key)
            .order_by(ArticleVersion.number.desc())
        ).all()
        if not versions and key != _NEW:
            raise NoRecord(reason="no-such-article")
        facts = _facts(session, versions)
    return visit.page(
        "one.html",
        status,
        columns=[(each, visit.say(f"column-{each}")) for each in Column],
        topics=[(each, visit.say(f"topic-{each}")) for each in Topic],
        today=visit.now.date().isoformat(),
        **facts,
    )


def _facts(session: Session, versions: Sequence[ArticleVersion]) -> dict[str, object]:
    if not versions:
        return {"version": None, "entry": None, "versions": (), "state": "draft"}
    version = versions[0]
    bodies = (version.chinese_body, version.english_body)
    return {
        "version": version,
        "entry": session.get_one(ArticleEntry, version.key),
        "versions": [(each, _state(session, each)) for each in versions],
        "state": _state(session, version),
        # Cleaned by nh3 in `html`, so it may stand as it is.
        "previews": [Markup(html(it, media_of(session, it))) for it in bodies],  # noqa: S704
    }


def _save(visit: Visit) -> Answer:
    """Keep what was written as a new version."""
    form = visit.form
    column = form.choice("column", tuple(Column))
    topic = form.choice("topic", tuple(Topic))
    if not form.is_good:
        return _one(visit, 422)
    names = ("chinese_title", "chinese_body", "english_title", "english_body")
    draft = Draft(
        key=form["key"] if visit.path["key"] == _NEW else visit.path["key"],
        column=Column(column),
        topic=Topic(topic),
        **{name: form[name].replace("\r\n", "\n") for name in names},
        also=form["also"].replace("\r\n", "\n"),
        service=form["service"],
    )
    return _done(visit, "saved", lambda session, act: _saved(session, draft, act))


def _saved(session: Session, draft: Draft, act: Act) -> None:
    save_draft(session, draft, act)


def _step(visit: Visit) -> Answer:
    """Take a version one step on."""
    steps: dict[str, Callable[[Session, int, Act], None]] = {
        "submit": submit,
        "approve": approve,
        "return": lambda session, number, act: hand_back(
            session, number, act, visit.form["remark"]
        ),
        "publish": lambda session, number, act: publish(
            session,
            number,
            act,
            visit.form.day("starts") or visit.now.date(),
            visit.form.day("ends", is_needed=False) or FOR_EVER,
        ),
    }
    step = steps.get(visit.path["step"])
    if step is None:
        raise NoRecord(reason="no-such-page")
    number = visit.form.count("version", least=1)
    told = visit.path["step"]
    return _done(visit, told, lambda session, act: step(session, number, act))


def _withdraw(visit: Visit) -> Answer:
    """Show an article no more."""
    key, why = visit.path["key"], visit.form.text("remark")
    if not visit.form.is_good:
        return _one(visit, 422)
    return _done(
        visit, "withdrawn", lambda session, act: withdraw(session, key, act, why)
    )


def _done(visit: Visit, act: str, deed: Callable[[Session, Act], None]) -> Answer:
    key = visit.path["key"]
    reference = visit.form["key"] if key == _NEW else key
    try:
        with visit.acting(f"article {act}", reference=reference) as session:
            deed(session, Act(visit.member.number, visit.now))
    except (InvalidValue, CentreRefused, NoRecord) as fault:
        visit.form.refuse("step", _reason(fault))
        return _one(visit, 422)
    return visit.see(f"/{reference}", f"said-{act}")


def _reason(fault: Fault) -> str:
    if isinstance(fault, InvalidValue):
        return "invalid"
    return str(fault.facts.get("reason", "invalid"))


def _why(fault: InvalidValue) -> str:
    """Say what is wrong with a file: its size, or whatever it may be."""
    return "too-large" if fault.facts["reason"] == "too-large" else "kind"


def _media(visit: Visit, status: int = 200) -> Answer:
    """List pictures, sounds and films, and how articles name them."""
    with visit.reading() as session:
        wanted = select(Medium.name, Medium.media_type, func.length(Medium.data))
        media = session.execute(wanted.order_by(Medium.name)).all()
    return visit.page("media.html", status, media=media)


def _add_medium(visit: Visit) -> Answer:
    """Take a file in, as what it really is."""
    file = visit.form.file("file")
    name = visit.form.text("name", most=64)
    if file is None:
        visit.form.refuse("file", "needed")
        return _media(visit, 422)
    try:
        with visit.acting("medium added", reference=name) as session:
            keep_medium(session, name, file.data, visit.now)
    except InvalidValue as fault:
        is_name = fault.facts["field"] == "name"
        visit.form.refuse(*("name", "name") if is_name else ("file", _why(fault)))
        return _media(visit, 422)
    except CentreRefused as fault:
        visit.form.refuse("file", _reason(fault))
        return _media(visit, 422)
    return visit.see("/media", "said-medium")


def _badge(visit: Visit) -> Sequence[Badge]:
    with visit.reading() as session:
        waiting = sum(line.state == "submitted" for line in _lines(session))
    return (Badge(waiting, "to-review", path="/?state=submitted"),)


AREA = Area(
    key="content",
    roles={StaffRole.CLERK, StaffRole.SUPERVISOR},
    routes=(
        Get("/", _list),
        Get("/media", _media),
        Post("/media", _add_medium, largest=LARGEST_MEDIUM + _FORM_OVERHEAD),
        Get("/{key}", _one),
        Post("/{key}/save", _save, largest=_LARGEST_ARTICLE),
        Post("/{key}/withdraw", _withdraw, {StaffRole.SUPERVISOR}),
        Post("/{key}/{step}", _step),
    ),
    badge=_badge,
    rank=40,
)

"""What readers see today: lists, articles, media, and how often each was opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.content.captions import read_captions
from backend.content.markup import (
    MediumRef,
    blocks,
    caption_names,
    media_names,
    summary,
)
from backend.content.medium import CAPTIONS
from backend.store.content import (
    AgencyEntry,
    ArticleEntry,
    ArticleVersion,
    Medium,
    Publication,
    Reading,
)
from kiosk.domain.film import LARGEST_FILM, Cue, Film
from kiosk.domain.library import Agency, Article, Column, Topic, Wording

__all__ = [
    "Shown",
    "agencies",
    "count_reading",
    "films_of",
    "media_of",
    "shown_article",
    "shown_articles",
    "to_article",
]


@dataclass(frozen=True, slots=True)
class Shown:
    """One published article with where it stands."""

    entry: ArticleEntry
    version: ArticleVersion
    publication: Publication

    def title(self, language: str) -> str:
        """Give the title in a language; Chinese where there is no other."""
        english = self.version.english_title if language == "en" else ""
        return english or self.version.chinese_title

    def body(self, language: str) -> str:
        """Give the Markdown in a language; Chinese where there is no other."""
        english = self.version.english_body if language == "en" else ""
        return english or self.version.chinese_body

    def summary(self, language: str) -> str:
        """Give the beginning in plain words."""
        return summary(self.body(language))


def shown_articles(
    session: Session,
    today: date,
    column: Column | None = None,
    keys: Sequence[str] | None = None,
) -> list[Shown]:
    """Give what is shown today, the newest first, or the named ones in their order."""
    wanted = (
        select(ArticleEntry, ArticleVersion, Publication)
        .join(ArticleVersion, ArticleVersion.key == ArticleEntry.key)
        .join(Publication, Publication.version_id == ArticleVersion.version_id)
        .where(Publication.starts_on <= today, Publication.ends_on >= today)
        .order_by(Publication.starts_on.desc(), ArticleEntry.key)
    )
    if column is not None:
        wanted = wanted.where(Publication.column == column)
    if keys is not None:
        wanted = wanted.where(Publication.key.in_(keys))
    found = [Shown(*row) for row in session.execute(wanted)]
    if keys is not None:
        places = {key: place for place, key in enumerate(keys)}
        found.sort(key=lambda each: places[each.entry.key])
    return found


def shown_article(session: Session, key: str, today: date) -> Shown | None:
    """Find an article that is shown today."""
    return next(iter(shown_articles(session, today, keys=[key])), None)


def media_of(session: Session, markdown: str) -> dict[str, MediumRef]:
    """Look up the media that an article shows, without their contents."""
    names = media_names(markdown)
    named = {*names, *(each for name in names for each in caption_names(name))}
    wanted = select(Medium.name, Medium.digest, Medium.media_type).where(
        Medium.name.in_(named)
    )
    return {name: MediumRef(*rest) for name, *rest in session.execute(wanted)}


def films_of(session: Session, media: Mapping[str, MediumRef]) -> tuple[Film, ...]:
    """Give the films among media that terminals may play, with their captions."""
    found = (
        _film(session, name, ref, media)
        for name, ref in sorted(media.items())
        if ref.media_type.startswith("video/")
    )
    return tuple(film for film in found if film is not None)


def _film(
    session: Session, name: str, ref: MediumRef, media: Mapping[str, MediumRef]
) -> Film | None:
    size = session.scalar(
        select(func.length(Medium.data)).where(Medium.digest == ref.digest)
    )
    captions = [media.get(each) for each in caption_names(name)]
    if captions[0] is None or size is None or size > LARGEST_FILM:
        return None
    chinese, english = (_cues(session, each) for each in captions)
    return Film(ref.digest, chinese, english)


def _cues(session: Session, ref: MediumRef | None) -> tuple[Cue, ...]:
    medium = session.get(Medium, ref.digest) if ref is not None else None
    is_there = medium is not None and medium.media_type == CAPTIONS
    return read_captions(medium.data) if medium is not None and is_there else ()


def to_article(shown: Shown, media: Mapping[str, MediumRef], initials: str) -> Article:
    """Make the form that terminals read."""
    version = shown.version
    return Article(
        key=version.key,
        column=shown.entry.column,
        topic=shown.entry.topic,
        published_on=shown.publication.starts_on,
        chinese=_wording(version.chinese_title, version.chinese_body, media),
        english=_wording(version.english_title, version.english_body, media),
        initials=initials,
        service=shown.entry.service,
    )


def _wording(title: str, body: str, media: Mapping[str, MediumRef]) -> Wording:
    return Wording(title, summary(body), blocks(body, media))


def agencies(session: Session) -> list[Agency]:
    """Give every agency, by code."""
    entries = session.scalars(select(AgencyEntry).order_by(AgencyEntry.code))
    return [_agency(each) for each in entries]


def _agency(entry: AgencyEntry) -> Agency:
    names = (each for each in Agency.__dataclass_fields__ if each != "topics")
    told = {name: getattr(entry, name) for name in names}
    return Agency(**told, topics=_topics(entry.topics.split()))


def _topics(names: Iterable[str]) -> tuple[Topic, ...]:
    return tuple(Topic(name) for name in names)


def count_reading(session: Session, key: str, day: date, channel: str) -> None:
    """Count that an article was opened; by whom is not asked."""
    # Only the database there is gets loaded; the other takes a quarter of a second.
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # noqa: PLC0415
    row = insert(Reading).values(key=key, day=day, channel=channel, count=1)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Reading.key, Reading.day, Reading.channel],
            set_={"count": Reading.count + 1},
        )
    )

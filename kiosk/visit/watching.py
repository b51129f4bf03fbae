"""Watching a film: captions always on, stopped and begun again at will."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kiosk.domain.fault import Fault
from kiosk.domain.film import Film, Reel
from kiosk.visit.ask import Ask
from kiosk.visit.question import Tell
from kiosk.visit.reading import Entry, OpenPictures, Pick

__all__ = ["UnrollFilm", "WatchFilm", "offer_film"]

_WATCH = "watch"


@dataclass(frozen=True, slots=True)
class UnrollFilm(Ask[Reel]):
    """Decode a film into pictures and sound."""

    film: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WatchFilm(Ask[None]):
    """Play a film until its watcher is done."""

    reel: Reel
    film: Film

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 240


async def offer_film(film: Film | None) -> bool:
    """Let a film be watched before its article is read; tells whether it is here."""
    if film is None:
        return False
    (data,) = await OpenPictures((film.medium,))
    if not data:
        return False
    ways = (Entry(_WATCH, "film.watch", icon="play"), Entry("read", "film.read"))
    return await Pick("film", ways) != _WATCH or await _watched(film, data)


async def _watched(film: Film, data: bytes) -> bool:
    try:
        reel = await UnrollFilm(data)
    except Fault:
        # Truthful and harmless: the article says the same in words.
        await Tell("film-unreadable")
        return False
    await WatchFilm(reel, film)
    return True

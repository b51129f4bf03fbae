"""What the hall tells on the first screen: open or not, who waits, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.theme import TextRole
from ui.widgets.point import Point

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kiosk.ports.hall_board import HallBoard
    from ui.look import Look

__all__ = ["hall_lines"]

_MOST_NOTICES = 2


def hall_lines(board: HallBoard, look: Look, now: datetime) -> list[Point]:
    """Give one line for each thing that the hall tells at a moment."""
    # Wide screens have less height; in elder mode captions are large enough, too.
    role = TextRole.BODY if look.theme.is_portrait else TextRole.CAPTION
    told = (*_opening(board, look, now), *_queue(board, look, now))
    lines = [Point(look, icon, words, role) for icon, words in told]
    notices = _notices(board, look)
    return lines + [Point(look, "megaphone", words, role) for words in notices]


def _opening(board: HallBoard, look: Look, now: datetime) -> Iterator[tuple[str, str]]:
    if not board.tells_opening:
        return
    hours = board.opening_on(now)
    if hours is None:
        yield "clock", look.texts.say("hall.closed-today")
        return
    is_open = hours.opens <= now.time() < hours.closes
    key = "hall.open" if is_open else "hall.closed-now"
    span = {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
    yield "clock", look.texts.say(key, **span)


def _queue(board: HallBoard, look: Look, now: datetime) -> Iterator[tuple[str, str]]:
    queue = board.queue_at(now)
    if queue is None:
        return
    key = "hall.queue" if queue.minutes is None else "hall.queue-minutes"
    facts = {"waiting": queue.waiting, "minutes": queue.minutes}
    yield "users", look.texts.say(key if queue.waiting else "hall.no-queue", **facts)


def _notices(board: HallBoard, look: Look) -> list[str]:
    """Give the first notices in the language of the moment; none in another one."""
    language = look.texts.language
    there = [notice[language] for notice in board.notices if language in notice]
    return there[:_MOST_NOTICES]

"""One area of the staff's work: who may enter, its pages, and what waits there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from backend.web.answer import Answer
from kiosk.domain.staff import StaffRole

if TYPE_CHECKING:
    from backend.console.visit import Visit

__all__ = ["EVERYBODY", "Area", "Badge", "Get", "Page", "Post", "Tone"]

EVERYBODY: frozenset[StaffRole] = frozenset(StaffRole)

_SMALL_FORM = 64 << 10

Work = Callable[["Visit"], Answer]
"""What a page does: it runs on a thread of its own and may wait for the database."""


class Tone(StrEnum):
    """How urgent something is; told by a word and a colour, never a colour alone."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Badge:
    """What waits in an area, shown on the home page.

    Attributes:
        label: Key of the area's words, told after the count.
        path: Page of the area it leads to.
    """

    count: int
    label: str
    tone: Tone = Tone.CALM
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Page:
    """One address of an area and what happens there.

    Attributes:
        path: Below the area's own, as Starlette writes routes: ``/{case_no}``.
        roles: Who may, where not everybody of the area may.
        largest: Bytes of the largest form that is read.
    """

    method: Literal["GET", "POST"]
    path: str
    work: Work
    roles: Collection[StaffRole] | None = None
    largest: int = _SMALL_FORM


def Get(path: str, work: Work, roles: Collection[StaffRole] | None = None) -> Page:  # noqa: N802 - reads as the method's name
    """Make a page that is looked at; it must change nothing."""
    return Page("GET", path, work, roles)


def Post(  # noqa: N802 - reads as the method's name
    path: str,
    work: Work,
    roles: Collection[StaffRole] | None = None,
    largest: int = _SMALL_FORM,
) -> Page:
    """Make a page that a form of ours is sent to; it may change something."""
    return Page("POST", path, work, roles, largest)


def _nothing_waits(visit: Visit) -> Sequence[Badge]:
    del visit
    return ()


@dataclass(frozen=True, slots=True)
class Area:
    """One area; the console finds it as ``AREA`` in a file of ``console/pages``.

    Attributes:
        key: Names its addresses, templates and texts; small letters and hyphens.
        roles: Who sees it at all.
        badge: What waits; asked for the home page, so it must be quick.
        rank: Its place in the navigation.
    """

    key: str
    roles: Collection[StaffRole]
    routes: Sequence[Page]
    badge: Callable[[Visit], Sequence[Badge]] = _nothing_waits
    rank: int = 50

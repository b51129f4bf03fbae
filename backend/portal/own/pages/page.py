"""One address of the portal's own pages, and what happens there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from backend.portal.own.frame import Visit
from backend.web.answer import Answer

__all__ = ["Page"]

_SMALL_FORM = 64 << 10


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        largest: Bytes of the largest form that is read.
        needs_visitor: It is behind the door: somebody must be signed in.
        cost: How much of an asker's allowance a request takes.
        is_try: It tries to sign in, which has an allowance of its own.
    """

    method: Literal["GET", "POST"]
    path: str
    work: Callable[[Visit], Answer]
    largest: int = _SMALL_FORM
    needs_visitor: bool = True
    cost: float = 1
    is_try: bool = False

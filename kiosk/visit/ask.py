"""An ask: one typed question put to the resident or to the machine.

``await SomeAsk(...)`` inside a service hands the question to whoever drives
the conversation and gives the answer back, typed.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import ClassVar, Generic, TypeVar

__all__ = ["Ask"]

T_co = TypeVar("T_co", covariant=True)


class Ask(Generic[T_co]):
    """One question with an answer of type ``T_co``; subclasses are frozen dataclasses.

    Class attributes:
        key: Name for texts and logs, e.g. ``read-card``; never personal data.
        is_choice: The resident decided something; going back returns to it.
        is_deed: Nothing before it can be taken back once it is answered.
        is_remembered: Its answer is used again after going back, because no
            hardware is asked twice.
        can_leave: Whether the resident may end the visit while it is open.
        lends_reader: The contact reader is staff's while it is open; from then
            on a card that leaves it does not end the visit.
        patience_seconds: Idle time before the countdown; none for machines.
    """

    key: ClassVar[str] = "ask"
    is_choice: ClassVar[bool] = False
    is_deed: ClassVar[bool] = False
    is_remembered: ClassVar[bool] = False
    can_leave: ClassVar[bool] = True
    lends_reader: ClassVar[bool] = False
    patience_seconds: ClassVar[float | None] = None

    def __init_subclass__(cls) -> None:
        """Give each ask its key from its name."""
        super().__init_subclass__()
        cls.key = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __await__(self) -> Generator[Ask[T_co], T_co, T_co]:
        """Put the question and wait for its answer."""
        answer = yield self
        return answer

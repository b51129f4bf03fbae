"""The conversation engine: drives a service from ask to ask, without asyncio.

A service is a coroutine whose awaits yield asks. The engine remembers every
outcome, so that going back replays the answers so far, less the last choice,
into a fresh coroutine; deeds are never replayed past, hardware never asked
twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from kiosk.domain.fault import Fault
from kiosk.visit.ask import Ask

__all__ = ["Conversation", "Converse", "Left", "ReplayDiverged"]

Converse = Callable[[], Coroutine[Ask[Any], Any, None]]
"""A service's conversation: a coroutine function without arguments."""


class Left(BaseException):
    """Thrown into a service when the resident is gone; services never mention it.

    A `BaseException`, so that no ``except Exception`` can keep a visit alive.
    """


class ReplayDiverged(AssertionError):
    """A service asked differently on replay: it is not deterministic."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one ask: a value or a fault."""

    ask: Ask[Any]
    value: Any = None
    fault: Fault | None = None


class Conversation:
    """One run of one service.

    Attributes:
        ask: The open question; none when the conversation is over.
        step: Number of the open question, growing for ever within one visit,
            so that late answers are told apart.
    """

    def __init__(self, converse: Converse) -> None:
        """Prepare a conversation; `start` puts the first question."""
        self._converse = converse
        self._coroutine: Coroutine[Ask[Any], Any, None] | None = None
        self._outcomes: list[_Outcome] = []
        self._remembered: deque[_Outcome] = deque()
        self.ask: Ask[Any] | None = None
        self.step = 0

    def start(self) -> None:
        """Run to the first question."""
        self._coroutine = self._converse()
        self._move(None)

    def answer(self, value: object) -> None:
        """Answer the open question and run to the next."""
        self._keep(_Outcome(self._open(), value=value))

    def fail(self, fault: Fault) -> None:
        """Raise a fault at the open question and run to the next.

        Raises:
            Fault: the service did not catch it; the conversation is over.
        """
        self._keep(_Outcome(self._open(), fault=fault))

    def leave(self) -> None:
        """End at once; the service's ``finally`` blocks still run."""
        coroutine, self._coroutine, self.ask = self._coroutine, None, None
        self._outcomes.clear()
        self._remembered.clear()
        if coroutine is not None:
            _throw_out(coroutine)

    @property
    def is_over(self) -> bool:
        """Whether no question is open any more."""
        return self.ask is None

    @property
    def has_deed(self) -> bool:
        """Whether something was begun that cannot be taken back."""
        began = [past.ask for past in self._outcomes]
        began += [self.ask] if self.ask is not None else []
        return any(ask.is_deed for ask in began)

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier choice that may still be changed."""
        return self._last_choice() is not None

    def back(self) -> None:
        """Return to the last choice; does nothing when there is none."""
        last = self._last_choice()
        if last is None:
            return
        kept, dropped = self._outcomes[:last], self._outcomes[last:]
        redo = [past for past in dropped if past.ask.is_remembered and not past.fault]
        self.leave()
        self._coroutine = self._converse()
        self._outcomes = kept
        self._remembered = deque(redo)
        self._replay()

    def _replay(self) -> None:
        ask = self._send(None)
        for past in self._outcomes:
            if ask != past.ask:
                raise ReplayDiverged(past.ask.key)
            ask = self._resume(past)
        self._show(ask)

    def _last_choice(self) -> int | None:
        for place in reversed(range(len(self._outcomes))):
            past = self._outcomes[place].ask
            if past.is_deed:
                return None
            if past.is_choice:
                return place
        return None

    def _open(self) -> Ask[Any]:
        if self.ask is None:
            message = "no question is open"
            raise RuntimeError(message)
        return self.ask

    def _keep(self, outcome: _Outcome) -> None:
        self._outcomes.append(outcome)
        self._move(outcome)

    def _move(self, outcome: _Outcome | None) -> None:
        ask = self._send(None) if outcome is None else self._resume(outcome)
        while ask is not None and self._knows(ask):
            past = self._remembered.popleft()
            self._outcomes.append(past)
            ask = self._resume(past)
        self._show(ask)

    def _knows(self, ask: Ask[Any]) -> bool:
        return bool(self._remembered) and self._remembered[0].ask == ask

    def _show(self, ask: Ask[Any] | None) -> None:
        self.ask = ask
        self.step += 1

    def _resume(self, outcome: _Outcome) -> Ask[Any] | None:
        if outcome.fault is not None:
            return self._throw(outcome.fault)
        return self._send(outcome.value)

    def _send(self, value: object) -> Ask[Any] | None:
        coroutine = self._running()
        try:
            return coroutine.send(value)
        except StopIteration:
            self._end()
            return None
        except BaseException:
            self._end()
            raise

    def _throw(self, fault: Fault) -> Ask[Any] | None:
        coroutine = self._running()
        try:
            return coroutine.throw(fault)
        except StopIteration:
            self._end()
            return None
        except BaseException:
            self._end()
            raise

    def _running(self) -> Coroutine[Ask[Any], Any, None]:
        if self._coroutine is None:
            message = "the conversation is over"
            raise RuntimeError(message)
        return self._coroutine

    def _end(self) -> None:
        self._coroutine, self.ask = None, None
        self._outcomes.clear()
        self._remembered.clear()


def _throw_out(coroutine: Coroutine[Ask[Any], Any, None]) -> None:
    """Throw `Left` in; a service that asks on while leaving is simply closed."""
    try:
        coroutine.throw(Left())
    except (Left, StopIteration):
        return
    coroutine.close()

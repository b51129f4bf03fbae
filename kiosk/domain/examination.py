"""Judges by time and order whether a challenge was answered by somebody living.

Pure: it is told what each picture showed, and when. All times are seconds of
one clock, the camera's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from kiosk.domain.challenge import Action, Challenge

__all__ = ["Examination", "Glance", "Refusal", "Rules", "Sign"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How much time people get; generous, because eighty-year-olds take it.

    Attributes:
        least_reaction_seconds: Nobody answers a prompt faster than this.
        window_seconds: Time for one action, and for coming to rest after it.
        rest_seconds: How long somebody holds still to be at rest.
    """

    least_reaction_seconds: float = 0.15
    window_seconds: float = 10.0
    rest_seconds: float = 0.3


class Refusal(StrEnum):
    """Why a challenge was not passed."""

    TOO_SLOW = "too-slow"
    TOO_EARLY = "too-early"
    OTHER_ACTION = "other-action"
    TRACK_LOST = "track-lost"
    OTHER_FACE = "other-face"


@dataclass(frozen=True, slots=True)
class Sign:
    """An action that is complete, and when it began."""

    action: Action
    began_at: float


@dataclass(frozen=True, slots=True)
class Glance:
    """What one picture tells.

    Attributes:
        is_at_rest: Facing the camera, still, and well seen.
        loss: `Refusal.TRACK_LOST` or `Refusal.OTHER_FACE`, or none.
    """

    taken_at: float
    is_at_rest: bool
    signs: tuple[Sign, ...] = ()
    loss: Refusal | None = None


class _Phase(Enum):
    SETTLING = auto()
    PAUSING = auto()
    ASKING = auto()
    OVER = auto()


class Examination:
    """One challenge from its first prompt to its outcome.

    Blinks, and a mouth that speaks, are nobody's fault when nobody asked for them. A
    turn or a step that was not asked for is: before its own prompt it shows that the
    answer was there first, after another prompt that nobody is following.
    """

    def __init__(self, challenge: Challenge, rules: Rules | None = None) -> None:
        """Start with the person settling before the first prompt."""
        self._prompts = challenge.prompts
        self._rules = rules or Rules()
        self._phase = _Phase.SETTLING
        self._since: float | None = None
        self._rest_since: float | None = None
        self._done = 0
        self.refusal: Refusal | None = None

    @property
    def prompt(self) -> Action | None:
        """What is asked for now; none between prompts."""
        is_asking = self._phase is _Phase.ASKING
        return self._prompts[self._done].action if is_asking else None

    @property
    def awaits_rest(self) -> bool:
        """Whether the person is to come to rest before it goes on."""
        return self._phase is _Phase.SETTLING

    @property
    def next_action(self) -> Action | None:
        """What is asked for now or next; none when all is done."""
        is_left = self._done < len(self._prompts)
        return self._prompts[self._done].action if is_left else None

    @property
    def done(self) -> int:
        """How many prompts were answered."""
        return self._done

    @property
    def is_passed(self) -> bool:
        """Whether every prompt was answered and the person came to rest again."""
        return self._phase is _Phase.OVER and self.refusal is None

    def note(self, glance: Glance) -> None:
        """Take the next picture; pictures come in the order they were taken."""
        if self._phase is _Phase.OVER:
            return
        if self._since is None:
            self._since = glance.taken_at
        self._note_rest(glance)
        if glance.loss is not None:
            self._refuse(glance.loss)
        elif self._phase is _Phase.SETTLING:
            self._settle(glance)
        elif self._phase is _Phase.PAUSING:
            self._pause(glance)
        else:
            self._ask(glance)

    def _note_rest(self, glance: Glance) -> None:
        if not glance.is_at_rest:
            self._rest_since = None
        elif self._rest_since is None:
            self._rest_since = glance.taken_at

    def _settle(self, glance: Glance) -> None:
        """Wait until the person rests; the first prompt may be waited for at will."""
        resting = self._rest_since
        is_resting = resting is not None and (
            glance.taken_at - resting >= self._rules.rest_seconds
        )
        if is_resting:
            is_last = self._done == len(self._prompts)
            self._enter(_Phase.OVER if is_last else _Phase.PAUSING, glance)
        elif self._done > 0 and self._has_waited(glance, self._rules.window_seconds):
            self._refuse(Refusal.TOO_SLOW)

    def _pause(self, glance: Glance) -> None:
        coming = self._prompts[self._done]
        moved = [sign.action for sign in glance.signs if _is_large(sign)]
        if coming.action in moved:
            self._refuse(Refusal.TOO_EARLY)
        elif moved:
            self._enter(_Phase.SETTLING, glance)
        elif self._has_waited(glance, coming.pause_seconds):
            self._enter(_Phase.ASKING, glance)

    def _ask(self, glance: Glance) -> None:
        wanted = self._prompts[self._done].action
        soonest = (self._since or 0.0) + self._rules.least_reaction_seconds
        for sign in glance.signs:
            if sign.began_at < soonest:
                if _is_large(sign):
                    self._refuse(Refusal.TOO_EARLY)
                    return
            elif sign.action is wanted:
                self._done += 1
                self._enter(_Phase.SETTLING, glance)
                return
            elif _is_large(sign):
                self._refuse(Refusal.OTHER_ACTION)
                return
        if self._has_waited(glance, self._rules.window_seconds):
            self._refuse(Refusal.TOO_SLOW)

    def _has_waited(self, glance: Glance, seconds: float) -> bool:
        return self._since is not None and glance.taken_at - self._since >= seconds

    def _enter(self, phase: _Phase, glance: Glance) -> None:
        self._phase = phase
        self._since = glance.taken_at
        self._rest_since = None

    def _refuse(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self._phase = _Phase.OVER


def _is_large(sign: Sign) -> bool:
    """Whether nobody does this without meaning to."""
    return sign.action not in (Action.BLINK, Action.OPEN_MOUTH)

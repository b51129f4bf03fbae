"""What a probe found: a state, and the cause that explains it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

__all__ = ["Finding", "ProbeResult", "ProbeState", "worst_of"]


class ProbeState(StrEnum):
    """How a part is, from good to bad; *absent* is meant to be so and no trouble."""

    OK = "ok"
    ABSENT = "absent"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one probe saw.

    Attributes:
        cause: Key of the knowledge base that explains the state; empty when ok.
        detail: Figures and technical words; never personal data.
    """

    state: ProbeState
    cause: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """A finding with its probe, what to do about it, and how long it took."""

    probe: str
    state: ProbeState
    cause: str
    advice: str
    seconds: float
    detail: str = ""

    def as_line(self) -> dict[str, object]:
        """Give the stable form for scripts."""
        return asdict(self)


_RANK = (ProbeState.OK, ProbeState.ABSENT, ProbeState.WARNING, ProbeState.FAILED)


def worst_of(states: list[ProbeState]) -> ProbeState:
    """Give the gravest state; ok when there is none."""
    return max(states, key=_RANK.index, default=ProbeState.OK)

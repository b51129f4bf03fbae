"""What the face child and its parent tell each other."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.challenge import Challenge
from kiosk.domain.fault import Fault
from kiosk.ports.device import DeviceState
from kiosk.ports.face_judge import CameraSight, FaceVerdict, FaceView, Portrait
from kiosk.ports.paper_camera import PaperView

__all__ = [
    "Alive",
    "CallOff",
    "Condition",
    "Failed",
    "Judged",
    "LookAtPaper",
    "Match",
    "Seen",
    "Watch",
]


@dataclass(frozen=True, slots=True)
class Match:
    """To the child: compare whoever comes, and lives, with this portrait."""

    ticket: int
    reference: Portrait
    patience_seconds: float
    challenge: Challenge | None = None
    keeps_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """To the child: show what the camera sees, until it is called off."""

    ticket: int


@dataclass(frozen=True, slots=True)
class LookAtPaper:
    """To the child: show the paper before the camera, until it is called off."""

    ticket: int


@dataclass(frozen=True, slots=True)
class CallOff:
    """To the child: nobody wants that match any more."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Condition:
    """To the parent: the child's state has changed."""

    state: DeviceState
    cause: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Alive:
    """To the parent: still at it, though there is nothing to show."""


@dataclass(frozen=True, slots=True)
class Seen:
    """To the parent: one preview."""

    ticket: int
    view: FaceView | CameraSight | PaperView


@dataclass(frozen=True, slots=True)
class Judged:
    """To the parent: the match is done."""

    ticket: int
    verdict: FaceVerdict


@dataclass(frozen=True, slots=True)
class Failed:
    """To the parent: the match ended without a verdict."""

    ticket: int
    fault: Fault

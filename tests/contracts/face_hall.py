"""Places where a face judge can be watched at work: a real child, and its twin."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drivers.face.judge import ChildFaceJudge
from drivers.simulated.face_judge import SimulatedFaceJudge
from drivers.simulated.sample_people import CROWD, NOBODY
from drivers.simulated.scene import SceneCamera
from kiosk.ports.device import DeviceState
from kiosk.work.child import start_child

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.challenge import Action
    from kiosk.ports.face_judge import FaceJudge, FaceView
    from kiosk.ports.paper_camera import PaperCamera

__all__ = [
    "EVIDENCE_KEY",
    "PEOPLE_FOLDER",
    "ChildHall",
    "Hall",
    "TwinHall",
    "child_settings",
    "wait_until",
]

PEOPLE_FOLDER = Path(__file__).parents[2] / "var" / "sample-people"


class Hall(Protocol):
    """A judge, and the hall before its camera."""

    @property
    def judge(self) -> FaceJudge: ...
    @property
    def papers(self) -> PaperCamera: ...
    def be_patient(self) -> None: ...
    def be_hasty(self) -> None: ...
    def portrait(self, person: str) -> bytes: ...
    def show(self, person: str) -> None: ...
    def empty(self) -> None: ...
    def crowd(self) -> None: ...
    def unplug(self) -> None: ...
    def crash(self) -> None: ...
    def obey(self, view: FaceView) -> None: ...
    def close(self) -> None: ...


def wait_until(is_true: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for a condition; fails the test after the limit."""
    give_up_at = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < give_up_at, "the condition never came true"
        time.sleep(0.02)


EVIDENCE_KEY = X25519PrivateKey.generate()
"""Stands for the centre's key; its public half is given to the judges."""


def child_settings(scene: Path) -> dict[str, object]:
    """Settings of a child that looks at a scene file."""
    public = EVIDENCE_KEY.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    return {
        "evidence_key": public.decode(),
        "camera": "drivers.simulated.camera:open_scene",
        "camera_settings": {"scene": str(scene)},
    }


class ChildHall:
    """The real judge: models in a child, before films of the sample people."""

    def __init__(
        self,
        people: Path,
        scene: Path,
        *,
        silence_seconds: float = 8.0,
    ) -> None:
        self.people = people
        self.camera = SceneCamera(scene)
        self._prompt: Action | None = None
        self.empty()
        settings = child_settings(scene)
        self.judge = ChildFaceJudge(
            lambda: start_child("drivers.face.child_main:serve", settings),
            silence_seconds=silence_seconds,
        )

    @property
    def papers(self) -> PaperCamera:
        return self.judge

    def be_patient(self) -> None:
        self.judge.patience_seconds = 60.0

    def be_hasty(self) -> None:
        self.judge.patience_seconds = 3.0

    def portrait(self, person: str) -> bytes:
        return (self.people / person / "portrait.jpg").read_bytes()

    def show(self, person: str) -> None:
        self.camera.do("show", video=self.people / person / "camera.avi")

    def empty(self) -> None:
        self.camera.do("show", video=self.people / NOBODY)

    def crowd(self) -> None:
        self.camera.do("show", video=self.people / CROWD)

    def unplug(self) -> None:
        self.camera.do("unplugged")

    def crash(self) -> None:
        self.signal(signal.SIGKILL)

    def obey(self, view: FaceView) -> None:
        """Do what a new prompt asks for."""
        if view.prompt is not self._prompt:
            self._prompt = view.prompt
            if view.prompt is not None:
                self.camera.do(view.prompt)

    def signal(self, number: int) -> None:
        process_id = self.judge.process_id
        assert process_id is not None
        os.kill(process_id, number)

    def close(self) -> None:
        self.judge.close()

    def wait_online(self) -> None:
        wait_until(lambda: self.judge.status().state is DeviceState.ONLINE)


class TwinHall:
    """The twin: knows people by their portrait's bytes."""

    def __init__(self, people: Path) -> None:
        self.people = people
        self.judge = SimulatedFaceJudge(evidence_key=EVIDENCE_KEY.public_key())

    @property
    def papers(self) -> PaperCamera:
        return self.judge

    def be_patient(self) -> None:
        self.judge.patience_seconds = 60.0

    def be_hasty(self) -> None:
        self.judge.patience_seconds = 0.2

    def portrait(self, person: str) -> bytes:
        return (self.people / person / "portrait.jpg").read_bytes()

    def show(self, person: str) -> None:
        self.judge.do("show", portrait=self.portrait(person))

    def empty(self) -> None:
        self.judge.do("empty")

    def crowd(self) -> None:
        self.judge.do("crowd")

    def unplug(self) -> None:
        self.judge.do("unplugged")

    def crash(self) -> None:
        self.judge.do("crash")

    def obey(self, view: FaceView) -> None:
        """The twin's person obeys by itself."""

    def close(self) -> None:
        self.judge.close()

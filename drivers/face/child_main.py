"""The face child: owns camera and models, serves one match after another.

Native code may crash or hold the interpreter for long; here it harms no screen.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.face.fusion import adopt_points
from drivers.face.lookout import Lookout
from drivers.face.message import (
    Alive,
    CallOff,
    Condition,
    Failed,
    Judged,
    LookAtPaper,
    Match,
    Seen,
    Watch,
)
from drivers.face.sight import Camera, camera_named
from kiosk.domain.fault import Cancelled, DeviceLost, Expired, Fault
from kiosk.domain.kept_evidence import read_evidence_key
from kiosk.loading import load_giving_way
from kiosk.ports.device import DeviceState

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from drivers.face.detection import FaceDetector
    from drivers.face.embedding import FaceEncoder
    from drivers.face.eye import Eye
    from drivers.face.mesh import FaceMesh
    from kiosk.ports.companion import Channel

__all__ = ["serve"]

_IDLE_SECONDS = 2.0
_ALIVE_SECONDS = 1.0
_TURN_SECONDS = 0.001
"""How long the live picture waits for the judge's turn to end, of Python's own code."""


def serve(channel: Channel, settings: Mapping[str, object]) -> None:
    """Load camera and models, then match whenever the parent asks.

    Settings: ``camera``, the factory as ``module:function``, and
    ``camera_settings``, what it is given; ``liveness`` is false where no
    challenge is ever asked and no mesh is needed; ``evidence_key`` is the
    centre's public key, PEM, where pictures are kept as evidence; ``rule``
    a file of operating points in place of our own. Ends when the parent hangs up.
    """
    channel.send(Condition(DeviceState.STARTING))
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        service = _Service(channel, settings)
    except DeviceLost as lost:
        channel.send(_condition_of(lost))
        return
    service.run()


class _Service:
    """The child's loop: idle, now and then look for the camera, match."""

    def __init__(self, channel: Channel, settings: Mapping[str, object]) -> None:
        from drivers.face.second_opinion import OpinionBeside  # noqa: PLC0415

        # Of this thread: what is loaded giving way starts no process.
        self._second_opinion = OpinionBeside()
        self._channel = channel
        self._sending = threading.Lock()
        load_giving_way(lambda: self._load(settings))
        self._told: Condition | None = None
        self._alive_at = 0.0

    def _load(self, settings: Mapping[str, object]) -> None:
        # Heavy imports stand here, after the first sign of life.
        from drivers.face.detection import FaceDetector, use_threads  # noqa: PLC0415
        from drivers.face.embedding import FaceEncoder  # noqa: PLC0415
        from drivers.face.mesh import FaceMesh  # noqa: PLC0415

        # Threads of OpenCV that began here would give way for good.
        use_threads(1)
        self._camera = _camera_of(settings)
        self._paper_camera = _camera_of(settings, {"papers": True})
        self._lookout = Lookout(self._camera)
        self._detector = FaceDetector()
        self._encoder = FaceEncoder(self._second_opinion)
        self._mesh = FaceMesh() if settings.get("liveness", True) else None
        self._evidence_key = _evidence_key_of(settings)
        if settings.get("rule"):
            adopt_points(Path(str(settings["rule"])))
        _warm_up(self._detector, self._encoder, self._mesh)
        use_threads()

    def run(self) -> None:
        """Serve until the parent hangs up, or a camera or helper is beyond help."""
        is_sound = True
        while is_sound:
            self._tell_camera()
            try:
                message = self._channel.receive(_IDLE_SECONDS)
            except Expired:
                is_sound = self._second_opinion.is_alive
                continue
            if isinstance(message, Match | Watch | LookAtPaper):
                is_sound = self._serve(message)

    def _serve(self, wish: Match | Watch | LookAtPaper) -> bool:
        """Answer one wish; whether the camera can serve another."""
        camera = self._camera
        match wish:
            case Match():
                camera = eye = self._eye(wish)
                answer: Judged | Failed = self._answer(wish, eye)
            case Watch():
                answer = self._watch(wish)
            case LookAtPaper():
                answer = self._look_at_paper(wish)
        self._tell_camera()
        self._send(answer)
        is_free = all([camera.stop(), self._paper_camera.stop()])
        gc.collect()
        return is_free and self._second_opinion.is_alive

    def _send(self, message: object) -> None:
        """Tell the parent; the live picture comes from a thread of its own."""
        with self._sending:
            self._channel.send(message)

    def _eye(self, match: Match) -> Eye:
        from drivers.face.eye import Eye  # noqa: PLC0415

        return Eye(self._camera, lambda view: self._send(Seen(match.ticket, view)))

    def _answer(self, match: Match, eye: Eye) -> Judged | Failed:
        from drivers.face.sitting import Sitting  # noqa: PLC0415

        sitting = Sitting(
            self._detector,
            self._encoder,
            self._mesh,
            eye.caption,
            lambda: self._check_wanted(match.ticket),
            evidence_key=self._evidence_key,
            is_shown_beside=True,
        )
        try:
            verdict = sitting.judge(match, eye)
        except Fault as fault:
            # Without its second opinion this process ends; the camera is well.
            if isinstance(fault, DeviceLost) and self._second_opinion.is_alive:
                self._lookout.note_failure(fault)
            return Failed(match.ticket, fault)
        finally:
            eye.shut()
        self._lookout.note_success()
        return Judged(match.ticket, verdict)

    def _watch(self, wish: Watch) -> Failed:
        from drivers.face.watching import watch  # noqa: PLC0415

        try:
            watch(
                self._camera,
                lambda sight: self._send(Seen(wish.ticket, sight)),
                lambda: self._check_wanted(wish.ticket),
            )
        except Fault as fault:
            if isinstance(fault, DeviceLost):
                self._lookout.note_failure(fault)
            return Failed(wish.ticket, fault)

    def _look_at_paper(self, wish: LookAtPaper) -> Failed:
        from drivers.face.paper import look_at_paper  # noqa: PLC0415

        try:
            look_at_paper(
                self._paper_camera,
                lambda view: self._send(Seen(wish.ticket, view)),
                lambda: self._check_wanted(wish.ticket),
            )
        except Fault as fault:
            return Failed(wish.ticket, fault)

    def _check_wanted(self, ticket: int) -> None:
        """Raise `Cancelled` after a call-off; tell now and then that we live."""
        if time.monotonic() - self._alive_at > _ALIVE_SECONDS:
            self._alive_at = time.monotonic()
            self._send(Alive())
        try:
            message = self._channel.receive(0)
        except Expired:
            return
        if isinstance(message, CallOff) and message.ticket == ticket:
            raise Cancelled

    def _tell_camera(self) -> None:
        condition = self._lookout.condition()
        if condition != self._told:
            self._send(condition)
            self._told = condition


def _camera_of(
    settings: Mapping[str, object], also: Mapping[str, object] | None = None
) -> Camera:
    inner = settings.get("camera_settings", {})
    if not isinstance(inner, Mapping):
        raise DeviceLost(part="camera", reason="settings")
    return camera_named(str(settings["camera"]), {**inner, **(also or {})})


def _evidence_key_of(settings: Mapping[str, object]) -> X25519PublicKey | None:
    stated = settings.get("evidence_key")
    return read_evidence_key(str(stated).encode()) if stated else None


def _warm_up(
    detector: FaceDetector, encoder: FaceEncoder, mesh: FaceMesh | None
) -> None:
    """Run every network once: the first run is slow and takes its memory."""
    import numpy as np  # noqa: PLC0415

    from drivers.face.detection import Face  # noqa: PLC0415

    blank = np.full((480, 640, 3), 128, np.uint8)
    detector.faces(blank)
    box = [220, 140, 200, 200]
    points = [280, 210, 360, 210, 320, 260, 290, 300, 350, 300]
    face = Face(np.array([*box, *points, 1.0], np.float32))
    encoder.template(blank, face)
    if mesh is not None:
        mesh.mesh(blank, face)


def _condition_of(lost: DeviceLost) -> Condition:
    state = DeviceState.HARDWARE_ERROR
    if lost.facts.get("reason") == "wrong-hash":
        state = DeviceState.TAMPERED
    return Condition(state, lost.key, str(lost))

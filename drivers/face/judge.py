"""The parent's side of face matching: starts, watches and replaces the child."""

from __future__ import annotations

import itertools
import time
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from drivers.face.message import (
    CallOff,
    Condition,
    Failed,
    Judged,
    LookAtPaper,
    Match,
    Seen,
    Watch,
)
from drivers.face.weights import MESH, SFACE, YUNET
from kiosk.domain.fault import (
    Cancelled,
    DeviceLost,
    Expired,
    Fault,
    PictureUnreadable,
)
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.paper_camera import PAGE_KEPT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.challenge import Challenge
    from kiosk.ports.companion import Companion, Launch
    from kiosk.ports.device import Cancellation
    from kiosk.ports.face_judge import (
        CameraSight,
        FaceVerdict,
        FaceView,
        Portrait,
    )
    from kiosk.ports.paper_camera import PaperView

__all__ = ["ChildFaceJudge"]

_POLL_SECONDS = 0.05
_START_SECONDS = 30.0
_SILENCE_SECONDS = 8.0
_LONGEST_PAUSE_SECONDS = 60.0


class ChildFaceJudge:
    """A `FaceJudge` and `PaperCamera` of `kiosk.ports`; its work is a child's.

    The child starts with this object, so that its models are loaded before the
    first resident comes. One that crashed, was killed or fell silent is replaced
    at the next `status` or `match`; one that never comes up is tried again with
    growing pauses.

    Attributes:
        patience_seconds: How long a match waits for enough good frames; may be
            changed between matches.
    """

    def __init__(
        self,
        launch: Launch,
        *,
        name: str = "face",
        patience_seconds: float = 25.0,
        silence_seconds: float = _SILENCE_SECONDS,
        camera: str = "",
    ) -> None:
        """Start the child.

        A child that says nothing for ``silence_seconds`` in a match is hung;
        ``camera`` is what the technician calls the one it was given.
        """
        self._camera = camera
        self._launch = launch
        self._name = name
        self.patience_seconds = patience_seconds
        self._silence_seconds = silence_seconds
        self._tickets = itertools.count(1)
        self._child: Companion | None = None
        self._condition = Condition(DeviceState.STARTING)
        self._failed_starts = 0
        self._retry_at = 0.0
        self._is_closed = False
        self._page, self._page_at = b"", 0.0
        self._start_child()

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    @property
    def process_id(self) -> int | None:
        """The child's process id, for measuring and for the technician."""
        return self._child.process_id if self._child else None

    def status(self) -> DeviceStatus:
        """Tell what the child last said; brings up a fresh one when it is gone.

        A page that nobody took is forgotten.
        """
        if time.monotonic() - self._page_at > PAGE_KEPT_SECONDS:
            self._page = b""
        self._start_child()
        self._hear_conditions()
        told = self._condition
        return DeviceStatus(told.state, cause=told.cause, detail=told.detail)

    def capabilities(self) -> Capabilities:
        """Tell which camera the child uses and by which models it judges."""
        models = (YUNET.file_name, SFACE.file_name, MESH.file_name, "dlib-resnet")
        return Capabilities(
            frozenset({DeviceClass.CAMERA}),
            model=self._camera,
            driver=f"OpenCV {version('opencv-python-headless')}",
            features=MappingProxyType({Feature.MODELS: models}),
        )

    def close(self) -> None:
        """End the child; a second call does nothing."""
        self._is_closed = True
        self._drop(DeviceState.OFFLINE)

    def match(
        self,
        reference: Portrait,
        show: Callable[[FaceView], None],
        cancellation: Cancellation,
        challenge: Challenge | None = None,
        *,
        keeps_evidence: bool = False,
    ) -> FaceVerdict:
        """Gather good frames and judge; see `kiosk.ports.face_judge.FaceJudge`."""
        child = self._ready_child(cancellation)
        ticket = next(self._tickets)
        try:
            patience = self.patience_seconds
            child.send(Match(ticket, reference, patience, challenge, keeps_evidence))
            outcome = self._outcome(child, ticket, show, cancellation)
        except DeviceLost:
            self._drop(DeviceState.HARDWARE_ERROR)
            raise
        if isinstance(outcome, Failed):
            raise outcome.fault
        return outcome.verdict

    def look_at_paper(
        self, show: Callable[[PaperView], None], cancellation: Cancellation
    ) -> None:
        """Show a paper; see `kiosk.ports.paper_camera.PaperCamera`."""

        def show_and_keep(view: PaperView) -> None:
            self._page, self._page_at = view.jpeg, time.monotonic()
            show(view)

        self._page = b""
        self._shown(LookAtPaper, show_and_keep, cancellation)

    def take_page(self) -> bytes:
        """Give the page and forget it; see `kiosk.ports.paper_camera.PaperCamera`."""
        page, self._page = self._page, b""
        if not page:
            raise PictureUnreadable(reason="none")
        return page

    def watch(
        self, show: Callable[[CameraSight], None], cancellation: Cancellation
    ) -> None:
        """Show what the camera sees; see `kiosk.ports.face_judge.FaceJudge`."""
        self._shown(Watch, show, cancellation)

    def _shown(
        self,
        wish: type[Watch | LookAtPaper],
        show: Callable[[Any], None],
        cancellation: Cancellation,
    ) -> None:
        """Have the child show something until it is called off."""
        child = self._ready_child(cancellation)
        ticket = next(self._tickets)
        try:
            child.send(wish(ticket))
            outcome = self._outcome(child, ticket, show, cancellation)
        except DeviceLost:
            self._drop(DeviceState.HARDWARE_ERROR)
            raise
        if isinstance(outcome, Failed):
            raise outcome.fault

    def _outcome(
        self,
        child: Companion,
        ticket: int,
        show: Callable[[Any], None],
        cancellation: Cancellation,
    ) -> Judged | Failed:
        heard_at = time.monotonic()
        while True:
            if cancellation.is_cancelled:
                # The child's late answers carry this ticket and are dropped.
                child.send(CallOff(ticket))
                raise Cancelled
            try:
                message = child.receive(_POLL_SECONDS)
            except Expired:
                self._check_silence(heard_at)
                continue
            heard_at = time.monotonic()
            if isinstance(message, Condition):
                self._condition = message
            elif isinstance(message, Seen) and message.ticket == ticket:
                show(message.view)
            elif isinstance(message, Judged | Failed) and message.ticket == ticket:
                return message

    def _check_silence(self, heard_at: float) -> None:
        if time.monotonic() - heard_at > self._silence_seconds:
            raise DeviceLost(part="child", reason="silent")

    def _ready_child(self, cancellation: Cancellation) -> Companion:
        """Wait until a child has its models loaded."""
        give_up_at = time.monotonic() + _START_SECONDS
        while time.monotonic() < give_up_at:
            self._start_child()
            self._hear_conditions()
            if self._child is None:
                raise DeviceLost(part="child", reason="not-running")
            if self._condition.state is not DeviceState.STARTING:
                return self._child
            cancellation.wait(_POLL_SECONDS)
        self._drop(DeviceState.HARDWARE_ERROR)
        raise DeviceLost(part="child", reason="not-starting")

    def _hear_conditions(self) -> None:
        """Take what the child said since last time, without waiting."""
        while self._child is not None:
            try:
                message = self._child.receive(0)
            except Expired:
                return
            except DeviceLost:
                self._drop(DeviceState.HARDWARE_ERROR)
                return
            if isinstance(message, Condition):
                self._condition = message
                self._note_start(message)

    def _note_start(self, told: Condition) -> None:
        if told.state in (DeviceState.ONLINE, DeviceState.NO_DEVICE):
            self._failed_starts = 0

    def _start_child(self) -> None:
        is_early = time.monotonic() < self._retry_at
        if self._child is not None or self._is_closed or is_early:
            return
        self._condition = Condition(DeviceState.STARTING)
        self._failed_starts += 1
        try:
            self._child = self._launch()
        except Fault as fault:
            self._pause(Condition(DeviceState.HARDWARE_ERROR, fault.key, str(fault)))

    def _drop(self, state: DeviceState) -> None:
        """Put an end to the child and remember the worst that is known of it."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
        told = self._condition
        is_told = told.state in (DeviceState.HARDWARE_ERROR, DeviceState.TAMPERED)
        self._pause(told if is_told else Condition(state, DeviceLost.key))

    def _pause(self, condition: Condition) -> None:
        """Start again at once after the first failure, later more and more slowly."""
        self._condition = condition
        pause = 2.0**self._failed_starts if self._failed_starts > 1 else 0.0
        self._retry_at = time.monotonic() + min(pause, _LONGEST_PAUSE_SECONDS)

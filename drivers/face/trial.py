"""One challenge before the camera: track, gauge and face feed the examination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.face.gauge import Gauge
from drivers.face.sameness import Sameness
from drivers.face.seam import Seams
from drivers.face.track import Track
from kiosk.domain.challenge import Action
from kiosk.domain.examination import Examination, Glance, Refusal, Rules
from kiosk.domain.fault import (
    ChallengeMissed,
    ChallengeMistaken,
    FaceChanged,
    FaceFault,
)
from kiosk.ports.face_judge import Advice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.face.detection import Face
    from drivers.face.embedding import Template
    from drivers.face.mesh import FaceMesh
    from drivers.face.picture import Pixels
    from kiosk.domain.challenge import Challenge

__all__ = ["Trial"]

_WIDEST_BEFORE_CLOSER = 260.0
_FAULTS: dict[Refusal, type[FaceFault]] = {
    Refusal.TOO_SLOW: ChallengeMissed,
    Refusal.TOO_EARLY: ChallengeMistaken,
    Refusal.OTHER_ACTION: ChallengeMistaken,
    Refusal.TRACK_LOST: FaceChanged,
    Refusal.OTHER_FACE: FaceChanged,
}


class Trial:
    """Follows one person from the first rest to the outcome.

    After each answer the face is compared with the first one before the next
    prompt is put, and all the time while an answer is awaited, so that nobody can
    take another's place in between or for the answer alone. What
    happens before the first prompt is forgiven: people come and go.
    """

    def __init__(
        self, challenge: Challenge, mesh: FaceMesh, rules: Rules | None = None
    ) -> None:
        """Begin with nobody."""
        self._challenge = challenge
        self._mesh = mesh
        self._rules = rules
        self._begin()

    def _begin(self) -> None:
        self._examination = Examination(self._challenge, self._rules)
        self._track, self._gauge, self._same = Track(), Gauge(), Sameness()
        self._seams = Seams()
        self._face: Face | None = None
        self._is_resting = False
        self._checked_after = -1
        self._advice = Advice.LOOK_HERE

    @property
    def prompt(self) -> Action | None:
        """What is asked for now."""
        return self._examination.prompt

    @property
    def advice(self) -> Advice:
        """What to say between prompts."""
        return self._advice

    @property
    def progress(self) -> float:
        """How much of the challenge is done, 0 to 1."""
        return self._examination.done / len(self._challenge.prompts)

    @property
    def has_begun(self) -> bool:
        """Whether the first prompt was on its way; from now on all counts."""
        examination = self._examination
        return examination.done > 0 or not examination.awaits_rest

    @property
    def is_passed(self) -> bool:
        """Whether all was answered, by one and the same face."""
        return self._examination.is_passed and self._refusal is None

    @property
    def is_cut(self) -> bool:
        """Whether the picture jumped as only a film does that is put together."""
        return self._seams.is_film

    @property
    def wants_template(self) -> bool:
        """Whether this picture is good for comparing the face."""
        return self._is_resting and self._examination.prompt is None

    @property
    def acting(self) -> Face | None:
        """The face that is to answer; none between prompts, or where none is seen."""
        return self._face if self._examination.prompt is not None else None

    def fault(self) -> FaceFault | None:
        """Name what refused the person, if anything did."""
        refusal = self._refusal
        return None if refusal is None else _FAULTS[refusal](reason=str(refusal))

    @property
    def _refusal(self) -> Refusal | None:
        return self._examination.refusal or self._loss

    @property
    def _loss(self) -> Refusal | None:
        if self._same.is_broken:
            return Refusal.OTHER_FACE
        return Refusal.TRACK_LOST if self._track.is_broken else None

    def look(
        self,
        pixels: Pixels,
        faces: Sequence[Face],
        trouble: Advice | None,
        taken_at: float,
    ) -> bool:
        """Take the next picture; false when all began anew with another person."""
        face = self._face = self._track.follow(faces, taken_at)
        if self._loss is not None and not self.has_begun:
            self._begin()
            return False
        mesh = self._mesh.mesh(pixels, face) if face is not None else None
        reading = self._gauge.read(mesh, taken_at) if mesh is not None else None
        if face is not None and mesh is not None and self.has_begun:
            self._seams.note(pixels, face, mesh, taken_at)
        self._advice = self._advise(face, trouble, is_measured=reading is not None)
        self._is_resting = self._advice is Advice.HOLD_STILL
        was_settling = self._examination.awaits_rest
        self._examination.note(
            Glance(
                taken_at,
                is_at_rest=self._is_resting and self._is_checked,
                signs=reading.signs if reading is not None else (),
                loss=self._loss,
            )
        )
        if was_settling and not self._examination.awaits_rest:
            self._gauge.rebase()
        return True

    def note(self, template: Template) -> bool:
        """Compare the face of the last picture; whether it is still the first one."""
        self._same.note(template)
        if not self._same.is_doubtful:
            self._checked_after = self._examination.done
        return not self._same.is_doubtful

    def note_acting(self, template: Template) -> None:
        """Compare the acting face of the last picture with the first one."""
        self._same.note_acting(template)

    @property
    def _is_checked(self) -> bool:
        """Whether the face was compared since the last answer."""
        return self._checked_after == self._examination.done

    def _advise(
        self, face: Face | None, trouble: Advice | None, *, is_measured: bool
    ) -> Advice:
        if trouble is not None:
            return trouble
        if face is None or not is_measured:
            return Advice.LOOK_HERE
        if not self._gauge.is_home():
            return Advice.FACE_FORWARD
        is_next = self._examination.next_action is Action.COME_CLOSER
        if is_next and face.width > _WIDEST_BEFORE_CLOSER:
            return Advice.STEP_BACK
        return Advice.HOLD_STILL

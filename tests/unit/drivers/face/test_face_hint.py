"""A mask and light from one side are told; nobody is kept waiting for it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.face.hint import Hints, hint
from drivers.face.message import Match
from drivers.face.sitting import Sitting
from drivers.simulated.covering import CLOTHS, MASK_OUTLINE, lit_from_side, masked
from kiosk.ports.face_judge import Advice, FaceView, Portrait, PortraitOrigin
from tests.contracts.face_hall import PEOPLE_FOLDER
from tests.unit.drivers.face.puppet import Picture, detector, mesh_of, network, still
from tests.unit.drivers.face.staging import encoder, on_stage

pytestmark = pytest.mark.xdist_group("face")

SEEN = [cloth for cloth in CLOTHS if cloth != "beige"]


def told_of(picture: Picture) -> Advice | None:
    return hint(picture, detector().faces(picture)[0])


def behind(person: str, cloth: str) -> Picture:
    bare = still(person)
    outline = mesh_of(bare).points[list(MASK_OUTLINE)]
    return masked(bare, outline, CLOTHS[cloth])


@pytest.mark.parametrize("person", ["first", "second"])
def test_a_bare_face_in_usual_light_is_told_nothing(person: str) -> None:
    assert told_of(still(person)) is None


@pytest.mark.parametrize("cloth", SEEN)
def test_a_mask_is_seen_whatever_its_colour(cloth: str) -> None:
    assert told_of(behind("first", cloth)) is Advice.TAKE_OFF_MASK


def test_light_from_one_side_is_seen_and_a_little_shadow_is_not() -> None:
    middle = float(detector().faces(still("first"))[0].landmarks[2][0])
    assert told_of(lit_from_side(still("first"), middle, 0.9)) is Advice.EVEN_LIGHT
    assert told_of(lit_from_side(still("first"), middle, 0.2)) is None


def test_a_camera_without_colours_hints_at_no_mask() -> None:
    grey = cv2.cvtColor(behind("first", "white"), cv2.COLOR_BGR2GRAY)
    assert told_of(np.repeat(grey[:, :, None], 3, axis=2)) is None


def test_a_hint_is_told_for_eight_seconds_and_never_again() -> None:
    hints = Hints()
    told = [hints.note(Advice.TAKE_OFF_MASK, at) for at in (3.0, 10.9, 11.1, 60.0)]
    assert told == [Advice.TAKE_OFF_MASK, Advice.TAKE_OFF_MASK, None, None]
    assert hints.note(None, 12.0) is None
    assert hints.note(Advice.EVEN_LIGHT, 70.0) is Advice.EVEN_LIGHT


def test_whoever_keeps_the_mask_on_is_judged_by_the_likeness_all_the_same() -> None:
    shown: list[FaceView] = []
    stage = on_stage(behind("first", "blue"), lambda _: [])
    image = (PEOPLE_FOLDER / "first" / "portrait.jpg").read_bytes()
    match = Match(1, Portrait(image, PortraitOrigin.ENROLLED), 600.0)
    sitting = Sitting(detector(), encoder(), network(), shown.append, lambda: None)
    assert sitting.judge(match, stage).frames >= 5
    assert Advice.TAKE_OFF_MASK in {view.advice for view in shown}
    assert shown[-1].advice is Advice.HOLD_STILL

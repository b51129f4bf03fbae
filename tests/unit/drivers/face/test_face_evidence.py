"""Five frames of one person make a verdict."""

from __future__ import annotations

import numpy as np
import pytest

from drivers.face.embedding import Template
from drivers.face.evidence import FRAMES_WANTED, Evidence
from kiosk.ports.face_judge import FaceDecision, PortraitOrigin


def _template(place: int, *, with_dlib: bool = True) -> Template:
    """Make the template of an invented face; another place is another person."""
    sface = np.zeros(128, np.float32)
    sface[place] = 1.0
    dlib = np.zeros(128)
    dlib[place] = 0.6
    return Template(sface, dlib if with_dlib else None)


def _gather(evidence: Evidence, place: int, times: list[float]) -> None:
    for at in times:
        template = _template(place, with_dlib=evidence.wants_second_opinion)
        evidence.add(template, at)


_TIMES = [0.0, 0.1, 0.2, 0.3, 0.4]


@pytest.mark.parametrize(
    ("place", "decision"), [(1, FaceDecision.ACCEPT), (2, FaceDecision.REFUSE)]
)
def test_five_frames_make_a_verdict(place: int, decision: FaceDecision) -> None:
    evidence = Evidence(_template(1), PortraitOrigin.ENROLLED)
    assert not evidence.is_complete
    _gather(evidence, place, _TIMES)
    assert evidence.is_complete
    verdict = evidence.verdict()
    assert verdict.decision is decision
    assert verdict.frames == FRAMES_WANTED
    assert verdict.frame_seconds == pytest.approx(0.4)


def test_dlib_is_asked_on_every_third_frame() -> None:
    evidence = Evidence(_template(1), PortraitOrigin.CHIP)
    asked = []
    for at in _TIMES:
        asked.append(evidence.wants_second_opinion)
        _gather(evidence, 1, [at])
    assert asked == [True, False, False, True, False]


def test_somebody_else_in_the_middle_starts_anew() -> None:
    evidence = Evidence(_template(1), PortraitOrigin.ENROLLED)
    _gather(evidence, 1, _TIMES[:4])
    _gather(evidence, 2, [0.5])
    assert evidence.progress == pytest.approx(0.2)
    _gather(evidence, 2, [0.6, 0.7, 0.8, 0.9])
    assert evidence.verdict().decision is FaceDecision.REFUSE


def test_frames_too_close_in_time_are_not_due() -> None:
    evidence = Evidence(_template(1), PortraitOrigin.ENROLLED)
    assert evidence.is_due(0.0)
    _gather(evidence, 1, [0.0])
    assert not evidence.is_due(0.05)
    assert evidence.is_due(0.11)


def test_templates_do_not_show_when_printed() -> None:
    assert repr(_template(1)) == "Template()"


def test_forgetting_leaves_nothing() -> None:
    evidence = Evidence(_template(1), PortraitOrigin.ENROLLED)
    _gather(evidence, 1, _TIMES[:3])
    evidence.forget()
    assert evidence.progress == 0.0
    assert evidence.is_due(0.21)

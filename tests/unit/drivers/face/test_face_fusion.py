"""One decision out of two opinions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.face.fusion import (
    POINTS_FILE,
    Likeness,
    decide,
    load_points,
    operating_point,
)
from kiosk.domain.fault import InvalidValue
from kiosk.ports.face_judge import FaceDecision, PortraitOrigin

_COSINES = st.floats(-1.0, 1.0)
_DISTANCES = st.floats(0.0, 1.5)
_ORIGINS = st.sampled_from(list(PortraitOrigin))
_STRICT = load_points(POINTS_FILE.with_name("strict_points.toml"))
_RANK = [FaceDecision.REFUSE, FaceDecision.REVIEW, FaceDecision.ACCEPT]


@pytest.mark.parametrize(
    ("cosine", "distance", "chip", "enrolled"),
    [
        (0.80, 0.30, FaceDecision.ACCEPT, FaceDecision.ACCEPT),
        (0.45, 0.549, FaceDecision.ACCEPT, FaceDecision.ACCEPT),
        (0.80, 0.55, FaceDecision.ACCEPT, FaceDecision.REVIEW),
        (0.44, 0.30, FaceDecision.ACCEPT, FaceDecision.REVIEW),
        (0.39, 0.599, FaceDecision.ACCEPT, FaceDecision.REVIEW),
        (0.389, 0.30, FaceDecision.REVIEW, FaceDecision.REVIEW),
        (0.80, 0.60, FaceDecision.REVIEW, FaceDecision.REVIEW),
        (0.30, 0.90, FaceDecision.REVIEW, FaceDecision.REVIEW),
        (0.10, 0.44, FaceDecision.REVIEW, FaceDecision.REVIEW),
        (0.10, 0.45, FaceDecision.REFUSE, FaceDecision.REFUSE),
        (0.29, 0.59, FaceDecision.REFUSE, FaceDecision.REFUSE),
    ],
)
def test_decisions_at_the_thresholds(
    cosine: float, distance: float, chip: FaceDecision, enrolled: FaceDecision
) -> None:
    likeness = Likeness(cosine, distance)
    assert decide(likeness, operating_point(PortraitOrigin.CHIP)) is chip
    assert decide(likeness, operating_point(PortraitOrigin.ENROLLED)) is enrolled


@given(_COSINES, _DISTANCES, _COSINES, _DISTANCES, _ORIGINS)
def test_who_is_more_alike_by_both_never_fares_worse(
    cosine: float, distance: float, more: float, less: float, origin: PortraitOrigin
) -> None:
    one = Likeness(min(cosine, more), max(distance, less))
    other = Likeness(max(cosine, more), min(distance, less))
    point = operating_point(origin)
    assert _RANK.index(decide(one, point)) <= _RANK.index(decide(other, point))
    assert one.score <= other.score


@given(_DISTANCES, _ORIGINS)
def test_dlib_alone_never_accepts(distance: float, origin: PortraitOrigin) -> None:
    likeness = Likeness(0.2, distance)
    assert decide(likeness, operating_point(origin)) is not FaceDecision.ACCEPT


@given(_COSINES, _ORIGINS)
def test_sface_alone_never_accepts(cosine: float, origin: PortraitOrigin) -> None:
    likeness = Likeness(cosine, 0.9)
    assert decide(likeness, operating_point(origin)) is not FaceDecision.ACCEPT


def test_one_odd_frame_counts_nothing() -> None:
    likeness = Likeness.median_of([0.7, 0.71, -0.9, 0.69, 0.7], [0.3, 1.4, 0.31])
    assert likeness == Likeness(0.7, 0.31)


@pytest.mark.parametrize("origin", list(PortraitOrigin))
def test_operating_points_carry_their_measured_errors(origin: PortraitOrigin) -> None:
    point = operating_point(origin)
    assert point.false_matches / point.strangers < 0.001
    assert point.misses / point.genuine < 0.03
    assert point.measured_on
    assert point.review_cosine < point.accept_cosine
    assert point.review_distance < point.accept_distance


@given(_COSINES, _DISTANCES, _ORIGINS)
def test_the_strict_rule_accepts_nobody_whom_the_usual_one_does_not(
    cosine: float, distance: float, origin: PortraitOrigin
) -> None:
    likeness = Likeness(cosine, distance)
    strict = decide(likeness, _STRICT[origin])
    usual = decide(likeness, operating_point(origin))
    assert _RANK.index(strict) <= _RANK.index(usual)


@pytest.mark.parametrize(
    "change",
    [
        ("accept_cosine = 0.45", "accept_cosine = 0.2"),
        ("accept_cosine = 0.45", "accept_cosine = 1"),
        ("accept_cosine = 0.45", "accept_cosine = 'low'"),
        ("misses = 0\n", ""),
        ("[chip]", "[chips]"),
        ("[chip]", "[chip"),
    ],
)
def test_a_rule_with_a_mistake_judges_nobody(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    rule = tmp_path / "rule.toml"
    rule.write_text(POINTS_FILE.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(InvalidValue):
        load_points(rule)

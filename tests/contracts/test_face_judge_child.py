"""What only a judge with a child behind it can get wrong."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from drivers.face.judge import ChildFaceJudge
from drivers.simulated.sample_people import make_people
from kiosk.domain.challenge import Action, Challenge, LivenessFinding, Prompt
from kiosk.domain.fault import (
    Cancelled,
    ChallengeMistaken,
    DeviceLost,
    FaceChanged,
    NotClear,
)
from kiosk.ports.device import Cancellation, DeviceState
from kiosk.ports.face_judge import FaceDecision, FaceView, Portrait, PortraitOrigin
from kiosk.work.child import ChildProcess, start_child
from tests.contracts.face_hall import (
    PEOPLE_FOLDER,
    ChildHall,
    child_settings,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.xdist_group("face"), pytest.mark.timeout(900)]

_MOST_MEGABYTES = 450


@pytest.fixture(scope="module")
def shared_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildHall]:
    make_people(PEOPLE_FOLDER)
    scene = tmp_path_factory.mktemp("scene") / "scene.json"
    hall = ChildHall(PEOPLE_FOLDER, scene, silence_seconds=10.0)
    yield hall
    hall.close()


@pytest.fixture
def hall(shared_hall: ChildHall) -> ChildHall:
    shared_hall.show("first")
    shared_hall.be_patient()
    judge = shared_hall.judge
    wait_until(lambda: judge.status().state is not DeviceState.STARTING)
    return shared_hall


def _portrait(hall: ChildHall) -> Portrait:
    return Portrait(hall.portrait("first"), PortraitOrigin.ENROLLED)


def _ignore(_: FaceView) -> None:
    pass


def test_child_stays_small_through_matches(hall: ChildHall) -> None:
    hall.judge.match(_portrait(hall), _ignore, Cancellation())
    hall.judge.match(_portrait(hall), _ignore, Cancellation())
    child = psutil.Process(hall.judge.process_id)
    whole = [child, *child.children(recursive=True)]
    assert len(whole) == 2
    resident = sum(each.memory_info().rss for each in whole)
    assert resident < _MOST_MEGABYTES * 1024 * 1024


def test_a_hanging_child_is_lost_and_replaced(hall: ChildHall) -> None:
    hanging = hall.judge.process_id
    with pytest.raises(DeviceLost) as caught:
        hall.judge.match(
            _portrait(hall), lambda _: hall.signal(signal.SIGSTOP), Cancellation()
        )
    assert caught.value.facts["reason"] == "silent"
    assert not psutil.pid_exists(hanging or 0)
    verdict = hall.judge.match(_portrait(hall), _ignore, Cancellation())
    assert verdict.decision is FaceDecision.ACCEPT


def _second_opinion(hall: ChildHall) -> psutil.Process:
    (beside,) = psutil.Process(hall.judge.process_id).children()
    return beside


def test_a_second_opinion_that_dies_in_a_match_is_lost_and_replaced(
    hall: ChildHall,
) -> None:
    before, beside = hall.judge.process_id, _second_opinion(hall)
    with pytest.raises(DeviceLost):
        hall.judge.match(_portrait(hall), lambda _: beside.kill(), Cancellation())
    wait_until(lambda: hall.judge.process_id not in (None, before) or _asks(hall))
    hall.wait_online()
    verdict = hall.judge.match(_portrait(hall), _ignore, Cancellation())
    assert verdict.decision is FaceDecision.ACCEPT


def test_a_second_opinion_that_hangs_does_not_outlive_its_child(
    hall: ChildHall,
) -> None:
    beside = _second_opinion(hall)
    beside.suspend()
    hall.crash()
    wait_until(lambda: not beside.is_running())


def test_a_child_killed_between_matches_is_replaced_by_status(hall: ChildHall) -> None:
    before = hall.judge.process_id
    hall.crash()
    wait_until(lambda: hall.judge.process_id not in (None, before) or _asks(hall))
    hall.wait_online()
    assert hall.judge.process_id != before


def _asks(hall: ChildHall) -> bool:
    hall.judge.status()
    return False


@pytest.mark.parametrize("trouble", ["black", "frozen"])
def test_a_camera_that_sees_nothing_is_lost_not_nobody(
    hall: ChildHall, trouble: str
) -> None:
    hall.camera.do(trouble)
    with pytest.raises(DeviceLost) as caught:
        hall.judge.match(_portrait(hall), _ignore, Cancellation())
    assert caught.value.facts["reason"] == trouble
    assert hall.judge.status().state is DeviceState.HARDWARE_ERROR


def test_a_slow_camera_still_serves(hall: ChildHall) -> None:
    hall.camera.do("slow")
    verdict = hall.judge.match(_portrait(hall), _ignore, Cancellation())
    assert verdict.decision is FaceDecision.ACCEPT


def test_another_person_in_the_middle_starts_the_evidence_anew(hall: ChildHall) -> None:
    steps: list[float] = []

    def swap(view: FaceView) -> None:
        steps.append(view.progress)
        if view.progress == 0.4:
            hall.show("second")

    verdict = hall.judge.match(_portrait(hall), swap, Cancellation())
    assert verdict.decision is FaceDecision.REFUSE
    assert steps != sorted(steps)


def test_the_camera_is_off_between_matches(hall: ChildHall) -> None:
    hall.judge.match(_portrait(hall), _ignore, Cancellation())
    process = psutil.Process(hall.judge.process_id)
    wait_until(lambda: not _reads_film(process))


def _reads_film(process: psutil.Process) -> bool:
    return any(file.path.endswith(".avi") for file in process.open_files())


def test_without_a_camera_the_state_says_so(tmp_path: Path) -> None:
    settings = child_settings(tmp_path / "never-written.json")
    judge = ChildFaceJudge(
        lambda: start_child("drivers.face.child_main:serve", settings)
    )
    try:
        assert judge.status().state is DeviceState.STARTING
        wait_until(lambda: judge.status().state is DeviceState.NO_DEVICE)
    finally:
        judge.close()
    assert judge.status().state is DeviceState.OFFLINE


def test_a_child_that_never_comes_up_is_retried_with_pauses() -> None:
    starts: list[float] = []

    def launch() -> ChildProcess:
        starts.append(time.monotonic())
        return start_child("json:dumps", {})

    judge = ChildFaceJudge(launch)
    try:
        wait_until(lambda: judge.status().state is DeviceState.HARDWARE_ERROR)
        wait_until(lambda: len(starts) >= 2 or bool(judge.status().cause == ""))
        with pytest.raises(DeviceLost):
            judge.match(
                Portrait(b"", PortraitOrigin.CHIP), lambda _: None, Cancellation()
            )
        assert len(starts) <= 3
    finally:
        judge.close()


def test_a_match_called_off_while_models_load_ends(tmp_path: Path) -> None:
    settings = child_settings(tmp_path / "never-written.json")
    judge = ChildFaceJudge(
        lambda: start_child("drivers.face.child_main:serve", settings)
    )
    cancellation = Cancellation()
    cancellation.cancel()
    try:
        with pytest.raises(Cancelled):
            judge.match(
                Portrait(b"", PortraitOrigin.CHIP), lambda _: None, cancellation
            )
    finally:
        judge.close()


def test_a_face_too_small_is_told_with_its_advice(
    hall: ChildHall, tmp_path: Path
) -> None:
    hall.camera.do("show", video=_far_away(tmp_path))
    # On a busy machine, too, it was looked at by then.
    hall.judge.patience_seconds = 4.0
    with pytest.raises(NotClear) as caught:
        hall.judge.match(_portrait(hall), _ignore, Cancellation())
    assert caught.value.facts["advice"] == "come-closer"


def _far_away(folder: Path) -> Path:
    """Film the first person from across the hall."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    from drivers.simulated.sample_film import Stand, film_of, write_film  # noqa: PLC0415

    portrait = cv2.imread(str(PEOPLE_FOLDER / "first" / "portrait.jpg"))
    picture = np.asarray(portrait, dtype=np.uint8)
    film = film_of(picture, Stand((179.0, 198.0), 161.0, wanted_width=75.0), seed=3)
    write_film(folder / "far.avi", itertools.islice(film, 15))
    return folder / "far.avi"


def test_the_parent_loads_neither_opencv_nor_dlib() -> None:
    code = (
        "import sys, drivers.face.judge;"
        "print([m for m in ('cv2', 'numpy', 'dlib', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"


def _challenge(*actions: Action) -> Challenge:
    return Challenge(tuple(Prompt(action, 0.6) for action in actions))


def test_who_does_something_else_than_asked_is_refused(hall: ChildHall) -> None:
    def mistake(view: FaceView) -> None:
        if view.prompt is not None and not mistaken:
            mistaken.append(view)
            hall.camera.do(Action.TURN_RIGHT)

    mistaken: list[FaceView] = []
    with pytest.raises(ChallengeMistaken) as caught:
        hall.judge.match(
            _portrait(hall), mistake, Cancellation(), _challenge(Action.TURN_LEFT)
        )
    assert caught.value.facts["reason"] == "other-action"


def test_another_person_after_an_answer_is_refused(hall: ChildHall) -> None:
    turning: list[FaceView] = []

    def swap(view: FaceView) -> None:
        if view.prompt is not Action.TURN_LEFT:
            hall.obey(view)
            return
        turning.append(view)
        if len(turning) == 1:
            hall.show("second")
        elif len(turning) == 8:
            hall.camera.do(Action.TURN_LEFT)

    with pytest.raises(FaceChanged):
        hall.judge.match(
            _portrait(hall),
            swap,
            Cancellation(),
            _challenge(Action.BLINK, Action.TURN_LEFT, Action.BLINK),
        )


def test_a_child_killed_in_a_challenge_leaves_another_try(hall: ChildHall) -> None:
    def kill(view: FaceView) -> None:
        if view.prompt is not None:
            hall.crash()

    with pytest.raises(DeviceLost):
        hall.judge.match(
            _portrait(hall), kill, Cancellation(), _challenge(Action.BLINK)
        )
    verdict = hall.judge.match(
        _portrait(hall), hall.obey, Cancellation(), _challenge(Action.BLINK)
    )
    assert verdict.liveness is LivenessFinding.PASSED

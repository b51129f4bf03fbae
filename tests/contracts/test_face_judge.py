"""What every face judge promises, asked of the real child and of the twin alike."""

from __future__ import annotations

import io
import threading
import time
from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from drivers.camera.source import PAGE_SIZE
from drivers.simulated.sample_people import make_people
from kiosk.domain.challenge import Action, Challenge, LivenessFinding, Prompt
from kiosk.domain.fault import (
    Cancelled,
    DeviceLost,
    FaceChanged,
    NoFace,
    PictureUnreadable,
    SeveralFaces,
)
from kiosk.domain.kept_evidence import key_name, open_evidence
from kiosk.ports.capability import DeviceClass
from kiosk.ports.device import Cancellation, DeviceState
from kiosk.ports.face_judge import (
    Advice,
    CameraSight,
    FaceDecision,
    FaceVerdict,
    FaceView,
    Portrait,
    PortraitOrigin,
)
from kiosk.ports.paper_camera import PaperAdvice, PaperView
from tests.contracts.face_hall import (
    EVIDENCE_KEY,
    PEOPLE_FOLDER,
    ChildHall,
    Hall,
    TwinHall,
    wait_until,
)
from tests.paper import page_of
from tests.promptness import PROMPT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.xdist_group("face"), pytest.mark.timeout(900)]

_PEOPLE = [("first", "second"), ("second", "first")]


@pytest.fixture(scope="module", params=["child", "twin"])
def shared_hall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    make_people(PEOPLE_FOLDER)
    scene = tmp_path_factory.mktemp("scene") / "scene.json"
    hall: Hall
    if request.param == "child":
        hall = ChildHall(PEOPLE_FOLDER, scene)
    else:
        hall = TwinHall(PEOPLE_FOLDER)
    yield hall
    hall.close()


@pytest.fixture
def hall(shared_hall: Hall) -> Iterator[Hall]:
    shared_hall.empty()
    shared_hall.be_patient()
    judge = shared_hall.judge
    wait_until(lambda: judge.status().state is DeviceState.ONLINE)
    yield shared_hall
    shared_hall.empty()


def _match(  # noqa: PLR0913 - a match has so many sides
    hall: Hall,
    image: bytes,
    *,
    origin: PortraitOrigin = PortraitOrigin.ENROLLED,
    show: Callable[[FaceView], None] = lambda _: None,
    cancellation: Cancellation | None = None,
    challenge: Challenge | None = None,
) -> FaceVerdict:
    portrait = Portrait(image, origin)
    return hall.judge.match(portrait, show, cancellation or Cancellation(), challenge)


@pytest.mark.parametrize(("person", "stranger"), _PEOPLE)
def test_accepts_the_person_in_the_portrait_and_nobody_else(
    hall: Hall, person: str, stranger: str
) -> None:
    hall.show(person)
    own = _match(hall, hall.portrait(person))
    other = _match(hall, hall.portrait(stranger))
    assert own.decision is FaceDecision.ACCEPT
    assert other.decision is FaceDecision.REFUSE
    assert own.score > other.score
    assert own.cosine > other.cosine
    assert own.distance < other.distance


def test_accepts_by_a_chip_photo(hall: Hall) -> None:
    hall.show("first")
    verdict = _match(hall, hall.portrait("first"), origin=PortraitOrigin.CHIP)
    assert verdict.decision is FaceDecision.ACCEPT
    assert verdict.frames >= 5


@pytest.mark.parametrize("decision", ["accept", "refuse"])
def test_keeps_pictures_closed_to_the_centre_and_only_when_asked(
    hall: Hall, decision: str
) -> None:
    hall.show("first")
    person = "first" if decision == "accept" else "second"
    portrait = Portrait(hall.portrait(person), PortraitOrigin.ENROLLED)
    verdict = hall.judge.match(
        portrait, lambda _: None, Cancellation(), keeps_evidence=True
    )
    assert verdict.decision == decision
    closed = verdict.evidence
    assert closed is not None
    assert b"JFIF" not in closed
    keys = {key_name(EVIDENCE_KEY.public_key()): EVIDENCE_KEY}
    pictures = open_evidence(closed, keys)
    assert pictures
    assert all(Image.open(io.BytesIO(each)).format == "JPEG" for each in pictures)
    assert _match(hall, hall.portrait("first")).evidence is None


def test_shows_a_mirror_640_wide_with_growing_progress(hall: Hall) -> None:
    views: list[FaceView] = []
    hall.show("first")
    _match(hall, hall.portrait("first"), show=views.append)
    assert all(Image.open(io.BytesIO(view.jpeg)).width == 640 for view in views)
    steps = [view.progress for view in views]
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    assert views[-1].advice is Advice.HOLD_STILL
    assert "jpeg" not in repr(views[-1])


def test_nobody_is_told_as_no_face(hall: Hall) -> None:
    views: list[FaceView] = []
    hall.be_hasty()
    with pytest.raises(NoFace):
        _match(hall, hall.portrait("first"), show=views.append)
    assert {view.advice for view in views} == {Advice.LOOK_HERE}


def test_two_people_are_told_as_several_faces(hall: Hall) -> None:
    views: list[FaceView] = []
    hall.crowd()
    hall.be_hasty()
    with pytest.raises(SeveralFaces):
        _match(hall, hall.portrait("first"), show=views.append)
    assert views[-1].advice is Advice.ONE_PERSON


def test_somebody_who_comes_late_is_still_judged(hall: Hall) -> None:
    views: list[FaceView] = []

    def come(view: FaceView) -> None:
        views.append(view)
        if len(views) == 3:
            hall.show("first")

    verdict = _match(hall, hall.portrait("first"), show=come)
    assert verdict.decision is FaceDecision.ACCEPT


def test_a_match_called_off_ends_at_once(hall: Hall) -> None:
    cancellation = Cancellation()
    called_off_at: list[float] = []

    def call_off(_: FaceView) -> None:
        if not called_off_at:
            called_off_at.append(time.monotonic())
            cancellation.cancel()

    with pytest.raises(Cancelled):
        _match(hall, hall.portrait("first"), show=call_off, cancellation=cancellation)
    assert time.monotonic() - called_off_at[0] < PROMPT_SECONDS


def test_a_match_called_off_from_another_thread_ends(hall: Hall) -> None:
    cancellation = Cancellation()
    timer = threading.Timer(0.1, cancellation.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        _match(hall, hall.portrait("first"), cancellation=cancellation)
    timer.join()


def test_the_match_after_one_called_off_is_its_own(hall: Hall) -> None:
    cancellation = Cancellation()
    hall.show("second")
    with pytest.raises(Cancelled):
        _match(
            hall,
            hall.portrait("second"),
            show=lambda _: cancellation.cancel(),
            cancellation=cancellation,
        )
    assert _match(hall, hall.portrait("first")).decision is FaceDecision.REFUSE


@pytest.mark.parametrize("image", [b"", b"no picture"])
def test_an_unreadable_reference_is_told(hall: Hall, image: bytes) -> None:
    hall.show("first")
    with pytest.raises(PictureUnreadable):
        _match(hall, image)


def test_a_lost_camera_is_told_and_comes_back(hall: Hall) -> None:
    hall.unplug()
    with pytest.raises(DeviceLost):
        _match(hall, hall.portrait("first"))
    wait_until(lambda: hall.judge.status().state is DeviceState.NO_DEVICE)
    hall.show("first")
    wait_until(lambda: hall.judge.status().state is DeviceState.ONLINE)
    verdict = _match(hall, hall.portrait("first"))
    assert verdict.decision is FaceDecision.ACCEPT


def test_a_crash_in_the_middle_is_told_and_the_next_match_works(hall: Hall) -> None:
    crashed: list[FaceView] = []

    def crash(view: FaceView) -> None:
        if not crashed:
            hall.crash()
        crashed.append(view)

    with pytest.raises(DeviceLost):
        _match(hall, hall.portrait("first"), show=crash)
    hall.show("first")
    verdict = _match(hall, hall.portrait("first"))
    assert verdict.decision is FaceDecision.ACCEPT


_CHALLENGE = Challenge(
    (
        Prompt(Action.TURN_LEFT, 0.6),
        Prompt(Action.BLINK, 0.6),
        Prompt(Action.COME_CLOSER, 0.6),
    )
)


def test_a_challenge_is_put_prompt_by_prompt_and_passed_by_who_obeys(
    hall: Hall,
) -> None:
    views: list[FaceView] = []

    def obey(view: FaceView) -> None:
        views.append(view)
        hall.obey(view)

    hall.show("first")
    verdict = _match(hall, hall.portrait("first"), show=obey, challenge=_CHALLENGE)
    assert verdict.decision is FaceDecision.ACCEPT
    assert verdict.liveness is LivenessFinding.PASSED
    prompts = [prompt for prompt, _ in groupby(view.prompt for view in views)]
    asked = [prompt.action for prompt in _CHALLENGE.prompts]
    assert [prompt for prompt in prompts if prompt is not None] == asked


def test_without_a_challenge_nothing_is_claimed_of_life(hall: Hall) -> None:
    hall.show("first")
    verdict = _match(hall, hall.portrait("first"))
    assert verdict.liveness is LivenessFinding.NOT_ASKED


def test_a_person_who_leaves_after_a_prompt_is_refused(hall: Hall) -> None:
    def leave(view: FaceView) -> None:
        if view.prompt is not None:
            hall.empty()

    hall.show("first")
    with pytest.raises(FaceChanged):
        _match(hall, hall.portrait("first"), show=leave, challenge=_CHALLENGE)


def test_status_is_told_at_once(hall: Hall) -> None:
    begun = time.monotonic()
    assert hall.judge.status().is_usable
    assert time.monotonic() - begun < PROMPT_SECONDS


def test_judge_tells_its_camera_and_what_judges(hall: Hall) -> None:
    told = hall.judge.capabilities()
    assert told.classes == {DeviceClass.CAMERA}
    assert told.features


def test_staff_see_the_live_picture_with_its_figures(hall: Hall) -> None:
    hall.show("first")
    sights: list[CameraSight] = []
    cancellation = Cancellation()

    def show(sight: CameraSight) -> None:
        sights.append(sight)
        if len(sights) > 5:
            cancellation.cancel()

    with pytest.raises(Cancelled):
        hall.judge.watch(show, cancellation)
    assert all(sight.jpeg.startswith(b"\xff\xd8") for sight in sights)
    assert sights[-1].rate > 0
    assert 0 < sights[-1].light < 255
    assert sights[-1].sharpness > 0


def test_a_match_follows_a_look_that_was_called_off(hall: Hall) -> None:
    hall.show("first")
    called_off = Cancellation()
    called_off.cancel()
    with pytest.raises(Cancelled):
        hall.judge.watch(lambda _sight: None, called_off)
    portrait = Portrait(hall.portrait("first"), PortraitOrigin.ENROLLED)
    verdict = hall.judge.match(portrait, lambda _view: None, Cancellation())
    assert verdict.decision is FaceDecision.ACCEPT


def _looked_at(hall: Hall, until: Callable[[PaperView], bool]) -> PaperView:
    """Look at the paper until a picture is as wished, then call it off."""
    cancellation = Cancellation()
    seen: list[PaperView] = []

    def show(view: PaperView) -> None:
        seen.append(view)
        if until(view):
            cancellation.cancel()

    with pytest.raises(Cancelled):
        hall.papers.look_at_paper(show, cancellation)
    return seen[-1]


def test_the_page_shown_last_is_given_once(hall: Hall) -> None:
    last = _looked_at(hall, lambda _: True)
    assert hall.papers.take_page() == last.jpeg
    with Image.open(io.BytesIO(last.jpeg)) as page:
        assert page.format == "JPEG"
    with pytest.raises(PictureUnreadable):
        hall.papers.take_page()


def test_an_earlier_page_is_forgotten_by_the_next_look(hall: Hall) -> None:
    _looked_at(hall, lambda _: True)
    hall.unplug()
    with pytest.raises(DeviceLost):
        hall.papers.look_at_paper(lambda _: None, Cancellation())
    with pytest.raises(PictureUnreadable):
        hall.papers.take_page()
    hall.show("first")


def test_a_paper_is_seen_in_full_size_and_faces_are_judged_after_it(
    hall: Hall, tmp_path: Path
) -> None:
    if not isinstance(hall, ChildHall):
        return
    hall.show("first")
    paper = tmp_path / "paper.png"
    paper.write_bytes(page_of(PAGE_SIZE))
    _looked_at(hall, lambda view: view.advice is PaperAdvice.LAY_PAPER)
    hall.camera.do("lay-paper", video=paper)
    seen = _looked_at(hall, lambda view: view.advice is PaperAdvice.GOOD)
    with Image.open(io.BytesIO(seen.jpeg)) as page:
        assert page.size == PAGE_SIZE
    portrait = Portrait(hall.portrait("first"), PortraitOrigin.ENROLLED)
    hall.be_patient()
    found = hall.judge.match(portrait, lambda _: None, Cancellation())
    assert found.decision is FaceDecision.ACCEPT

"""Plays life certifications in a real browser before the real judge of a real centre.

``python -m benchmarks.certify_in_browser``. A puppet of each sample person sits
before Chromium's camera: the film of that camera is written anew while it plays, so
that the puppet can read the page's prompts and do what they ask, as a visitor does.
Three visitors: the person herself, a print of her, and somebody else who answers as
well. Prints what the page and the ledger say, and the processor's seconds. A slow
machine gives the judge few pictures; that is why this is no test.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Page, Request

from drivers.face.picture import Pixels
from drivers.simulated.attack import printed
from drivers.simulated.living_face import LivingFace
from drivers.simulated.performance import performance
from drivers.simulated.sample_act import puppet_of
from drivers.simulated.sample_people import make_people
from kiosk.domain.challenge import Action
from tests.contracts.doors_rig import Doors, open_doors
from tests.portal_rig import code_for
from tests.unit.backend.running_centre import command, subject_of
from tests.web.browser import CHROMIUM, camera_film, open_browser

_PEOPLE = Path(__file__).resolve().parents[1] / "var" / "sample-people"
_WHO = "pensioner-suspended"
_PLACE = "/my/life-certification"
_RATE = 3.0
_SHOWN_MS = 250
"""After so long the browser's camera shows what was written."""
_FRAMES = 4
_LONGEST_SECONDS = 150
_NAMES = {
    "blink": Action.BLINK,
    "turnLeft": Action.TURN_LEFT,
    "turnRight": Action.TURN_RIGHT,
    "comeCloser": Action.COME_CLOSER,
    "openMouth": Action.OPEN_MOUTH,
}
_SAID = """() => {
  const part = document.getElementById('certify').dataset;
  const told = document.getElementById('told').textContent;
  return Object.keys(part).find(key => told && part[key] === told) || '';
}"""


@dataclass
class Camera:
    """A film that Chromium plays over and over, and that can be written anew."""

    file: Path

    def show(self, picture: Pixels) -> None:
        """Put a picture into every frame, in place: the browser keeps reading."""
        fresh = self.file.with_suffix(".fresh")
        camera_film(Image.fromarray(picture[:, :, ::-1]), fresh, _FRAMES)
        with self.file.open("r+b" if self.file.exists() else "wb") as film:
            film.write(fresh.read_bytes())


@dataclass
class Visitor:
    """Somebody before the camera.

    Attributes:
        answers: Whether prompts are followed.
    """

    face: LivingFace
    rest: Pixels
    answers: bool = True

    def answer(self, action: Action) -> Iterable[Pixels]:
        """Give the pictures that follow a prompt."""
        if self.answers:
            yield from (self.face.pose(each) for each in performance(action, _RATE))


@dataclass
class Visit:
    """A page that films, and whoever sits before it."""

    page: Page
    camera: Camera
    visitor: Visitor
    looks: int = 0
    prompts: list[str] = field(default_factory=list)

    def play(self) -> str:
        """Agree, follow the prompts, and give the page's last word."""
        self.page.on("request", self._count)
        self.page.click("#agree")
        end = time.monotonic() + _LONGEST_SECONDS
        while time.monotonic() < end and not self._is_over():
            prompt = self.page.evaluate(_SAID)
            if prompt in _NAMES and self.visitor.answers:
                self._follow(prompt)
            self.page.wait_for_timeout(_SHOWN_MS)
        return self.page.locator("#told").inner_text()

    def _follow(self, prompt: str) -> None:
        self.prompts.append(prompt)
        for picture in self.visitor.answer(_NAMES[prompt]):
            self.camera.show(picture)
            self._be_looked_at()
        self.camera.show(self.visitor.rest)

    def _be_looked_at(self) -> None:
        """Hold a posture until the judge has surely seen it."""
        self.page.wait_for_timeout(_SHOWN_MS)
        before = self.looks
        while self.looks == before and not self._is_over():
            self.page.wait_for_timeout(20)

    def _is_over(self) -> bool:
        return self.page.locator("#told.good, #told.noted, #told.bad").count() > 0

    def _count(self, request: Request) -> None:
        self.looks += request.url.endswith("/look")


def main() -> int:
    """Play and print."""
    if not CHROMIUM:
        print("no Chromium here; nothing played")
        return 0
    make_people(_PEOPLE)
    with tempfile.TemporaryDirectory() as folder, _centre(Path(folder)) as doors:
        for name, visitor in _visitors():
            _report(doors, Path(folder) / name.replace(" ", "-"), name, visitor)
    return 0


@contextmanager
def _centre(folder: Path) -> Iterator[Doors]:
    """Serve a centre with the real judge, and the first person's portrait in it."""

    def prepare(home: Path) -> None:
        words = [sys.executable, "-m", "kiosk", "face", "judge"]
        with (home / "centre.toml").open("a", encoding="utf-8") as settings:
            settings.write(f"\njudge = {json.dumps(words)}\n")
        portrait = _PEOPLE / "first" / "portrait.jpg"
        enrolled = f"--portrait={subject_of(_WHO).number}={portrait}"
        command("sample", home, "--residents=0", enrolled)

    doors = open_doors(folder, prepare=prepare)
    try:
        yield doors
    finally:
        doors.centre.stop()


def _visitors() -> Iterator[tuple[str, Visitor]]:
    first, second = _still("first"), _still("second")
    own, others = puppet_of("first", first), puppet_of("second", second)
    yield "a print of her", Visitor(own, printed(first), answers=False)
    yield "somebody else", Visitor(others, second)
    yield "the person herself", Visitor(own, first)


def _still(person: str) -> Pixels:
    film = cv2.VideoCapture(str(_PEOPLE / person / "camera.avi"))
    _, pixels = film.read()
    film.release()
    return np.asarray(pixels, dtype=np.uint8)


def _report(doors: Doors, folder: Path, name: str, visitor: Visitor) -> None:
    began, before = time.monotonic(), _processor_seconds()
    camera = Camera(folder.with_suffix(".y4m"))
    camera.show(visitor.rest)
    with open_browser(folder, camera.file, "en") as context:
        visit = Visit(_signed_in(context.new_page(), doors), camera, visitor)
        said = visit.play()
        used = _processor_seconds() - before
    asked = ", ".join(visit.prompts) or "nothing answered"
    seconds = time.monotonic() - began
    print(f"{name}: {said}")
    print(f"  answered: {asked}; {visit.looks} pictures, {seconds:.0f} s, ", end="")
    print(f"{used:.0f} s of processor; by face in the ledger: {_passes(doors)}")


def _signed_in(page: Page, doors: Doors) -> Page:
    page.goto(f"{doors.portal}/sign-in?lang=en")
    page.fill("#number", subject_of(_WHO).number)
    page.fill("#code", code_for(doors, _WHO))
    page.click("form[action='/sign-in'] button")
    page.goto(f"{doors.portal}{_PLACE}?lang=en")
    return page


def _passes(doors: Doors) -> str:
    """Tell the ledger's passes by the judge: channel, liveness, score."""
    query = (
        "SELECT channel, liveness, round(score, 2) FROM certification"
        " WHERE method = 'face' AND channel IN ('portal', 'mobile')"
    )
    file = doors.centre.home / "centre.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(query).fetchall()
    return "; ".join(" ".join(map(str, row)) for row in rows) or "none"


def _processor_seconds() -> float:
    """Add up what this process and those it started have used so far."""
    own = psutil.Process()
    return sum(
        sum(each.cpu_times()[:4]) for each in [own, *own.children(recursive=True)]
    )


if __name__ == "__main__":
    sys.exit(main())

"""Presses in processes of their own: side by side, mortal, and never left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import psutil
import pytest

from backend.certificates.press_room import PressLost, PressRoom
from kiosk.domain.fault import UnknownGlyph
from tests.documents.conftest import copy
from tests.documents.specimens import no_enrolment
from tests.unit.backend.diary import LIMIT_SECONDS, Diary
from tests.waiting import await_condition


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("presses")


@pytest.fixture(name="room", scope="module")
def _room(folder: Path) -> Iterator[PressRoom]:
    with closing(PressRoom(partial(Diary, folder), 2)) as room:
        yield room


def test_pages_are_made_side_by_side(room: PressRoom, folder: Path) -> None:
    for serial in ("a", "b"):
        (folder / f"meet-{serial}").touch()
    with ThreadPoolExecutor(2) as clerks:
        made = clerks.map(lambda s: room.seal_copy(no_enrolment(), copy(s)), "ab")
        told = [page.decode().split() for page in made]
    assert [serial for _, serial in told] == ["a", "b"]
    assert len({*(maker for maker, _ in told), str(os.getpid())}) == 3


def test_page_of_a_press_that_died_is_made_by_a_fresh_one(
    room: PressRoom, folder: Path
) -> None:
    before = room.seal_copy(no_enrolment(), copy("c")).decode().split()
    (folder / "die").touch()
    after = room.seal_copy(no_enrolment(), copy("d")).decode().split()
    assert after[1] == "d"
    assert after[0] != before[0]


def test_what_a_press_refuses_is_told_as_it_is(room: PressRoom) -> None:
    with pytest.raises(UnknownGlyph) as told:
        room.draft(no_enrolment(), "局")
    assert told.value.facts == {"codepoint": "U+E000"}


def test_a_closed_room_makes_no_page(tmp_path: Path) -> None:
    with closing(PressRoom(partial(Diary, tmp_path), 1)) as room:
        room.seal_copy(no_enrolment(), copy("e"))
    with pytest.raises(PressLost):
        room.seal_copy(no_enrolment(), copy("f"))


_CENTRE = """
import sys
from functools import partial
from pathlib import Path
from backend.certificates.press_room import PressRoom
from tests.documents.conftest import copy
from tests.documents.specimens import no_enrolment
from tests.unit.backend.diary import Diary

if __name__ == "__main__":
    room = PressRoom(partial(Diary, Path(sys.argv[1])), 1)
    print(room.seal_copy(no_enrolment(), copy("a")).decode(), flush=True)
    sys.stdin.read()
"""


def test_no_press_outlives_a_killed_centre(tmp_path: Path) -> None:
    script = tmp_path / "centre.py"
    script.write_text(_CENTRE, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
    ) as centre:
        assert centre.stdout is not None
        press = int(centre.stdout.readline().split()[0])
        assert psutil.pid_exists(press)
        centre.kill()
    await_condition(lambda: not psutil.pid_exists(press), LIMIT_SECONDS)

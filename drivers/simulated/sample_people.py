"""Makes the people who stand before the simulated camera, out of public pictures.

Run ``python -m drivers.simulated.sample_people --into DIR``. The pictures show
two holders of public office; they come with the source package of the library
``face_recognition`` and are neither kept in this repository nor shipped.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.simulated.sample_act import ACT_FILES, acts_of
from drivers.simulated.sample_film import (
    Film,
    Stand,
    empty_room,
    film_of,
    still_of,
    write_film,
)
from kiosk.domain.fault import InvalidValue

__all__ = ["CROWD", "NOBODY", "PEOPLE", "main", "make_people"]

_REQUIREMENT = "face_recognition==1.3.0"
_ARCHIVE = "face_recognition-1.3.0.tar.gz"
_ARCHIVE_SHA256 = "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec"
_FOLDER = "face_recognition-1.3.0/tests/test_images/"
_RECIPE = f"6 {_ARCHIVE_SHA256}"
_STAMP = "recipe.txt"
_PORTRAIT_WIDTH, _PORTRAIT_HEIGHT = 358, 441

NOBODY = "nobody.avi"
CROWD = "two_people.avi"


@dataclass(frozen=True, slots=True)
class _Likeness:
    """A picture in the archive and where the face is: centre and width."""

    file: str
    centre: tuple[float, float]
    width: float


@dataclass(frozen=True, slots=True)
class _Person:
    """Picture for the enrolled portrait, and picture for the camera."""

    enrolled: _Likeness
    filmed: _Likeness


_BESIDE = _Likeness("biden.jpg", (570, 375), 287)
_PERSONS = {
    "first": _Person(
        _Likeness("obama.jpg", (490, 256), 241),
        _Likeness("obama3.jpg", (777, 446), 265),
    ),
    # The archive has one picture of this person; see docs/faces.md.
    "second": _Person(_BESIDE, _BESIDE),
}
PEOPLE = tuple(_PERSONS)
"""Names of the folders, one for each person."""

_Picture = NDArray[np.uint8]


def make_people(into: Path) -> None:
    """Write portraits and films; does nothing when they are there already.

    Gives ``{person}/portrait.jpg``, ``{person}/camera.avi`` and a film of each
    action, such as ``{person}/blink.avi``, for each of `PEOPLE`, and the films
    `NOBODY` and `CROWD`. The same on every machine.

    Raises:
        InvalidValue: the source package cannot be had or is not the known one.
    """
    stamp = into / _STAMP
    if stamp.is_file() and stamp.read_text("utf-8") == _RECIPE:
        return
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".making-") as name:
        making = Path(name)
        _make_all(_pictures(making), making)
        for person in PEOPLE:
            (into / person).mkdir(exist_ok=True)
        # Whole files appear at once, so that several processes may do this.
        for file in _outputs():
            (making / file).replace(into / file)
        (making / _STAMP).write_text(_RECIPE, "utf-8")
        (making / _STAMP).replace(stamp)


def _outputs() -> list[str]:
    own = [f"{person}/{file}" for person in PEOPLE for file in _OWN_FILES]
    return [*own, NOBODY, CROWD]


_OWN_FILES = ("portrait.jpg", "camera.avi", *ACT_FILES.values())


def _make_all(pictures: Mapping[str, _Picture], making: Path) -> None:
    for seed, (name, person) in enumerate(_PERSONS.items()):
        (making / name).mkdir()
        portrait = _portrait(pictures[person.enrolled.file], person.enrolled)
        cv2.imwrite(str(making / name / "portrait.jpg"), portrait)
        write_film(making / name / "camera.avi", _alone(pictures, person.filmed, seed))
        picture, stand = pictures[person.filmed.file], _stand(person.filmed)
        for file, film in acts_of(name, still_of(picture, stand)):
            write_film(making / name / file, film)
    write_film(making / NOBODY, empty_room(seed=10))
    write_film(making / CROWD, _together(pictures))


def _alone(pictures: Mapping[str, _Picture], likeness: _Likeness, seed: int) -> Film:
    return film_of(pictures[likeness.file], _stand(likeness), seed=seed)


def _stand(likeness: _Likeness) -> Stand:
    return Stand(likeness.centre, likeness.width, wanted_width=190.0)


def _together(pictures: Mapping[str, _Picture]) -> Film:
    films = []
    for seed, person in enumerate(_PERSONS.values(), start=20):
        likeness = person.filmed
        stand = Stand(
            likeness.centre, likeness.width, wanted_width=140.0, frame_width=320
        )
        films.append(film_of(pictures[likeness.file], stand, seed=seed))
    for left, right in zip(*films, strict=True):
        yield np.hstack([left, right])


def _portrait(picture: _Picture, likeness: _Likeness) -> _Picture:
    """Cut head and shoulders in the 358 by 441 pixels of a card photo file."""
    scale = 0.45 * _PORTRAIT_WIDTH / likeness.width
    x, y = likeness.centre
    move = np.array(
        [
            [scale, 0.0, _PORTRAIT_WIDTH / 2 - scale * x],
            [0.0, scale, 0.45 * _PORTRAIT_HEIGHT - scale * y],
        ]
    )
    size = (_PORTRAIT_WIDTH, _PORTRAIT_HEIGHT)
    cut = cv2.warpAffine(
        picture, move, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)


def _pictures(making: Path) -> dict[str, _Picture]:
    archive = _downloaded(making)
    wanted = {_BESIDE.file} | {
        likeness.file
        for person in _PERSONS.values()
        for likeness in (person.enrolled, person.filmed)
    }
    with tarfile.open(archive) as members:
        return {file: _read_picture(members, file) for file in wanted}


def _read_picture(members: tarfile.TarFile, file: str) -> _Picture:
    member = members.extractfile(_FOLDER + file)
    if member is None:
        raise InvalidValue(field="sample-people", reason="archive")
    data = np.frombuffer(member.read(), dtype=np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def _downloaded(making: Path) -> Path:
    """Fetch the source package with pip, from whichever index pip is set up for."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet"]
    kind = ["--no-deps", "--no-binary", "face_recognition", "--dest", str(making)]
    done = subprocess.run(  # noqa: S603 - pip of our own interpreter
        [*pip, *kind, _REQUIREMENT], check=False, capture_output=True
    )
    archive = making / _ARCHIVE
    if done.returncode != 0 or not archive.is_file():
        raise InvalidValue(field="sample-people", reason="download")
    if hashlib.sha256(archive.read_bytes()).hexdigest() != _ARCHIVE_SHA256:
        raise InvalidValue(field="sample-people", reason="wrong-hash")
    return archive


def main(arguments: list[str]) -> int:
    """Make the people from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True, metavar="DIR")
    into: Path = parser.parse_args(arguments).into
    try:
        make_people(into)
    except InvalidValue as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    for file in _outputs():
        sys.stdout.write(f"{into / file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

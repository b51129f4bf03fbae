"""Compares pictures in pairs, in this very process, for the command line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from drivers.face.detection import FaceDetector, use_threads
from drivers.face.embedding import FaceEncoder, Template, cosine_of, distance_of
from drivers.face.fusion import Likeness, decide, operating_point
from drivers.face.reference import face_of_picture, is_chip_sized
from kiosk.domain.fault import InvalidValue, PictureUnreadable
from kiosk.ports.face_judge import FaceDecision, PortraitOrigin

__all__ = [
    "Comparison",
    "FaceComparison",
    "Reading",
    "compare",
    "compare_files",
    "pairs_of_table",
]

_KEPT_TEMPLATES = 4096
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outcome for two pictures; the verdict of one frame."""

    decision: FaceDecision
    score: float
    cosine: float
    distance: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture's face, ready to be compared.

    Attributes:
        is_chip_sized: The picture is as small as those on a card's chip.
    """

    template: Template
    is_chip_sized: bool


class FaceComparison:
    """Loaded models that compare still pictures."""

    def __init__(self) -> None:
        """Load the models; raises `DeviceLost` when a file is not right."""
        use_threads()
        self._detector = FaceDetector()
        self._encoder = FaceEncoder()

    def read(self, image: bytes) -> Reading:
        """Compute the template of the one face in a picture.

        Raises:
            PictureUnreadable: fact ``reason``.
        """
        pixels, face = face_of_picture(image, self._detector)
        template = self._encoder.still_template(pixels, face, self._detector)
        return Reading(template, is_chip_sized(image))

    def compare(
        self, one: Reading, other: Reading, origin: PortraitOrigin
    ) -> Comparison:
        """Judge two faces at the operating point of the reference's origin.

        A picture as small as a chip's is judged as one, whatever it was called.
        """
        if one.is_chip_sized or other.is_chip_sized:
            origin = PortraitOrigin.CHIP
        distance = distance_of(one.template, other.template)
        likeness = Likeness(
            cosine_of(one.template, other.template),
            float("inf") if distance is None else distance,
        )
        return Comparison(
            decision=decide(likeness, operating_point(origin)),
            score=likeness.score,
            cosine=likeness.cosine,
            distance=likeness.distance,
        )


@lru_cache(maxsize=1)
def _models() -> FaceComparison:
    return FaceComparison()


def compare(image_a: bytes, image_b: bytes, origin: PortraitOrigin) -> Comparison:
    """Compare the faces of two picture files.

    Raises:
        PictureUnreadable: one of them shows no single usable face.
        DeviceLost: the models are not installed.
    """
    models = _models()
    return models.compare(models.read(image_a), models.read(image_b), origin)


def compare_files(
    pairs: Iterable[tuple[Path, Path]], origin: PortraitOrigin
) -> Iterator[dict[str, object]]:
    """Compare file pairs one by one, each file read once; ready for JSON.

    A pair that cannot be judged has neither score nor decision, but an error
    that names the picture; the others go on.

    Raises:
        DeviceLost: the models are not installed.
    """
    models = _models()

    @lru_cache(maxsize=_KEPT_TEMPLATES)
    def reading_of(file: Path) -> Reading | str:
        return _reading_or_error(models, file)

    for file_a, file_b in pairs:
        one, other = reading_of(file_a), reading_of(file_b)
        line: dict[str, object] = {"image_a": str(file_a), "image_b": str(file_b)}
        if isinstance(one, str) or isinstance(other, str):
            errors = [error for error in (one, other) if isinstance(error, str)]
            yield line | {"score": None, "decision": None, "error": "; ".join(errors)}
            continue
        found = models.compare(one, other, origin)
        score, decision = round(found.score, _DIGITS), str(found.decision)
        yield line | {"score": score, "decision": decision, "error": None}


def pairs_of_table(table: Path) -> Iterator[tuple[Path, Path]]:
    """Read a CSV with columns ``image_a`` and ``image_b``, relative to its folder.

    Raises:
        InvalidValue: the file is not such a table.
    """
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not {"image_a", "image_b"} <= set(rows.fieldnames or ()):
                raise InvalidValue(field="pairs", reason="columns")
            for line in rows:
                # A row cut short names the folder, which is told as no picture.
                one, other = line["image_a"] or "", line["image_b"] or ""
                yield table.parent / one, table.parent / other
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = type(error).__name__
        raise InvalidValue(field="pairs", reason=reason) from error


def _reading_or_error(models: FaceComparison, file: Path) -> Reading | str:
    try:
        return models.read(file.read_bytes())
    except PictureUnreadable as fault:
        return f"{file}: {fault.facts.get('reason', fault.key)}"
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or type(error).__name__
        return f"{file}: {told}"

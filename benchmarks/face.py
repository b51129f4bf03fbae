"""Measures face matching: error rates over pairs of pictures, times, and memory.

``python -m benchmarks.face [--pairs FILE] [--cross]``. The pairs are a CSV with
``image_a,image_b,same`` and perhaps ``group``; each is judged as two portraits
and with the first degraded to what a card's chip holds (102x126, JPEG 30).
The baseline of the same run is face_recognition as its manual has it, at 0.6.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, sqrt
from pathlib import Path

import face_recognition
import numpy as np

from benchmarks.face_chip import chip_photo
from benchmarks.face_times import report_times
from drivers.face.comparison import FaceComparison, Reading
from drivers.face.detection import FaceDetector
from drivers.face.picture import Pixels
from kiosk.domain.fault import PictureUnreadable
from kiosk.ports.face_judge import FaceDecision, PortraitOrigin

_PAIRS = Path(__file__).resolve().parents[2] / "shared" / "faces" / "pairs.csv"
_MATCHES = (
    (PortraitOrigin.ENROLLED, "portrait against portrait"),
    (PortraitOrigin.CHIP, "chip photo (102x126, JPEG 30) against portrait"),
)
_RATES = (1e-2, 1e-3, 3e-4, 1e-4)
_Z95 = 1.96
_LIBRARY_TOLERANCE = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two picture files, whether they show one person, and of which group."""

    one: Path
    other: Path
    is_same: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one way of matching says of a pair; unread pairs have no score."""

    pair: Pair
    score: float | None
    is_accepted: bool

    @property
    def rank(self) -> float:
        """Place among the scores; a pair that cannot be read stands last."""
        return -inf if self.score is None else self.score


Way = Callable[[Pair], Judged]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=_PAIRS)
    parser.add_argument("--cross", action="store_true", help="folders are persons")
    chosen = parser.parse_args()
    if not chosen.pairs.is_file():
        print(f"{chosen.pairs}: no such table of pairs; nothing measured")
        return 0
    pairs = _pairs_of(chosen.pairs)
    matcher = Matcher()
    _report_rates(matcher, _crossed(pairs) if chosen.cross else pairs)
    report_times(pairs[0].one.read_bytes())
    return 0


def _pairs_of(table: Path) -> list[Pair]:
    with table.open(encoding="utf-8-sig", newline="") as lines:
        return [
            Pair(
                table.parent / line["image_a"],
                table.parent / line["image_b"],
                line["same"] == "1",
                line.get("group") or "",
            )
            for line in csv.DictReader(lines)
        ]


def _crossed(pairs: Sequence[Pair]) -> list[Pair]:
    """Take all pairs of strangers where each person has a folder."""
    files = sorted({file for pair in pairs for file in (pair.one, pair.other)})
    couples = itertools.combinations(files, 2)
    strangers = [Pair(a, b, is_same=False) for a, b in couples if a.parent != b.parent]
    return [pair for pair in pairs if pair.is_same] + strangers


class Matcher:
    """The product's matching and the library's own, each file read once."""

    def __init__(self) -> None:
        """Load all models."""
        self._models = FaceComparison()
        self._detector = FaceDetector()
        self._reading = cache(self._reading_of)
        self._library = cache(self._library_of)

    def ours(self, origin: PortraitOrigin) -> Way:
        """Judge as the terminal does; a chip's photo is the first picture."""
        is_chip = origin is PortraitOrigin.CHIP

        def judge(pair: Pair) -> Judged:
            one = self._reading(pair.one, is_chip)
            other = self._reading(pair.other, is_chip=False)
            if one is None or other is None:
                return Judged(pair, None, is_accepted=False)
            found = self._models.compare(one, other, origin)
            return Judged(pair, found.score, found.decision is FaceDecision.ACCEPT)

        return judge

    def library(self, *, is_chip: bool) -> Way:
        """Judge by face_recognition alone at its usual tolerance."""

        def judge(pair: Pair) -> Judged:
            one = self._library(pair.one, is_chip)
            other = self._library(pair.other, is_chip=False)
            if one is None or other is None:
                return Judged(pair, None, is_accepted=False)
            likeness = -float(np.linalg.norm(one - other))
            return Judged(pair, likeness, likeness >= -_LIBRARY_TOLERANCE)

        return judge

    def _reading_of(self, file: Path, is_chip: bool) -> Reading | None:  # noqa: FBT001
        try:
            return self._models.read(self._bytes_of(file, is_chip=is_chip))
        except PictureUnreadable:
            return None

    def _library_of(self, file: Path, is_chip: bool) -> Pixels | None:  # noqa: FBT001
        data = io.BytesIO(self._bytes_of(file, is_chip=is_chip))
        found = face_recognition.face_encodings(face_recognition.load_image_file(data))
        return found[0] if found else None

    def _bytes_of(self, file: Path, *, is_chip: bool) -> bytes:
        data = file.read_bytes()
        return chip_photo(data, self._detector) if is_chip else data


def _report_rates(matcher: Matcher, pairs: Sequence[Pair]) -> None:
    for origin, words in _MATCHES:
        is_chip = origin is PortraitOrigin.CHIP
        print(f"\n{words}")
        _report_way("the product", map(matcher.ours(origin), pairs))
        library = matcher.library(is_chip=is_chip)
        _report_way("face_recognition at 0.6", map(library, pairs))


def _report_way(name: str, results: Iterable[Judged]) -> None:
    judged = list(results)
    genuine = [one for one in judged if one.pair.is_same]
    strangers = [one for one in judged if not one.pair.is_same]
    unread = sum(one.score is None for one in judged)
    accepted = sum(one.is_accepted for one in strangers)
    missed = sum(not one.is_accepted for one in genuine)
    print(f"  {name}")
    print(f"    decision   FMR {_share(accepted, len(strangers))}")
    print(f"               FNMR {_share(missed, len(genuine))}   unread {unread}")
    for rate in _RATES:
        threshold = _threshold(strangers, rate)
        below = sum(one.rank <= threshold for one in genuine)
        fnmr = _share(below, len(genuine))
        print(f"    FNMR at FMR {rate:.0e}: {fnmr}   score over {threshold:.3f}")
    _report_groups(strangers)


def _report_groups(strangers: Sequence[Judged]) -> None:
    """Tell the false matches of each group beside those of the others."""
    for group in sorted({one.pair.group for one in strangers} - {""}):
        members = [one for one in strangers if one.pair.group == group]
        accepted = sum(one.is_accepted for one in members)
        print(f"    group {group}: FMR {_share(accepted, len(members))}")


def _threshold(strangers: Sequence[Judged], rate: float) -> float:
    """Give the score that at most this share of strangers exceeds."""
    scores = sorted((one.rank for one in strangers), reverse=True)
    allowed = int(rate * len(scores))
    return scores[allowed] if scores else inf


def _share(count: int, total: int) -> str:
    """Tell a share with Wilson's 95 % interval."""
    if not total:
        return "none measured"
    p, square = count / total, _Z95**2
    middle = (p + square / (2 * total)) / (1 + square / total)
    spread = sqrt(p * (1 - p) / total + square / (4 * total**2))
    half = _Z95 * spread / (1 + square / total)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{count}/{total} = {p:.3%} [{low:.3%}, {high:.3%}]"


if __name__ == "__main__":
    sys.exit(main())

"""Measures how often a hint is told to a bare face, and how often a mask is seen.

And how often a face, a print of it or a screen with it is flagged as a screen.

``python benchmarks/hints.py [--faces DIR]``. Every portrait is put before a camera
of 640x480: as it is, brighter, darker, in warm and in cold light, behind drawn
masks of seven colours, and lit from one side.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from statistics import median

import numpy as np

from drivers.face.detection import FaceDetector, use_threads
from drivers.face.grid import SCREEN_GRID, grid_strength
from drivers.face.hint import hint
from drivers.face.mesh import FaceMesh
from drivers.face.picture import Pixels, decode_picture
from drivers.simulated.attack import printed, screened, tilted
from drivers.simulated.covering import CLOTHS, MASK_OUTLINE, lit_from_side, masked
from drivers.simulated.sample_film import Stand, still_of

_FACES = Path(__file__).resolve().parents[2] / "shared" / "faces"
_FACE_WIDTH = 190.0
_Z95 = 1.96
_LIGHTS = {
    "bare": (1.0, 1.0, 1.0),
    "bare, a quarter darker": (0.75, 0.75, 0.75),
    "bare, a quarter brighter": (1.25, 1.25, 1.25),
    "bare, warm light": (0.8, 1.0, 1.1),
    "bare, cold light": (1.15, 1.0, 0.85),
}
_STRENGTHS = (0.2, 0.4, 0.6, 0.8)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=Path, default=_FACES)
    chosen = parser.parse_args()
    use_threads()
    detector, mesh = FaceDetector(), FaceMesh()
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    flagged: Counter[str] = Counter()
    times: list[float] = []
    for file in sorted(chosen.faces.rglob("*.jpg")):
        for name, picture in _scenes(file, detector, mesh):
            seen = detector.faces(picture)
            started = time.perf_counter()
            found = hint(picture, seen[0]) if seen else "no face"
            times.append((time.perf_counter() - started) * 1000)
            told[name][str(found)] += 1
            if seen and grid_strength(picture, seen[0]) > SCREEN_GRID:
                flagged[name] += 1
    if not told:
        print(f"{chosen.faces}: no pictures; nothing measured")
        return 0
    for name, counts in told.items():
        seen_as_screen = f"flagged {flagged[name]}/{sum(counts.values())}"
        print(f"  {name:26} {seen_as_screen:16} {_told(counts)}")
    print(f"  {'time':26} {median(times):.2f} ms")
    return 0


def _scenes(
    file: Path, detector: FaceDetector, mesh: FaceMesh
) -> Iterator[tuple[str, Pixels]]:
    picture = decode_picture(file.read_bytes())
    for face in detector.faces(picture)[:1]:
        left, top, width, height = face.box
        stand = Stand((left + width / 2, top + height / 2), width, _FACE_WIDTH)
        still = still_of(picture, stand)
        for name, gains in _LIGHTS.items():
            yield name, np.clip(still * np.array(gains), 0, 255).astype(np.uint8)
        yield "printed", printed(still)
        yield "on a screen", screened(still)
        yield "on a screen, askew", tilted(screened(still), 12.0)
        for seen in detector.faces(still)[:1]:
            yield from _worse(still, float(seen.landmarks[2][0]))
            points = mesh.mesh(still, seen)
            if points is not None:
                outline = points.points[list(MASK_OUTLINE)]
                for cloth, colour in CLOTHS.items():
                    yield f"{cloth} mask", masked(still, outline, colour)


def _worse(still: Pixels, middle: float) -> Iterator[tuple[str, Pixels]]:
    for strength in _STRENGTHS:
        lit = lit_from_side(still, middle, strength)
        yield f"{strength:.0%} less light on a side", lit


def _told(counts: Counter[str]) -> str:
    total = sum(counts.values())
    parts = []
    for word, count in counts.most_common():
        if word != "None":
            low, high = _interval(count, total)
            parts.append(
                f"{word} {count}/{total} = {count / total:.1%} [{low:.1%}, {high:.1%}]"
            )
    return (
        ", ".join(parts) or f"nothing told to {total} [0, {_interval(0, total)[1]:.1%}]"
    )


def _interval(count: int, total: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval."""
    p, square = count / total, _Z95**2
    middle = (p + square / (2 * total)) / (1 + square / total)
    half = _Z95 * sqrt(p * (1 - p) / total + square / (4 * total**2))
    half /= 1 + square / total
    return max(0.0, middle - half), min(1.0, middle + half)


if __name__ == "__main__":
    sys.exit(main())

"""Makes the pictures of a played visit small enough for a page of the documents.

Run as ``python -m kiosk.demonstration.album --from var/demo/pictures --into DIR``.
Pictures in which a person stands before the camera stay where they are: the sample
people are not ours to show.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

__all__ = ["main"]

_WIDTH = 324
_COLOURS = 128
_OF_A_PERSON = "-match-face-"


def main(argv: Sequence[str] | None = None) -> int:
    """Write each picture anew under its name; gives one when there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", type=Path, required=True, dest="source")
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--width", type=int, default=_WIDTH, help="in pixels")
    chosen = parser.parse_args(argv)
    found = sorted(chosen.source.glob("*.png"))
    pictures = [each for each in found if _OF_A_PERSON not in each.name]
    chosen.into.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        _shrink(picture, chosen.into / picture.name, chosen.width)
    sys.stdout.write(f"{chosen.into}: {len(pictures)} of {len(found)} pictures\n")
    return int(not pictures)


def _shrink(source: Path, target: Path, width: int) -> None:
    """Scale one picture down to few colours, flat grounds without a grain."""
    with Image.open(source) as picture:
        high = round(picture.height * width / picture.width)
        small = picture.convert("RGB").resize((width, high), Image.Resampling.LANCZOS)
    few = small.quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main())

"""Faces from the command line: compared, and searched for signs of life.

What judges here is what judges at the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from drivers.face.comparison import compare_files, pairs_of_table
from drivers.face.film import FilmExaminer, film_frames
from drivers.face.post import judge_posted
from kiosk.domain.fault import InvalidValue, PictureUnreadable
from kiosk.ports.face_judge import PortraitOrigin

__all__ = [
    "compare_pairs",
    "examine_videos",
    "judge_posted",
    "pairs_of",
    "told_finding",
]

_A_PAIR = 2


def pairs_of(
    table: Path | None, pictures: Sequence[Path]
) -> Iterable[tuple[Path, Path]]:
    """Give the pairs that a command line names: two pictures, or a table.

    Raises:
        ValueError: neither, both, or a table that is none.
    """
    if table is not None and not pictures:
        try:
            return list(pairs_of_table(table))
        except InvalidValue as fault:
            message = f"{table}: no table with image_a and image_b ({fault})"
            raise ValueError(message) from fault
    if table is None and len(pictures) == _A_PAIR:
        return [(pictures[0], pictures[1])]
    message = "name two pictures, or --pairs FILE"
    raise ValueError(message)


def compare_pairs(
    pairs: Iterable[tuple[Path, Path]], *, is_card_photo: bool
) -> Iterator[dict[str, object]]:
    """Compare pair by pair; see `drivers.face.comparison.compare_files`."""
    origin = PortraitOrigin.CHIP if is_card_photo else PortraitOrigin.ENROLLED
    return compare_files(pairs, origin)


def examine_videos(videos: Iterable[Path]) -> Iterator[dict[str, object]]:
    """Measure video after video; ready for JSON.

    A file that cannot be read gives ``cannot_tell`` and an error, and the others
    go on.

    Raises:
        DeviceLost: the models are not installed.
    """
    examiner = FilmExaminer.loaded()
    for video in videos:
        line: dict[str, object] = {"file": str(video)}
        try:
            finding = examiner.examine(film_frames(video))
        except PictureUnreadable as fault:
            reason, error = _trouble_of(video, fault)
            told = {"verdict": "cannot_tell", "reasons": [reason], "error": error}
            yield line | told
            continue
        yield line | finding.as_dict() | {"error": None}


def _trouble_of(video: Path, fault: PictureUnreadable) -> tuple[str, str]:
    """Give reason and error of a video that was not read to its end."""
    if not video.is_file():
        return "unreadable", "no such file" if not video.exists() else "no file"
    if fault.facts.get("reason") != "ends-early":
        return "unreadable", "no video that can be read"
    pictures, promised = fault.facts["pictures"], fault.facts["promised"]
    return "ends-early", f"the video ends early: {pictures} of {promised} pictures"


def told_finding(finding: Mapping[str, object]) -> str:
    """Tell a finding in lines: the verdict, then what was seen and when."""
    reasons = ", ".join(_items(finding["reasons"]))
    first = f"{finding['file']}: {finding['verdict']}" + (reasons and f" ({reasons})")
    if finding["error"]:
        return f"{first}: {finding['error']}"
    seen = [f"  {event['at']:7.2f} s  {event['event']}" for event in _events(finding)]
    measured = (
        f"  {finding['pictures']} pictures, {finding['faces']} with one face;"
        f" turn {finding['turn']}, bend {finding['bend']},"
        f" growth {finding['growth']}, openness {finding['openness']}"
    )
    return "\n".join([first, *seen, measured])


def _items(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _events(finding: Mapping[str, object]) -> list[dict[str, Any]]:
    events = finding["events"]
    return events if isinstance(events, list) else []

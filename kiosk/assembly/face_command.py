"""Commands around faces: ``kiosk face compare``, ``liveness`` and ``judge``."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.assembly.bad_input import BadInput

__all__ = ["add_face"]

_LIFE = {"live": 0, "not_live": 1, "cannot_tell": 2}


def add_face(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``face``: pairs of pictures, videos, and a sitting over the web."""
    parser = commands.add_parser("face", help="compare faces, look for signs of life")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    compare = kinds.add_parser("compare", help="score and decision for each pair")
    compare.add_argument("pictures", nargs="*", type=Path, help="two files")
    compare.add_argument("--pairs", type=Path, help="CSV with image_a,image_b")
    compare.add_argument("--card-photo", action="store_true", help="A is a chip photo")
    compare.add_argument("--json", action="store_true")
    compare.set_defaults(command=_compare)
    liveness = kinds.add_parser(
        "liveness",
        help="signs of life in videos, with their times",
        description="Exit status: 0 live, 1 not live, 2 cannot tell.",
    )
    liveness.add_argument("videos", nargs="+", type=Path, metavar="VIDEO")
    liveness.add_argument("--json", action="store_true", help="one object for each")
    liveness.set_defaults(command=_liveness)
    judge = kinds.add_parser(
        "judge",
        help="judge one sitting over the web, in lines of JSON",
        description="Started by a centre for each sitting; see docs/eligibility.md.",
    )
    judge.set_defaults(command=_judge)


def _judge(chosen: argparse.Namespace) -> int:
    del chosen
    from kiosk.assembly.faces import judge_posted
    from kiosk.domain.fault import DeviceLost

    try:
        judge_posted(sys.stdin, lambda told: print(json.dumps(told), flush=True))
    except DeviceLost as fault:
        raise _no_models(fault) from fault
    return 0


def _liveness(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.faces import examine_videos, told_finding
    from kiosk.domain.fault import DeviceLost

    worst = 0
    try:
        for finding in examine_videos(chosen.videos):
            line = json.dumps(finding, ensure_ascii=False)
            print(line if chosen.json else told_finding(finding), flush=True)
            worst = max(worst, _LIFE[str(finding["verdict"])])
    except DeviceLost as fault:
        raise _no_models(fault) from fault
    return worst


def _no_models(fault: Exception) -> BadInput:
    return BadInput(f"the face models are not installed ({fault})")


def _compare(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.faces import compare_pairs, pairs_of
    from kiosk.domain.fault import DeviceLost

    try:
        pairs = pairs_of(chosen.pairs, chosen.pictures)
    except (OSError, ValueError) as error:
        raise BadInput(str(error)) from error
    failed = False
    try:
        for result in compare_pairs(pairs, is_card_photo=chosen.card_photo):
            failed |= result["error"] is not None
            line = json.dumps(result, ensure_ascii=False)
            print(line if chosen.json else _told(result), flush=True)
    except DeviceLost as fault:
        raise _no_models(fault) from fault
    return 1 if failed else 0


def _told(result: dict[str, object]) -> str:
    pair = f"{result['image_a']} {result['image_b']}"
    if result["error"]:
        return f"{pair}: not compared ({result['error']})"
    return f"{pair}: {result['decision']} {result['score']}"

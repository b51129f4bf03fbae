"""The command line: every command with help, one-line errors, honest exit codes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from kiosk.assembly.enrol_command import add_enrol
from kiosk.assembly.outbox_command import add_outbox
from kiosk.assembly.software_command import add_software
from kiosk.assembly.vault_command import add_vault
from kiosk.domain.fault import StoreFault
from kiosk.settings import SettingsInvalid, load_settings

__all__ = ["run"]

_DEFAULT_SETTINGS = Path("/etc/kiosk/terminal.toml")
_DEFAULT_TRUST = Path("/etc/kiosk/trust")
_BAD_INPUT = 2
_MEANING = {"valid": 0, "invalid": 1, "cannot_tell": 2}
_LIFE = {"live": 0, "not_live": 1, "cannot_tell": 2}

Command = Callable[[argparse.Namespace], int]


class BadInput(Exception):
    """What was typed cannot be carried out; the message is one clear line."""


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; gives its exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    command: Command = chosen.command
    try:
        return command(chosen)
    except (BadInput, SettingsInvalid, StoreFault) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return _BAD_INPUT
    except BrokenPipeError:
        return _BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Self-service terminal for social insurance."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_run,
        _add_demo,
        _add_bench,
        _add_window,
        _add_diagnose,
        _add_verify,
        _add_trust,
        _add_face,
        add_outbox,
        _add_audit,
        add_software,
        add_enrol,
        add_vault,
    ):
        add(commands)
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    try:
        size = int(width), int(height)
    except ValueError:
        message = f"{text!r} is not WIDTHxHEIGHT, such as 1080x1920"
        raise argparse.ArgumentTypeError(message) from None
    if not all(320 <= pixels <= 8192 for pixels in size):  # noqa: PLR2004
        message = f"{text!r} is no size of a screen"
        raise argparse.ArgumentTypeError(message)
    return size


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("run", help="run the terminal")
    parser.add_argument("--settings", type=Path, default=_DEFAULT_SETTINGS)
    parser.add_argument("--windowed", action="store_true", help="in a window")
    parser.add_argument(
        "--size", type=_size, default=(1080, 1920), help="of the window"
    )
    parser.add_argument("--play", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(command=_run)


def _run(chosen: argparse.Namespace) -> int:
    settings = load_settings(chosen.settings)
    from kiosk.assembly.terminal import run_terminal

    size = chosen.size if chosen.windowed or chosen.play else None
    if chosen.play is None:
        return run_terminal(settings, size)
    from kiosk.demonstration.play import accompany

    return run_terminal(settings, size, accompany(chosen.play))


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "demo", help="play the whole system here: centre, devices, terminal"
    )
    parser.add_argument(
        "--headless", action="store_true", help="play a visit on a virtual screen"
    )
    parser.add_argument(
        "--elder", action="store_true", help="play it in elder mode, headless"
    )
    parser.add_argument("--out", type=Path, default=Path("var/demo"))
    parser.add_argument("--size", type=_size, default=(1080, 1920))
    parser.set_defaults(command=_demo)


def _demo(chosen: argparse.Namespace) -> int:
    from kiosk.demonstration.hall import HallImpossible
    from kiosk.demonstration.show import play_visits, stay_open

    try:
        if chosen.headless or chosen.elder:
            return play_visits(chosen.out, chosen.size, is_elder=chosen.elder)
        return stay_open(chosen.out)
    except HallImpossible as error:
        raise BadInput(str(error)) from error


def _add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "bench", help="move a twin while the demonstration runs"
    )
    parser.add_argument("--socket", type=Path, default=Path("var/demo/bench.sock"))
    parser.add_argument("twin", help="e.g. card-reader, camera, printer")
    parser.add_argument("order", metavar="command", help="e.g. insert, remove, fault")
    parser.add_argument(
        "arguments", nargs="?", type=json.loads, default={}, help="a JSON object"
    )
    parser.set_defaults(command=_bench)


def _bench(chosen: argparse.Namespace) -> int:
    from kiosk.demonstration.bench import BenchRefused, move

    if not isinstance(chosen.arguments, dict):
        message = "arguments must be a JSON object"
        raise BadInput(message)
    try:
        result = move(chosen.socket, chosen.twin, chosen.order, **chosen.arguments)
    except BenchRefused as error:
        raise BadInput(str(error)) from error
    print(json.dumps(result, ensure_ascii=False))
    return 0


def _add_window(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "bench-window", help="a window of buttons that move the twins"
    )
    parser.add_argument("--hall", type=Path, default=Path("var/demo"))
    parser.set_defaults(command=_window)


def _window(chosen: argparse.Namespace) -> int:
    from kiosk.demonstration.handles import handles
    from ui.app import create_application
    from ui.bench_window import BenchWindow

    try:
        groups = handles(chosen.hall)
    except (OSError, ValueError, KeyError) as error:
        message = f"no hall is open in {chosen.hall}"
        raise BadInput(message) from error
    application = create_application(["bench"])
    window = BenchWindow(groups)
    window.show()
    return int(application.exec())


def _add_diagnose(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    from kiosk.assembly.probing.command import add_options

    parser = commands.add_parser(
        "diagnose",
        help="look at every part, without a window",
        description="Exit status: 0 all well, 1 warnings, 3 something failed.",
    )
    parser.add_argument("--settings", type=Path, default=_DEFAULT_SETTINGS)
    add_options(parser)
    parser.set_defaults(command=_diagnose)


def _diagnose(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.probing.command import run_diagnosis

    settings = load_settings(chosen.settings)
    try:
        return run_diagnosis(settings, chosen, partial(print, flush=True))
    except (OSError, ValueError) as error:
        raise BadInput(str(error)) from error


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "verify",
        help="check certificates: PDF files, or pictures of their QR code",
        description="Exit status: 0 valid, 1 invalid, 2 cannot tell.",
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument(
        "--trust", type=Path, default=_DEFAULT_TRUST, help="pinned signers and lists"
    )
    parser.add_argument("--code", help="a paper's verification code, asked online")
    parser.add_argument("--number", help="the certificate's number, with --code")
    parser.add_argument("--portal", metavar="URL", help="the city's verification page")
    parser.add_argument("--ca", type=Path, help="authority of the portal, if its own")
    parser.add_argument("--json", action="store_true", help="one object for each file")
    parser.set_defaults(command=_verify)


def _verify(chosen: argparse.Namespace) -> int:
    if bool(chosen.files) == bool(chosen.code):
        message = "give files, or --code with --number and --portal"
        raise BadInput(message)
    verdicts = _verdict_of_code(chosen) if chosen.code else _verdicts_of_files(chosen)
    for verdict in verdicts:
        print(
            json.dumps(verdict, ensure_ascii=False) if chosen.json else _line(verdict)
        )
    return max(_MEANING[str(verdict["verdict"])] for verdict in verdicts)


def _verdicts_of_files(chosen: argparse.Namespace) -> list[dict[str, object]]:
    from kiosk.documents.checking import check_file

    if not chosen.trust.is_dir():
        message = f"{chosen.trust}: no such directory of pinned signers"
        raise BadInput(message)
    return [check_file(path, chosen.trust) for path in chosen.files]


def _verdict_of_code(chosen: argparse.Namespace) -> list[dict[str, object]]:
    from kiosk.assembly.verifier import ask_portal

    if not (chosen.number and chosen.portal):
        message = "--code needs --number and --portal"
        raise BadInput(message)
    try:
        return [ask_portal(chosen.portal, chosen.ca, chosen.number, chosen.code)]
    except (ValueError, OSError) as error:
        raise BadInput(str(error)) from error


def _add_trust(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("trust", help="the lists that verdicts rest on")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    update = kinds.add_parser("update", help="fetch newer lists; older are refused")
    source = update.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="portal", metavar="URL", help="the portal")
    source.add_argument("--folder", type=Path, help="with signers.jws and denied.jws")
    update.add_argument("--ca", type=Path, help="authority of the portal, if its own")
    update.add_argument("--trust", type=Path, default=_DEFAULT_TRUST)
    update.set_defaults(command=_trust_update)
    show = kinds.add_parser("show", help="versions and ages, JSON Lines")
    show.add_argument("--trust", type=Path, default=_DEFAULT_TRUST)
    show.set_defaults(command=_trust_show)


def _trust_update(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.verifier import update_trust
    from kiosk.documents.signed_list import ListRefused
    from kiosk.domain.fault import CentreFault

    source = chosen.folder or chosen.portal
    try:
        for line in update_trust(chosen.trust, source, chosen.ca):
            print(json.dumps(line))
    except ListRefused as error:
        message = f"list refused: {error}"
        raise BadInput(message) from error
    except (OSError, ValueError, CentreFault) as error:
        raise BadInput(str(error)) from error
    return 0


def _trust_show(chosen: argparse.Namespace) -> int:
    from kiosk.documents.checking import list_ages

    try:
        ages = list_ages(chosen.trust)
    except (OSError, ValueError) as error:
        raise BadInput(str(error)) from error
    for line in ages:
        print(json.dumps(line))
    return 1 if any(line["is_too_old"] for line in ages) else 0


def _line(verdict: dict[str, object]) -> str:
    reasons = verdict["reasons"]
    told = ", ".join(reasons) if isinstance(reasons, Iterable) else ""
    return f"{verdict['file']}: {verdict['verdict']}" + (f" ({told})" if told else "")


def _add_face(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
        message = f"the face models are not installed ({fault})"
        raise BadInput(message) from fault
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
        message = f"the face models are not installed ({fault})"
        raise BadInput(message) from fault
    return worst


def _compare(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.faces import compare_pairs, pairs_of

    try:
        pairs = pairs_of(chosen.pairs, chosen.pictures)
    except (OSError, ValueError) as error:
        raise BadInput(str(error)) from error
    failed = False
    for result in compare_pairs(pairs, is_card_photo=chosen.card_photo):
        failed |= result["error"] is not None
        print(json.dumps(result, ensure_ascii=False) if chosen.json else _told(result))
    return 1 if failed else 0


def _told(result: dict[str, object]) -> str:
    pair = f"{result['image_a']} {result['image_b']}"
    return f"{pair}: {result['error'] or result['decision']} {result['score']}"


def _add_audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("audit", help="the terminal's own audit log")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    verify = kinds.add_parser("verify", help="walk the chain; 1 when a line is wrong")
    verify.add_argument("--settings", type=Path, default=_DEFAULT_SETTINGS)
    verify.set_defaults(command=_audit)


def _audit(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.inspection import first_wrong_line

    wrong = first_wrong_line(load_settings(chosen.settings))
    print("the chain holds" if wrong is None else f"line {wrong} is wrong")
    return 0 if wrong is None else 1

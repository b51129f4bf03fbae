"""The command line: every command with help, one-line errors, honest exit codes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from kiosk.assembly.bad_input import BadInput
from kiosk.assembly.contact_child import begin_contact_child
from kiosk.assembly.enrol_command import add_enrol
from kiosk.assembly.face_command import add_face
from kiosk.assembly.outbox_command import add_outbox
from kiosk.assembly.paper_command import add_trust, add_verify
from kiosk.assembly.software_command import add_software
from kiosk.assembly.vault_command import add_vault
from kiosk.domain.fault import StoreFault
from kiosk.loading import loading
from kiosk.settings import SettingsInvalid, load_settings

__all__ = ["run"]

_DEFAULT_SETTINGS = Path("/etc/kiosk/terminal.toml")
_BAD_INPUT = 2

Command = Callable[[argparse.Namespace], int]


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
        add_verify,
        add_trust,
        add_face,
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
    begin_contact_child(settings.cards)
    with loading():
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

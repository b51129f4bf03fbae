"""The demonstration: a hall, a terminal in it, and proof of what came out."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.demonstration.hall import Hall, Resident
from kiosk.demonstration.narrator import Narrator
from kiosk.demonstration.play import Move, Play, save_play
from kiosk.demonstration.proof import Proof, prove
from kiosk.demonstration.screen import virtual_screen
from kiosk.domain.challenge import Action
from ui.player import Rule

__all__ = ["ENLARGE", "play_visits", "script_of", "stay_open", "terminal_command"]

_STILL_SECONDS = 180
"""Without a step for so long the play is given up; the player itself does so before."""
_LOOK_SECONDS = 0.1
_TERMINATED = 143
ENLARGE = Rule("welcome", press="tool.text-size.normal tool.text-size.large", times=1)
"""Two touches that bring elder mode; it ends with each visit."""
_AGAIN = Rule("try-again", press="try-again.again")
"""On a machine so busy that a look's time runs out, the resident looks once more."""


def play_visits(out: Path, size: tuple[int, int], *, is_elder: bool = False) -> int:
    """Play one resident's two visits on a virtual screen and prove the outcome.

    Leaves the sealed PDF, numbered pictures of every screen and a summary in a
    directory; gives zero only if the paper came out and the certificate holds.
    In elder mode the resident first makes everything larger, at each visit.
    """
    narrator = Narrator()
    _end_in_order()
    out = out.absolute()
    for old in ("pictures", "printer", "state"):
        shutil.rmtree(out / old, ignore_errors=True)
    with Hall(out, narrator) as hall:
        resident = next(iter(hall.residents.values()))
        play = _write_play(hall, resident, out, [ENLARGE] if is_elder else [])
        with narrator.step("two visits played: certificate, life certification"):
            code = _run_terminal(hall, play, size, narrator)
        with narrator.step("paper, seal, QR and faces checked"):
            proof = prove(hall, resident, was_played=code == 0)
    _report(narrator, proof, out, code)
    return 0 if proof.holds else 1


def stay_open(out: Path) -> int:
    """Open the terminal on this machine's own screen, with a bench of twins."""
    narrator = Narrator()
    _end_in_order()
    with Hall(out.absolute(), narrator, pages=True) as hall:
        _tell_pages(hall, narrator)
        narrator.say("the terminal opens; the small window moves card, face and paper")
        narrator.say("from another console: kiosk bench ... (README, Play with it)")
        narrator.say("Ctrl-C here ends it all")
        window = [sys.executable, "-m", "kiosk", "bench-window", "--hall", str(out)]
        with subprocess.Popen(window) as bench:  # noqa: S603 - our own program
            try:
                terminal = subprocess.run(  # noqa: S603 - our own program
                    terminal_command(hall), env=hall.environment, check=False
                )
            finally:
                bench.terminate()
    return terminal.returncode


def _tell_pages(hall: Hall, narrator: Narrator) -> None:
    portal, console = (hall.pages[who] for who in ("portal", "console"))
    narrator.say(
        f"portal   https://127.0.0.1:{portal}/sign-in  (code: at the terminal)"
    )
    card = hall.directory / "staff-card"
    narrator.say(f"console  https://127.0.0.1:{console}  (certificate: {card})")


def _end_in_order() -> None:
    """Let SIGTERM take the hall down as Ctrl-C does, so that nothing stays behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))


def terminal_command(hall: Hall, *more: str) -> list[str]:
    """Give the command that runs a terminal in the hall."""
    run = [sys.executable, "-m", "kiosk", "run", "--settings", str(hall.settings)]
    return [*run, *more]


def script_of(service: str, card: str = "insert-card") -> list[Rule]:
    """Give the touches of one willing resident's visit.

    Args:
        service: Key of the service.
        card: Hand that shows a card: ``insert-card`` or ``place-id-card``.
    """
    return [
        Rule("welcome", press=f"service.{service}.title", hand="arrive", times=1),
        Rule("read-card", hand=card, times=1),
        Rule("agree", press="agree.accept", hand="look", times=1),
        Rule("preview", press="preview.confirm", times=1),
        Rule("take-paper", press="take-paper.taken", hand="take-paper", times=1),
        Rule("offer-slip", press="offer-slip.print", times=1),
        Rule("take-slip", press="take-slip.taken", times=1),
        Rule("tell", press="tell.understood", times=1),
        Rule("remind", press="remind.later"),
        Rule("take-card", hand="take-card", times=1),
    ]


def hands_of(resident: Resident, empty: Path) -> Mapping[str, Sequence[Move]]:
    """Give what the resident's hands do at the bench."""
    holder = {"holder": dict(resident.holder)}
    return {
        "arrive": [Move("id-card-reader", "lift")],
        "place-id-card": [Move("id-card-reader", "place", holder)],
        "insert-card": [Move("card-reader", "insert", holder)],
        "look": [Move("camera", "show", {"video": str(resident.film)})],
        **{action: [Move("camera", action)] for action in Action},
        "take-paper": [Move("camera", "show", {"video": str(empty)})],
        "take-card": [
            Move("card-reader", "remove"),
            Move("camera", "show", {"video": str(empty)}),
        ],
    }


def _write_play(
    hall: Hall, resident: Resident, out: Path, first: Sequence[Rule]
) -> Path:
    play = Play(
        bench=str(hall.bench),
        script=[
            *first,
            *script_of("enrolment-certificate"),
            *first,
            *script_of("life-certification", card="place-id-card"),
            _AGAIN,
        ],
        hands=hands_of(resident, hall.empty_room),
        steps=str(out / "steps.jsonl"),
        pictures=str(out / "pictures"),
    )
    path = out / "play.json"
    save_play(play, path)
    return path


def _run_terminal(
    hall: Hall, play: Path, size: tuple[int, int], narrator: Narrator
) -> int:
    """Run the terminal to the play's end and tell each step as it happens."""
    steps = hall.directory / "steps.jsonl"
    steps.unlink(missing_ok=True)
    with virtual_screen(size) as screen:
        command = terminal_command(
            hall, "--play", str(play), "--size", f"{size[0]}x{size[1]}"
        )
        environment = {**hall.environment, **screen}
        with subprocess.Popen(command, env=environment) as terminal:  # noqa: S603
            try:
                _follow(terminal, steps, narrator)
            finally:
                terminal.kill()
    return terminal.returncode


def _follow(terminal: subprocess.Popen[bytes], steps: Path, narrator: Narrator) -> None:
    told, deadline = 0, time.monotonic() + _STILL_SECONDS
    while time.monotonic() < deadline:
        is_over = terminal.poll() is not None
        lines = steps.read_text().splitlines() if steps.exists() else []
        for line in lines[told:]:
            step = json.loads(line)
            narrator.say(f"  {step['screen']}: {step['did']}")
        if len(lines) > told:
            told, deadline = len(lines), time.monotonic() + _STILL_SECONDS
        if is_over:
            return
        time.sleep(_LOOK_SECONDS)


def _report(narrator: Narrator, proof: Proof, out: Path, code: int) -> None:
    summary = {
        "holds": proof.holds,
        "player": "done" if code == 0 else f"exit {code}",
        "seconds": narrator.seconds,
        **proof.as_dict(),
    }
    path = out / "summary.json"
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=1), "utf-8")
    for claim, is_true in proof.claims.items():
        narrator.say(f"{'yes' if is_true else 'NO '}  {claim}")
    narrator.say(f"summary in {path}")

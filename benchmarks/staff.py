"""How long staff wait: from the card to the PIN, and from the PIN to the board.

Run as ``python benchmarks/staff.py``; plays one session on a real hall and prints the
seconds between what was shown.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kiosk.demonstration.hall import Hall
from kiosk.demonstration.narrator import Narrator
from kiosk.demonstration.play import Move
from tests.stories.conftest import Storyteller
from tests.stories.test_other_ways import enrolled, typed
from ui.player import Rule


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        narrator = Narrator(io.StringIO())
        with Hall(Path(folder) / "hall", narrator, challenges=False) as hall:
            play(Storyteller(hall))
    return 0


def play(teller: Storyteller) -> None:
    """Play one session in a hall where no story was told yet, and print."""
    card = enrolled(teller, "T9001", "technician")
    pull = [Move("card-reader", "remove", {})]
    teller.tell(
        [
            Rule("welcome", hand="staff-card", times=1),
            Rule("enter-pin", press=typed("135790"), times=1),
            Rule("technician-board", hand="pull", times=1),
            Rule("apologise", press="apologise.understood"),
        ],
        {"staff-card": card, "pull": pull},
    )
    steps = (teller.hall.directory / "story-1" / "steps.jsonl").read_text()
    _print([json.loads(line) for line in steps.splitlines()])


def _print(steps: list[dict[str, object]]) -> None:
    def at(screen: str, did: str) -> float:
        (first, *_) = (
            float(str(step["at"]))
            for step in steps
            if step["screen"] == screen and step["did"] == did
        )
        return first

    put_in = at("welcome", "hand staff-card")
    confirmed = at("enter-pin", "pressed keypad.confirm")
    print(f"card in -> PIN pad      {at('enter-pin', 'shown') - put_in:6.2f} s")
    print(
        f"PIN confirmed -> board  {at('technician-board', 'shown') - confirmed:6.2f} s"
    )
    pulled = at("technician-board", "hand pull")
    print(f"card pulled -> out      {at('apologise', 'shown') - pulled:6.2f} s")


if __name__ == "__main__":
    sys.exit(main())

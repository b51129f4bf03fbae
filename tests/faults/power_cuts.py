"""Terminal and centre killed again and again at random; then three ledgers compared.

`tests.faults.soak` does it by the hundred.
"""

from __future__ import annotations

import random
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import astuple, dataclass
from io import StringIO
from json import loads
from operator import add
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Self

import tomli_w
from sqlalchemy import func, select

from backend.home import Home
from backend.installation import open_database
from backend.store.fleet import ReceivedDeed
from backend.store.papers import CopyEvent
from drivers.simulated.ippeveprinter import PrinterBench
from kiosk.assembly.cabinet import open_cabinet
from kiosk.assembly.stations import new_id
from kiosk.clock import SystemClock
from kiosk.logs import EventLog
from kiosk.ports.store import CopyEntry, CopyState
from kiosk.settings import load_settings
from tests.faults.cradle import Life, centre_life, terminal_life
from tests.unit.backend.running_centre import make_centre

__all__ = ["Reckoning", "cut_power"]

_CENTRE_EVERY = 5
"""One kill in so many hits the centre as well."""
_MOST_WHOLE = 2
_FIRST_PACE_SECONDS = 1.5
_IDLE_TRIES = 3000
_SETTLED = (CopyState.OUT, CopyState.TAKEN)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What came of it; the last six must be none.

    Attributes:
        printed: Copies in the printer's tray.
        twice: Serials that came out more than once.
        unaccounted: Pages of which the terminal's ledger knows nothing, or says
            that they provably did not come out.
        missing: Copies that the ledger calls out and the tray does not have.
        untold: Deeds of the terminal that the centre does not have.
        doubled: Deeds that took effect more than once.
        contrary: Copies of which the centre was last told something else than the
            terminal's ledger says.
    """

    kills: int
    copies: int
    printed: int
    unknown: int
    deeds: int
    twice: int
    unaccounted: int
    missing: int
    untold: int
    doubled: int
    contrary: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost and nothing happened twice."""
        faults = (self.twice, self.unaccounted, self.missing)
        return not any((*faults, self.untold, self.doubled, self.contrary))

    def __add__(self, other: Self) -> Reckoning:
        """Sum two up."""
        return Reckoning(*map(add, astuple(self), astuple(other)))


def cut_power(
    folder: Path, kills: int, chance: random.Random, ended: Event | None = None
) -> Reckoning:
    """Kill so many times, let everything come to rest, and compare the ledgers.

    Args:
        folder: Where printer, terminal and centre keep their things.
        kills: How often.
        chance: Says when.
        ended: Set from outside, it lets no further cut begin.
    """
    with ExitStack() as stack:
        bench = PrinterBench(folder / "printer", seconds_per_sheet=0.05).start()
        stack.callback(bench.close)
        hall = _Hall(folder, bench.uri)
        stack.callback(hall.stop)
        done = 0
        while done < kills and not (ended and ended.is_set()):
            whole = chance.randint(0, _MOST_WHOLE)
            hall.run_and_kill(whole, chance.uniform(0.0, hall.pace))
            done += 1
            if done % _CENTRE_EVERY == 0:
                hall.kill_centre()
        return hall.reckon(bench, done)


class _Hall:
    def __init__(self, folder: Path, printer: str) -> None:
        self._home = make_centre(folder / "home")
        self._centre, self._port = centre_life(self._home)
        # A cut must be able to fall anywhere in a visit, on a slow machine as well.
        self.pace = _FIRST_PACE_SECONDS
        self._settings = folder / "terminal.toml"
        identity = self._home / "hall-1"
        files = {n: str(identity / f"{n}.pem") for n in ("certificate", "key")}
        files |= {"authority": str(identity / "authority.pem")}
        data = {
            "name": "hall-1",
            "state_directory": str(folder / "state"),
            "centre": {
                "url": f"https://127.0.0.1:{self._port}",
                "trust": str(identity / "trust"),
                **files,
            },
            "printer": {"uri": printer},
        }
        self._settings.write_text(tomli_w.dumps(data))

    def run_and_kill(self, whole: int, seconds: float) -> None:
        """Let a terminal finish some visits, and kill it in the middle of the next."""
        terminal: Life = terminal_life(self._settings)
        for _ in range(whole):
            began = monotonic()
            terminal.hear("")
            self.pace = monotonic() - began
        terminal.live_on(seconds)
        terminal.kill()

    def kill_centre(self) -> None:
        self._centre.kill()
        self._centre, _ = centre_life(self._home, self._port)

    def stop(self) -> None:
        self._centre.stop()

    def reckon(self, bench: PrinterBench, kills: int) -> Reckoning:
        """Start once more, send what waits, and look at all three books."""
        entries, told, deeds = self._drained()
        tray = Counter(path.stem.partition(".")[0] for path in bench.printed())
        states = {entry.serial: entry.state for entry in entries}
        events, received = self._centres_books()
        return Reckoning(
            kills=kills,
            copies=len(entries),
            printed=sum(tray.values()),
            unknown=sum(state is CopyState.UNKNOWN for state in states.values()),
            deeds=len(deeds),
            twice=sum(count > 1 for count in tray.values()),
            unaccounted=sum(
                states.get(serial) in (None, CopyState.FAILED) for serial in tray
            ),
            missing=sum(s in _SETTLED and n not in tray for n, s in states.items()),
            untold=len(deeds - received.keys()) + len(told),
            doubled=sum(count > 1 for count in received.values()),
            contrary=sum(events.get(n) != str(s) for n, s in states.items()),
        )

    def _drained(self) -> tuple[list[CopyEntry], list[CopyEntry], set[str]]:
        settings, clock = load_settings(self._settings), SystemClock()
        cabinet = open_cabinet(settings, clock, EventLog(StringIO(), clock), new_id)
        with closing(cabinet):
            for _ in range(_IDLE_TRIES):
                if not cabinet.store.outbox.pending_count():
                    break
                cabinet.sync.hurry()
                cabinet.sync.step()
            assert cabinet.store.audit.verify() is None
            lines = cabinet.store.audit.lines()
            facts = [loads(line.facts) for line in lines]
            deeds = {each["deed"] for each in facts if "kind" in each}
            ledger = cabinet.store.ledger
            return list(ledger.entries()), list(ledger.untold()), deeds

    def _centres_books(self) -> tuple[dict[str, str], Counter[str]]:
        database = open_database(Home(self._home))
        with closing(database), database.reading() as session:
            newest = select(CopyEvent).order_by(CopyEvent.event_id)
            told = session.scalars(newest.where(CopyEvent.deed_id.is_not(None)))
            events = {event.serial: str(event.standing) for event in told}
            counted = select(ReceivedDeed.deed_id, func.count()).group_by(
                ReceivedDeed.deed_id
            )
            received = Counter({row[0]: row[1] for row in session.execute(counted)})
            effects = select(CopyEvent.deed_id, func.count()).group_by(
                CopyEvent.deed_id
            )
            for deed, count in session.execute(effects):
                if deed is not None and count > 1:
                    received[deed] = count
        return events, received

"""Pictures of the console's fleet pages: ``python -m tests.web.fleet_pictures DIR``.

A dozen community terminals and a hall's, most in order: one is short of paper, one has
gone back to its version before and has deeds that were refused, one has been silent.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page

from backend.clock import city_time
from backend.envelopes.place import place_terminal
from backend.fleet.assignment import Assigned, assign
from backend.fleet.order import give_order
from backend.fleet.overview import communities_of
from backend.fleet.reception import take_beat
from backend.fleet.rulebook import load_rules
from backend.fleet.watch import watch_silent
from backend.home import Home
from backend.installation import open_database
from kiosk.domain.heartbeat import (
    DeviceReport,
    GateReport,
    Heartbeat,
    OrderKind,
    Readiness,
    ServiceReport,
    SupplyReport,
)
from kiosk.domain.release import UpdateReport
from kiosk.domain.supply import SupplyForecast
from kiosk.services.catalogue import all_services
from tests.console_rig import Console, open_console
from tests.unit.backend.beats import SOUND
from tests.unit.backend.running_centre import certified, settled
from tests.web.browser import open_browser

__all__ = ["main"]

_DESK = (1280, 800)
_PAPER_OUT, _GONE_BACK, _SILENT, _LOW = 6, 9, 3, 1
_GATES = (
    GateReport("sync-age", 0.1, 21.0, is_closed=False, days_left=20.9),
    GateReport("outbox-age", 0.0, 30.0, is_closed=False, days_left=30.0),
    GateReport("signers-age", 6.0, 45.0, is_closed=False, days_left=39.0),
)


def main(pictures: Path) -> int:
    """Set the fleet up, look at each page in both languages, and keep what is seen."""
    with tempfile.TemporaryDirectory() as folder:
        console = open_console(Path(folder))
        try:
            names = _founded(console)
            _refused(console)
            for language, ending in (("zh-CN", ""), ("en", "-en")):
                _looked_at(console, Path(folder), pictures, language, ending, names)
        finally:
            console.centre.stop()
    return 0


def _founded(console: Console) -> list[str]:
    home = Home(console.centre.home)
    rules, now = load_rules(home.fleet_file), city_time()
    with closing(open_database(home)) as database, database.writing() as session:
        places = [each.community_code for each in communities_of(session)][:12]
        names = ["hall-1", *(f"community-{n:02}" for n in range(1, len(places) + 1))]
        for name, code in zip(names[1:], places, strict=True):
            place_terminal(session, name, code)
        for number, name in enumerate(names):
            heard = now - timedelta(hours=3) if number == _SILENT else now
            beat = replace(_beat(number), made_at=heard)
            take_beat(session, name, beat, rules, heard)
        session.flush()
        watch_silent(session, rules, now)
        assign(session, names[_GONE_BACK], Assigned("unattended", "trial"), "S1", now)
        for kind in (OrderKind.FETCH_LOGS, OrderKind.REFRESH):
            give_order(session, names[_GONE_BACK], kind, "", "S1001", now)
    return names


def _beat(number: int) -> Heartbeat:
    is_out = number == _PAPER_OUT
    why = ("no-paper",) if is_out else ()
    services = tuple(
        ServiceReport(each.key, why if "certificate" in each.key else ())
        for each in all_services()
    )
    level = "out" if is_out else "low" if number == _LOW else "ok"
    paper = SupplyReport("paper", level), SupplyReport("toner", "ok")
    devices = (
        DeviceReport("card-reader", "online"),
        DeviceReport("face", "online"),
        DeviceReport("printer", "online", "", paper),
        DeviceReport("centre", "online"),
    )
    readiness = Readiness("welcoming", services, devices, 40, 3, 31)
    is_back = number == _GONE_BACK
    return replace(
        SOUND,
        readiness=readiness,
        gates=_GATES,
        burden=replace(SOUND.burden, dead_letters=2 * is_back),
        update=UpdateReport("0.2.0", "gone-back", "ended-again-and-again")
        if is_back
        else None,
        supplies=(SupplyForecast("paper", 412, 9.5), SupplyForecast("toner", 5200, 90)),
    )


def _refused(console: Console) -> None:
    """Have the centre refuse what terminals told, each for another reason."""
    centre = console.centre
    first = certified("0198c0de-0000-7000-8000-0000000000d1")
    told: Sequence[object] = [
        settled("0198c0de-0000-7000-8000-0000000000d2", "2026-999999-01", "out"),
        {**first, "id": "0198c0de-0000-7000-8000-0000000000d3", "kind": "unheard-of"},
    ]
    centre.post("/v1/deeds", {"deeds": [first]})
    centre.post("/v1/deeds", {"deeds": [{**first, "made_at": "2026-11-21T10:00:00Z"}]})
    centre.post("/v1/deeds", {"deeds": told})


def _looked_at(  # noqa: PLR0913, PLR0917 - where, whose, in which words
    console: Console,
    folder: Path,
    pictures: Path,
    language: str,
    ending: str,
    names: Sequence[str],
) -> None:
    card = (console.url, console.card("S1001", "supervisor"))
    pages = {
        "map": "/fleet/",
        "tickets": "/fleet/tickets",
        "letters": "/fleet/letters",
        "terminal": f"/fleet/terminal/{names[_GONE_BACK]}",
    }
    profile = folder / f"browser{ending}"
    with open_browser(profile, language=language, card=card, size=_DESK) as context:
        page: Page = context.new_page()
        for name, path in pages.items():
            page.goto(f"{console.url}{path}?lang={language}")
            file = pictures / f"console-fleet-{name}{ending}.png"
            page.screenshot(path=file, full_page=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

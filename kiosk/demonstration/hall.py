"""A hall on one machine: the centre, the twins of all devices, and their bench."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import tomli_w

from drivers.simulated.ippeveprinter import PrinterBench
from drivers.simulated.panel import PanelTwin
from drivers.simulated.pcscd import PrivatePcscd, why_not
from drivers.simulated.receipt_printer import ReceiptTwin
from drivers.simulated.sample_people import NOBODY, PEOPLE, make_people
from drivers.simulated.samv import SamvTwin
from drivers.simulated.scanner import ScannerTwin
from drivers.simulated.scene import SceneCamera
from drivers.simulated.vpcd import VpcdSlot
from kiosk.demonstration.bench import Bench, Twin
from kiosk.demonstration.centre_process import CentreDown, CentreProcess
from kiosk.demonstration.founding import (
    HallImpossible,
    described,
    home_community,
    run_centre,
)
from kiosk.demonstration.hall_settings import Plugs, terminal_settings
from kiosk.demonstration.handles import HALL_FILE
from kiosk.demonstration.narrator import Narrator

__all__ = ["Hall", "HallImpossible", "Resident"]

_RESIDENTS = 200
# Made once for every hall on this machine; pictures are never committed.
_PEOPLE = Path(__file__).resolve().parents[2] / "var" / "sample-people"
_TERMINAL = "demo-hall-01"
_STAFF = {"number": "S1001", "role": "clerk", "name": "石样本"}
_STAFF_PIN = "482913"
"""Of the hall's one invented member of staff; the twin's card knows no other."""
_SCANNER_BAUD = 115200


@dataclass(frozen=True, slots=True)
class Resident:
    """An invented resident who visits the hall.

    Attributes:
        holder: What is on the card, as the bench's ``insert`` takes it.
        film: The video of the person before the camera.
    """

    key: str
    holder: Mapping[str, str]
    portrait: Path
    film: Path


class Hall:
    """Starts everything but the terminal itself; ends it all on the way out."""

    def __init__(
        self,
        directory: Path,
        narrator: Narrator,
        *,
        challenges: bool = True,
        pages: bool = False,
    ) -> None:
        """Prepare a hall that lives in a directory.

        Its terminal asks faces for signs of life unless told not to. With pages the
        centre's portal and staff console are open, too.
        """
        self.directory = directory.absolute()
        self.settings = self.directory / "terminal.toml"
        self.bench = self.directory / "bench.sock"
        self.residents: dict[str, Resident] = {}
        self._challenges = challenges
        self._has_pages = pages
        self.pages: dict[str, int] = {}
        self._narrator = narrator
        self._stack = ExitStack()
        self._twins: dict[str, Twin] = {}

    @property
    def printed(self) -> Path:
        """Directory where the printer leaves its sheets."""
        return self.directory / "printer" / "printed"

    @property
    def trust(self) -> Path:
        """Directory of the pinned signers."""
        return self.directory / "identity" / "trust"

    @property
    def staff(self) -> dict[str, str]:
        """The invented member of staff, as the bench's ``insert-staff`` takes it."""
        card = self.directory / "staff-card"
        files = {"key": card / "key.pem", "certificate": card / "certificate.pem"}
        return {**_STAFF, "pin": _STAFF_PIN} | {
            name: str(path) for name, path in files.items()
        }

    @property
    def empty_room(self) -> Path:
        """Film of nobody."""
        return _PEOPLE / NOBODY

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a terminal in this hall."""
        socket = self.directory / "pcscd" / "run" / "pcscd.comm"
        return {**os.environ, "PCSCLITE_CSOCK_NAME": str(socket)}

    def set_pace(self, seconds: float) -> None:
        """Let the printer take so long for a sheet."""
        self._twins["printer"].do("pace", seconds=seconds)

    def __enter__(self) -> Self:
        """Bring the hall up.

        Raises:
            HallImpossible: with the name of what is missing.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Take the hall down again."""
        self._stack.close()

    def found(self) -> None:
        """Make the people and the centre, which then lie in the directory for good.

        A copy of the directory is a founded hall as well, as long as nothing runs.
        """
        with self._narrator.step("sample people made"):
            make_people(_PEOPLE)
        with self._narrator.step("centre founded, invented city moved in"):
            self._found_centre()

    def _open(self) -> None:
        self.found()
        step = self._narrator.step
        with step("centre serving over HTTPS with client certificates"):
            port = self._serve_centre()
        with step("card readers, camera and printer plugged in"):
            self._plug_in()
        self._stack.callback(Bench(self.bench, self._twins).close)
        self._write_settings(port)

    # The centre -----------------------------------------------------------

    def _found_centre(self) -> None:
        home = self.directory / "centre"
        if not (home / ".founded").exists():
            run_centre("init", "--home", str(home))
            run_centre("sample", "--home", str(home), "--residents", str(_RESIDENTS))
            run_centre(
                "enrol-terminal",
                *("--home", str(home), "--name", _TERMINAL),
                *("--community", home_community(home)),
                *("--out", str(self.directory / "identity")),
            )
            self._enrol_staff(home)
        self.residents = self._known_residents(home)
        portraits = [
            f"{resident.holder['number']}={resident.portrait}"
            for resident in self.residents.values()
        ]
        if not (home / ".founded").exists():
            run_centre("sample", "--home", str(home), *_each("--portrait", portraits))
            (home / ".founded").touch()

    def _enrol_staff(self, home: Path) -> None:
        told = (f"--{name}={value}" for name, value in _STAFF.items())
        out = f"--out={self.directory / 'staff-card'}"
        run_centre("enrol-staff", "--home", str(home), *told, out)

    def _known_residents(self, home: Path) -> dict[str, Resident]:
        return {
            facts["key"]: Resident(
                facts["key"],
                _holder(facts),
                _PEOPLE / face / "portrait.jpg",
                _PEOPLE / face / "camera.avi",
            )
            for facts, face in zip(described(home), PEOPLE, strict=False)
        }

    def _serve_centre(self) -> int:
        centre = CentreProcess(self.directory / "centre", pages=self._has_pages)
        self._stack.callback(centre.stop)
        try:
            centre.start()
        except CentreDown as error:
            raise HallImpossible(str(error)) from error
        self._twins["centre"] = centre
        self.pages = dict(centre.pages)
        return centre.port

    # The devices ----------------------------------------------------------

    def _plug_in(self) -> None:
        self._plug_in_cards()
        camera = SceneCamera(self.directory / "scene.json")
        camera.do("show", video=self.empty_room)
        self._twins["camera"] = camera
        if not PrinterBench.is_available():
            message = "ippeveprinter is missing: install cups-ipp-utils and dbus"
            raise HallImpossible(message)
        printer = PrinterBench(self.directory / "printer", seconds_per_sheet=1.0)
        self._stack.callback(printer.close)
        self._printer_uri = printer.start().uri
        self._twins["printer"] = printer

    def _plug_in_cards(self) -> None:
        trouble = why_not()
        if trouble:
            raise HallImpossible(trouble)
        daemon = PrivatePcscd(self.directory / "pcscd")
        self._stack.callback(daemon.close)
        daemon.start()
        slot = VpcdSlot(daemon.port)
        self._stack.callback(slot.close)
        reader = SamvTwin(self.directory)
        self._stack.callback(reader.close)
        self._samv_port = reader.port
        panel = PanelTwin(self.directory)
        self._stack.callback(panel.close)
        self._panel_port = panel.port
        receipts = ReceiptTwin(self.directory)
        self._stack.callback(receipts.close)
        self._receipt_port = receipts.port
        scanner = ScannerTwin(self.directory, baud=_SCANNER_BAUD)
        self._stack.callback(scanner.close)
        self._scanner_port = scanner.port
        self._twins |= {
            "pcscd": daemon,
            "card-reader": slot,
            "id-card-reader": reader,
            "panel": panel,
            "receipt-printer": receipts,
            "scanner": scanner,
        }

    def _write_settings(self, centre_port: int) -> None:
        plugs = Plugs(
            centre=centre_port,
            panel=str(self._panel_port),
            receipts=self._receipt_port,
            printer=self._printer_uri,
            id_cards=str(self._samv_port),
            scanner=self._scanner_port,
            scanner_baud=_SCANNER_BAUD,
        )
        settings = terminal_settings(
            self.directory, plugs, name=_TERMINAL, challenges=self._challenges
        )
        self.settings.write_text(tomli_w.dumps(settings), encoding="utf-8")
        told = {
            "bench": str(self.bench),
            "people": str(_PEOPLE),
            "staff": self.staff,
            "printed": str(self.printed),
            "holders": [dict(each.holder) for each in self.residents.values()],
        }
        (self.directory / HALL_FILE).write_text(json.dumps(told), "utf-8")


def _holder(facts: Mapping[str, str]) -> dict[str, str]:
    """Take what a card holds, as the twins take it: days without dashes."""
    on_card = ("number", "name", "sex", "identification_code")
    told = {name: facts[name] for name in on_card}
    return told | {"birth_date": facts["birth_date"].replace("-", "")}


def _each(option: str, values: Sequence[str]) -> list[str]:
    return [word for value in values for word in (option, value)]

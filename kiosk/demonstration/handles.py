"""What the bench window's buttons do: orders to the bench of one hall."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kiosk.demonstration.bench import BenchRefused, move
from kiosk.documents.qr_picture import read_code
from kiosk.documents.rendering import page_png
from kiosk.domain.challenge import Action
from kiosk.domain.scanned import CREDENTIAL_PREFIX

__all__ = ["HALL_FILE", "code_on", "handles"]

HALL_FILE = "hall.json"

Deed = Callable[[], str]

_FACES = ("first", "second")
_SHEET_WIDTH = 1240
_PRINTER_TROUBLES = ("paper-out", "jam", "toner-out", "cover-open", "power-loss")


def handles(hall: Path) -> Mapping[str, Mapping[str, Deed]]:
    """Give the groups of buttons for a hall's directory.

    Raises:
        OSError, ValueError: no hall is open there.
    """
    told = json.loads((hall / HALL_FILE).read_text("utf-8"))
    bench = Path(told["bench"])
    return {
        "social security card": _cards(bench, "card-reader", "insert", "remove", told),
        "resident id card": _cards(bench, "id-card-reader", "place", "lift", told),
        "staff card": _staff(bench, told["staff"]),
        "code scanner": {"last sheet": _scan_last(bench, Path(told["printed"]))},
        "cabinet": _cabinet(bench),
        "before the camera": _camera(bench, Path(told["people"])),
        "printer": _printer(bench),
        "centre": {name: _order(bench, "centre", name) for name in ("stop", "start")},
    }


def _cards(
    bench: Path, twin: str, put: str, take: str, told: Mapping[str, Any]
) -> dict[str, Deed]:
    deeds = {
        f"{put} {holder['name']}": _order(bench, twin, put, holder=holder)
        for holder in told["holders"]
    }
    return {**deeds, take: _order(bench, twin, take)}


def _camera(bench: Path, people: Path) -> dict[str, Deed]:
    films = {name: people / name / "camera.avi" for name in _FACES}
    films |= {"nobody": people / "nobody.avi", "two": people / "two_people.avi"}
    deeds = {
        name: _order(bench, "camera", "show", video=str(film))
        for name, film in films.items()
    }
    orders = (*Action, "black", "frozen", "unplugged", "mend")
    return deeds | {str(name): _order(bench, "camera", str(name)) for name in orders}


def _staff(bench: Path, staff: Mapping[str, str]) -> dict[str, Deed]:
    insert = _order(bench, "card-reader", "insert-staff", **staff)
    remove = _order(bench, "card-reader", "remove")
    return {f"insert {staff['number']} (PIN {staff['pin']})": insert, "remove": remove}


def _scan_last(bench: Path, printed: Path) -> Deed:
    """Hold the code of the sheet printed last before the scanner."""

    def carry_out() -> str:
        sheets = sorted(printed.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
        code = code_on(sheets[-1]) if sheets else None
        if code is None:
            return "no sheet with a code was printed yet"
        return _order(bench, "scanner", "scan", text=code)()

    return carry_out


def code_on(sheet: Path) -> str | None:
    """Read the credential's text from a printed sheet's picture, as a scanner does."""
    picture = page_png(sheet.read_bytes(), page=0, width_px=_SHEET_WIDTH)
    return read_code(picture, CREDENTIAL_PREFIX)


def _cabinet(bench: Path) -> dict[str, Deed]:
    """Give the panel's button, switches and power."""
    return {
        "call button": _order(bench, "panel", "call"),
        "somebody comes": _order(bench, "panel", "presence", on=True),
        "they leave": _order(bench, "panel", "presence", on=False),
        "tamper": _order(bench, "panel", "tamper", on=True),
        "reset": _order(bench, "panel", "tamper", on=False),
        "battery low": _order(bench, "panel", "power", source="low"),
        "mains": _order(bench, "panel", "power", source="mains"),
    }


def _printer(bench: Path) -> dict[str, Deed]:
    deeds = {
        name: _order(bench, "printer", "fault", name=name) for name in _PRINTER_TROUBLES
    }
    return {
        **deeds,
        "all well": _order(bench, "printer", "clear"),
        "power on": _order(bench, "printer", "power", on=True),
    }


def _order(bench: Path, twin: str, command: str, **arguments: object) -> Deed:
    def carry_out() -> str:
        try:
            move(bench, twin, command, **arguments)
        except BenchRefused as error:
            return str(error)
        return f"{twin}: {command}"

    return carry_out

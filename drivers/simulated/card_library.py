"""A reader maker's library that we wrote: third-generation cards without keys.

It is compiled where it is used, from the C file beside this one; for tests and
demonstrations only.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from drivers.simulated.card_holder import CardHolder
from kiosk.domain.fault import DeviceLost, InvalidValue

__all__ = ["LIBRARY_FAULTS", "CardLibraryTwin"]

_SOURCE = Path(__file__).with_name("card_library.c")
_NO_KEYS, _HANGS = -2201, 9999
PROOF = "9A3C|5E77|"
"""What the twin's region answers to every challenge."""

LIBRARY_FAULTS = ("none", "no-module", "hangs", "refused", "empty", "torn")
"""What may be wrong: no keys in the reader, a call that never returns, a status
nobody knows, an answer without number and name, an answer cut short."""


class CardLibraryTwin:
    """One compiled library and the card that lies in its reader."""

    def __init__(self, directory: Path) -> None:
        """Compile it into a directory.

        Raises:
            DeviceLost: there is no C compiler here.
        """
        compiler = shutil.which("cc")
        if compiler is None:
            raise DeviceLost(part="card-library", reason="no-compiler")
        self._state = directory / "card-library.state"
        self.path = directory / "card-library.so"
        options = ["-shared", "-fPIC", "-O1", f'-DSTATE="{self._state}"']
        command = [compiler, *options, str(_SOURCE), "-o", str(self.path)]
        subprocess.run(command, check=True)  # noqa: S603 - our own words only
        self.remove()

    def insert(self, holder: CardHolder, fault: str = "none") -> None:
        """Put the card of a holder under the library's eyes.

        Raises:
            InvalidValue: no such fault.
        """
        if fault not in LIBRARY_FAULTS:
            raise InvalidValue(field="fault", reason=fault)
        statuses = {"no-module": _NO_KEYS, "hangs": _HANGS, "refused": -7}
        text = _answer(holder, fault)
        self._write(statuses.get(fault, 0), text)

    def remove(self) -> None:
        """Leave the reader empty."""
        self._write(-1, b"")

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out ``insert`` (``holder``, ``fault``) or ``remove``.

        Raises:
            InvalidValue: unknown command, fault or holder.
        """
        holder = arguments.get("holder")
        if command == "insert" and isinstance(holder, dict):
            fault = str(arguments.get("fault", "none"))
            self.insert(CardHolder.from_json(holder), fault)
        elif command == "remove" and not arguments:
            self.remove()
        else:
            raise InvalidValue(field="command", reason=command)
        return {"path": str(self.path)}

    def _write(self, status: int, text: bytes) -> None:
        told = text.hex() or "-"
        by_region = 0 if status == _NO_KEYS else -1
        lines = (
            f"psam {status} {'-' if status else told}",
            f"step1 {by_region} {b'510100|code|03|9F11|'.hex()}",
            f"proof 0 {PROOF.encode().hex()}",
            f"step2 {by_region} {told}",
        )
        partial = self._state.with_suffix(".partial")
        partial.write_text("\n".join(lines) + "\n", "ascii")
        partial.replace(self._state)


def _answer(holder: CardHolder, fault: str) -> bytes:
    """Write the holder as the ministry's interface has it."""
    is_empty = fault == "empty"
    fields = (
        "510100",
        "" if is_empty else holder.number,
        "" if is_empty else "A12345678",
        holder.code_digits,
        "" if is_empty else holder.name,
        "0081544C9786845101000012A4",
        "3.00",
        holder.issued_on,
        holder.valid_until,
        "000000000000",
        "",
    )
    text = "".join(f"{each}|" for each in fields).encode("gb18030")
    return text[:40] if fault == "torn" else text

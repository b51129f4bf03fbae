"""A SAM-V identity card reader on a real pseudo-terminal, with the line's faults."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from drivers.simulated.card_holder import CardHolder
from drivers.simulated.samv_card import IdentityCardKind, SamvCard
from drivers.simulated.samv_line import SamvLine, Send
from drivers.simulated.samv_module import SamvModule, framed
from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FAULTS", "SamvTwin"]

FAULTS = (
    "busy",  # no answer at all
    "checksum",  # last byte wrong
    "noise",  # bytes before the answer that look like a long frame
    "truncated",  # only half of the answer
    "late",  # the answer comes after some seconds
    "refused",  # SW3 41: the module cannot read the card
    "torn",  # the card is lifted before it is read
)
_READ_CODES = (0x3001, 0x3010)
_BITS_A_BYTE = 10
_NOISE = bytes.fromhex("00FFAAAAAA9669050800")


class SamvTwin:
    """The reader as a device file; commands: see `do`.

    The file is a link ``samv`` in a directory, so that an unplugged and plugged
    reader keeps its name as under ``/dev/serial/by-id``.
    """

    def __init__(
        self, directory: Path, *, baud: int = 115200, needs_lift: bool = False
    ) -> None:
        """Plug the reader in; answers come at the pace of the baud rate."""
        self._link = directory / "samv"
        self._byte_seconds = _BITS_A_BYTE / baud
        self._module = SamvModule(needs_lift=needs_lift)
        self._lock = threading.Lock()
        self._fault = ""
        self._fault_times = 0
        self._late_seconds = 0.0
        self._is_broken = False
        self._line: SamvLine | None = None
        self.plug()

    @property
    def port(self) -> str:
        """Path of the device file."""
        return str(self._link)

    def place(self, card: SamvCard) -> None:
        """Lay a card on the reader."""
        with self._lock:
            self._module.put(card)

    def lift(self) -> None:
        """Lift the card."""
        with self._lock:
            self._module.put(None)

    def fault(self, name: str, times: int = 1, seconds: float = 1.3) -> None:
        """Spoil the next answers to "read", or with ``busy`` to anything.

        Args:
            name: One of `FAULTS`.
            times: Number of answers.
            seconds: Delay of a ``late`` one.
        """
        if name not in FAULTS:
            raise InvalidValue(field="fault", reason=name)
        with self._lock:
            self._fault, self._fault_times, self._late_seconds = name, times, seconds

    def break_module(self, *, is_broken: bool = True) -> None:
        """Let the module say from now on that its self-test failed, or be well."""
        with self._lock:
            self._is_broken = is_broken

    def plug(self) -> None:
        """Plug the reader in again under the same name."""
        if self._line is None:
            self._line = SamvLine(self._link, self._byte_seconds, self._answers)

    def unplug(self) -> None:
        """Pull the plug; the device file vanishes."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def close(self) -> None:
        """Take the reader away."""
        self.unplug()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        ``place(holder={...}, kind="resident-id-card")``, ``lift()``,
        ``fault(name, times=1, seconds=1.3)``, ``break()``, ``mend()``,
        ``unplug()``, ``plug()``, ``state()``; each gives
        ``{"has_card": ..., "is_plugged": ..., "faults_left": ...}``.

        Raises:
            InvalidValue: unknown command, kind, fault or holder.
        """
        match command:
            case "place":
                self.place(_described(arguments))
            case "fault":
                self._do_fault(arguments)
            case "break" | "mend":
                self.break_module(is_broken=command == "break")
            case "lift":
                self.lift()
            case "plug":
                self.plug()
            case "unplug":
                self.unplug()
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)
        return {
            "has_card": self._module.has_card,
            "is_plugged": self._line is not None,
            "faults_left": self._fault_times,
        }

    def _do_fault(self, arguments: Mapping[str, object]) -> None:
        try:
            times = int(str(arguments.get("times", 1)))
            seconds = float(str(arguments.get("seconds", 1.3)))
        except ValueError:
            raise InvalidValue(field="fault", reason="not a number") from None
        self.fault(str(arguments.get("name", "")), times, seconds)

    def _answers(self, received: bytes, send: Send) -> bytes:
        """Answer the commands in what came; give the unfinished rest."""
        codes, rest = self._module.split(received)
        for code in codes:
            with self._lock:
                delay, answer = self._answer(code)
            if delay:
                threading.Timer(delay, send, (answer,)).start()
            else:
                send(answer)
        return rest

    def _answer(self, code: int) -> tuple[float, bytes]:
        if self._is_broken:
            return 0.0, framed(0x60)
        spoils = self._fault == "busy" or code in _READ_CODES
        if not (self._fault_times and spoils):
            return 0.0, self._module.answer(code)
        self._fault_times -= 1
        if self._fault == "torn":
            self._module.put(None)
        return self._spoil(self._module.answer(code))

    def _spoil(self, answer: bytes) -> tuple[float, bytes]:
        spoiled = {
            "busy": b"",
            "checksum": answer[:-1] + bytes((answer[-1] ^ 0x55,)),
            "noise": _NOISE + answer,
            "truncated": answer[: len(answer) // 2],
            "refused": framed(0x41),
        }
        delay = self._late_seconds if self._fault == "late" else 0.0
        return delay, spoiled.get(self._fault, answer)


def _described(arguments: Mapping[str, object]) -> SamvCard:
    holder = arguments.get("holder")
    if not isinstance(holder, dict):
        raise InvalidValue(field="holder", reason="not an object")
    kind = str(arguments.get("kind", IdentityCardKind.RESIDENT_ID))
    if kind not in set(IdentityCardKind):
        raise InvalidValue(field="kind", reason=kind)
    return SamvCard(CardHolder.from_json(holder), IdentityCardKind(kind))

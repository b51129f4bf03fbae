"""An identity card read, beside the time of its line and a bare loop on it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from benchmarks.devices_figures import HOLDER, Effort, ratio, times
from drivers.serial_line.frame import FrameParser, encode_command
from drivers.serial_line.link import SerialLink
from drivers.serial_line.resident_id_reader import SamvCardReader
from drivers.simulated.samv import SamvTwin
from kiosk.ports.device import Cancellation

__all__ = ["measure_identity_card"]

_LINE_BAUD = 115200
_BITS_A_BYTE = 10


def measure_identity_card(directory: Path, effort: Effort) -> None:
    """Read an identity card over a line that is as slow as a real one."""
    with closing(SamvTwin(directory, baud=_LINE_BAUD)) as twin:
        bare = _bare_line(twin, effort.reads)
        with closing(SamvCardReader(twin.port)) as reader:
            took = []
            for _ in range(effort.reads):
                twin.do("place", holder=dict(HOLDER), kind="resident-id-card")
                took += times(lambda: reader.read(Cancellation()), 1)
                twin.do("lift")
                reader.await_removal(Cancellation())
    line = _line_bytes() * _BITS_A_BYTE / _LINE_BAUD
    ratio("identity card read", took, "the line's own time", [line], 1.2)
    ratio("identity card read", took, "a bare loop on that line", bare, None)


_EXCHANGES = ((0x2001, 15), (0x2002, 19), (0x3001, 1295))
"""Find, select, read, with the length of each answer's frame."""


def _line_bytes() -> int:
    return sum(len(encode_command(code)) + length for code, length in _EXCHANGES)


def _bare_line(twin: SamvTwin, rounds: int) -> list[float]:
    """Write the three commands and read until their answers are whole."""
    twin.do("place", holder=dict(HOLDER), kind="resident-id-card")
    link = SerialLink(twin.port)

    def once() -> None:
        for code, _ in _EXCHANGES:
            parser = FrameParser()
            link.write(encode_command(code))
            while not parser.feed(link.read_some()):
                pass

    with closing(link):
        took = times(once, rounds)
    twin.do("lift")
    return took

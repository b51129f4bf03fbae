"""A contact card read and seen to come, beside the same exchanges alone."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.devices_figures import (
    HOLDER,
    Effort,
    await_true,
    limit,
    plain,
    ratio,
    times,
)
from drivers.pcsc.reader import PcscCardReader
from drivers.simulated.card_holder import CardHolder
from drivers.simulated.pcscd import PrivatePcscd, why_not
from drivers.simulated.social_security_card import SocialSecurityCard
from drivers.simulated.vpcd import VpcdSlot
from kiosk.ports.device import Cancellation, MediaState
from kiosk.work.child import start_child

__all__ = ["measure_contact_card"]

_CHIP_BAUD = 38400
_BITS_A_CHARACTER = 12
"""ISO/IEC 7816-3: start, eight data, parity, two of guard time."""


class _PacedCard(SocialSecurityCard):
    """A chip that takes the time its contacts take, at a usual rate."""

    def answer(self, command: bytes) -> bytes:
        """Answer after the time that both take on the line."""
        answer = super().answer(command)
        characters = len(command) + len(answer)
        time.sleep(characters * _BITS_A_CHARACTER / _CHIP_BAUD)
        return answer


@contextmanager
def _service(directory: Path) -> Iterator[tuple[VpcdSlot, PcscCardReader]]:
    daemon = PrivatePcscd(directory / "pcscd")
    with closing(daemon):
        daemon.start()
        os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.socket_path)
        slot = VpcdSlot(daemon.port)
        reader = PcscCardReader(
            lambda: start_child("drivers.pcsc.reader_child:serve", {})
        )
        with closing(slot), closing(reader):
            await_true(lambda: reader.status().is_usable)
            yield slot, reader


def measure_contact_card(directory: Path, effort: Effort) -> None:
    """Read a whole card, and see one come, beside the same calls alone."""
    if why_not():
        print(f"contact card: not measured, {why_not()}")
        return
    with _service(directory) as (slot, reader):
        slot.insert(_PacedCard(CardHolder.from_json(dict(HOLDER))))
        await_true(lambda: reader.status().media is MediaState.PRESENT)
        whole = times(lambda: reader.read(Cancellation()), effort.reads)
        raw = _raw_exchanges(effort.reads)
        ratio(f"card read, chip at {_CHIP_BAUD} baud", whole, "its raw APDUs", raw, 1.3)
        slot.insert(SocialSecurityCard(CardHolder.from_json(dict(HOLDER))))
        await_true(lambda: reader.status().media is MediaState.PRESENT)
        own = times(lambda: reader.read(Cancellation()), effort.reads)
        plain("the same, chip without delay", own)
        _measure_insertions(slot, reader, effort)


def _raw_exchanges(rounds: int) -> list[float]:
    """Send the commands of a reading with nothing around them; sums of each round."""
    # The library looks for the service's socket when it is first loaded.
    from drivers.pcsc.connection import connected  # noqa: PLC0415
    from drivers.pcsc.reading import read_holder  # noqa: PLC0415
    from drivers.pcsc.winscard import Context  # noqa: PLC0415

    with Context.opened() as context:
        name = next(n for n, state in _states(context) if state)
    sums = []
    for _ in range(rounds):
        took = 0.0
        with connected(name) as transmit:

            def timed(command: bytes) -> bytes:
                nonlocal took
                begun = time.perf_counter()
                answer = transmit(command)
                took += time.perf_counter() - begun
                return answer

            read_holder(timed)
        sums.append(took)
    return sums


def _states(context: object) -> list[tuple[str, bool]]:
    from drivers.pcsc.winscard import Context, is_present  # noqa: PLC0415

    assert isinstance(context, Context)  # noqa: S101 - tells the type
    known = context.states(dict.fromkeys(context.readers(), 0), 0.0)
    return [(name, is_present(state)) for name, state in known.items()]


def _measure_insertions(slot: VpcdSlot, reader: PcscCardReader, effort: Effort) -> None:
    from drivers.pcsc.winscard import Context, is_present  # noqa: PLC0415

    late, own = [], []
    with Context.opened() as context:
        for _ in range(effort.insertions):
            slot.remove()
            await_true(lambda: reader.status().media is MediaState.NOT_PRESENT)
            known = context.states(dict.fromkeys(context.readers(), 0), 0.0)
            seen: list[float] = []

            def look(known: dict[str, int] = known, seen: list[float] = seen) -> None:
                while not any(is_present(state) for state in known.values()):
                    known = context.states(known, 5.0)
                seen.append(time.perf_counter())

            raw = threading.Thread(target=look)
            raw.start()
            begun = time.perf_counter()
            slot.insert(SocialSecurityCard(CardHolder.from_json(dict(HOLDER))))
            reader.await_card(Cancellation())
            told = time.perf_counter()
            raw.join()
            late.append(max(0.0, told - seen[0]))
            own.append(seen[0] - begun)
    plain("insertion until pcscd tells a bare waiter", own)
    limit("insertion seen by the driver after that", late, 0.050)

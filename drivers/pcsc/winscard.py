"""The PC/SC calls we use, typed; every refusal is raised as one exception.

A context belongs to one thread. Codes are not sorted here: after a crash of
the service the first code differs from case to case.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from smartcard import scard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Connection", "Context", "PcscError", "is_present"]

_PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
_PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1


class PcscError(Exception):
    """A call was refused; the code is the service's own."""

    def __init__(self, call: str, code: int) -> None:
        """Keep the call's name and the code as an unsigned number."""
        super().__init__(call, code)
        self.code = code & 0xFFFFFFFF

    @property
    def text(self) -> str:
        """The code as the trade writes it."""
        return f"{self.code:08X}"


def is_present(state: int) -> bool:
    """Whether a reader's state says that a card is in it."""
    return bool(state & scard.SCARD_STATE_PRESENT)


class Connection:
    """A powered chip."""

    def __init__(self, handle: int, protocol: int) -> None:
        """Own a card handle."""
        self._handle = handle
        is_t0 = protocol == scard.SCARD_PROTOCOL_T0
        self._header = scard.SCARD_PCI_T0 if is_t0 else scard.SCARD_PCI_T1

    def transmit(self, command: bytes) -> bytes:
        """Send a command; blocks for as long as the chip likes.

        A chip pulled out in the middle gives an empty answer, not an error.
        """
        code, answer = scard.SCardTransmit(self._handle, self._header, list(command))
        _check("SCardTransmit", code)
        return bytes(answer)

    def disconnect(self) -> None:
        """Reset the chip, so that what we selected is forgotten, and let go."""
        scard.SCardDisconnect(self._handle, scard.SCARD_RESET_CARD)


class Context:
    """One line to the PC/SC service."""

    def __init__(self, handle: int) -> None:
        """Own a context handle; use `opened`."""
        self._handle = handle

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Context]:
        """Open a line and give it back at the end; 200 unreleased ones block all."""
        code, handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _check("SCardEstablishContext", code)
        try:
            yield cls(handle)
        finally:
            scard.SCardReleaseContext(handle)

    def readers(self) -> tuple[str, ...]:
        """Name the readers in the service's order."""
        code, names = scard.SCardListReaders(self._handle, [])
        if code == scard.SCARD_E_NO_READERS_AVAILABLE:
            return ()
        _check("SCardListReaders", code)
        return tuple(names)

    def states(
        self, known: Mapping[str, int], seconds: float, *, or_plugging: bool = False
    ) -> dict[str, int]:
        """Wait until a reader's state differs from the known one, and give all.

        After the time, the known states come back. A state of 0 is never the
        present one, so it is answered at once. With ``or_plugging`` the wait
        ends, too, when a reader comes or goes.
        """
        asked = [*known.items(), *([(_PLUG_AND_PLAY, 0)] if or_plugging else [])]
        milliseconds = int(seconds * 1000)
        code, answer = scard.SCardGetStatusChange(self._handle, milliseconds, asked)
        if code == scard.SCARD_E_TIMEOUT:
            return dict(known)
        _check("SCardGetStatusChange", code)
        changed = scard.SCARD_STATE_CHANGED
        return {name: state & ~changed for name, state, _ in answer if name in known}

    def cancel(self) -> None:
        """End a wait of another thread on this line."""
        scard.SCardCancel(self._handle)

    def connect(self, reader: str) -> Connection:
        """Power the chip for us alone; shared only where others are before us."""
        try:
            return self._connect(reader, scard.SCARD_SHARE_EXCLUSIVE)
        except PcscError as error:
            if error.code != scard.SCARD_E_SHARING_VIOLATION & 0xFFFFFFFF:
                raise
        return self._connect(reader, scard.SCARD_SHARE_SHARED)

    def _connect(self, reader: str, share: int) -> Connection:
        connect: Callable[..., tuple[int, int, int]] = scard.SCardConnect
        code, handle, protocol = connect(self._handle, reader, share, _PROTOCOLS)
        _check("SCardConnect", code)
        return Connection(handle, protocol)


def _check(call: str, code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise PcscError(call, code)

"""Puts virtual cards into the reader of a real PC/SC service (vsmartcard's vpcd).

vpcd listens on all addresses without any password: it belongs to demonstration
and tests, never to an installed terminal.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import TYPE_CHECKING, Protocol

from drivers.simulated.card_holder import CardHolder
from drivers.simulated.social_security_card import CardProfile, SocialSecurityCard
from drivers.simulated.staff_card import StaffIdentity, VirtualStaffCard
from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CardTrouble", "VirtualCard", "VpcdSlot"]

_GET_ATR = 4
_POWER_CODES = (0, 1, 2)
_RETRY_SECONDS = 0.1
_MISSED_LOOKS = 3
_LEAVE_SECONDS = 5.0
_JOIN_SECONDS = _MISSED_LOOKS * _LEAVE_SECONDS


class VirtualCard(Protocol):
    """What the slot needs of a card."""

    @property
    def atr(self) -> bytes:
        """Answer to reset."""

    def reset(self) -> None:
        """Forget what power-off forgets."""

    def answer(self, command: bytes) -> bytes:
        """Answer one command."""


class CardTrouble:
    """What goes wrong with a card: its kind, and at which command.

    ``mute`` never answers, ``torn`` leaves the reader.
    """

    KINDS = ("none", "mute", "torn")

    def __init__(self, kind: str = "none", after: int = 4) -> None:
        """Let trouble begin after so many answered commands."""
        if kind not in self.KINDS:
            raise InvalidValue(field="fault", reason=kind)
        self.kind = kind
        self._left = after

    @property
    def has_struck(self) -> bool:
        """Whether a command has failed already."""
        return self._left < 0

    def strikes(self) -> bool:
        """Count one command; whether it is the one that fails."""
        if self.kind == "none":
            return False
        self._left -= 1
        return self._left < 0


class _InsertedCard:
    """A card in the slot: a thread that answers the driver until it is pulled."""

    def __init__(
        self, address: tuple[str, int], card: VirtualCard, trouble: CardTrouble
    ) -> None:
        self._address = address
        self._card = card
        self._trouble = trouble
        self._pulled = threading.Event()
        self._line: socket.socket | None = None
        self._thread = threading.Thread(target=self._stay, name="vcard", daemon=True)
        self._thread.start()

    @property
    def is_pulled(self) -> bool:
        return self._pulled.is_set()

    def pull(self) -> None:
        self._pulled.set()
        self._hang_up()
        if self._thread is not threading.current_thread():
            self._thread.join(_JOIN_SECONDS)

    def _hang_up(self) -> None:
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _stay(self) -> None:
        """Stay in the slot, also over a restart of the service."""
        while not self._pulled.is_set():
            with contextlib.suppress(OSError), self._dialled() as line:
                self._line = line
                self._serve(line)
            self._line = None
            self._pulled.wait(_RETRY_SECONDS)
        if self._trouble.has_struck:
            with contextlib.suppress(OSError):
                self._leave()

    def _leave(self) -> None:
        """Stay away until the service's own watch has surely missed the card.

        A card that cannot be reset counts as gone, which the watch does not
        know: should it find a card at its next look, it has seen no change, and
        the slot counts as empty until that card goes, too. No hand is so fast.
        The reset looks as well, so more than one look is waited for.
        """
        for _ in range(_MISSED_LOOKS):
            with self._dialled(_LEAVE_SECONDS) as line:
                _receive(line)

    def _dialled(self, seconds: float | None = None) -> socket.socket:
        return socket.create_connection(self._address, timeout=seconds)

    def _serve(self, line: socket.socket) -> None:
        while not self._pulled.is_set():
            message = _receive(line)
            if len(message) == 1:
                self._control(line, message[0])
                continue
            if self._trouble.strikes() and not self._fail():
                return
            _send(line, self._card.answer(message))

    def _control(self, line: socket.socket, code: int) -> None:
        if code == _GET_ATR:
            _send(line, self._card.atr)
        elif code in _POWER_CODES:
            self._card.reset()

    def _fail(self) -> bool:
        """Be mute until pulled, or leave at once; never goes on."""
        if self._trouble.kind == "mute":
            self._pulled.wait()
        self._pulled.set()
        return False


class VpcdSlot:
    """One slot of the virtual reader; commands: see `do`."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        """Aim at the port on which vpcd waits for cards."""
        self._address = (host, port)
        self._inserted: _InsertedCard | None = None
        self._staff_cards: dict[str, VirtualStaffCard] = {}

    @property
    def has_card(self) -> bool:
        """Whether a card is in the slot."""
        return self._inserted is not None and not self._inserted.is_pulled

    def insert(self, card: VirtualCard, trouble: CardTrouble | None = None) -> None:
        """Put a card in; one that was there is pulled first."""
        self.remove()
        self._inserted = _InsertedCard(self._address, card, trouble or CardTrouble())

    def remove(self) -> None:
        """Pull the card; nothing happens when there is none."""
        inserted, self._inserted = self._inserted, None
        if inserted is not None:
            inserted.pull()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        ``insert(holder={...}, profile="v2", is_t0=True, fault="none", after=4)``,
        ``insert-staff(number, role, name, pin, key="", certificate="",
        is_t0=True, fault="none", after=4)`` (paths of PEM files; made up when
        empty; the same number gives the same card, with the tries it has left;
        here ``fault`` may be ``damaged``, too),
        ``remove()``, ``state()``; each gives ``{"has_card": ...}``.

        Raises:
            InvalidValue: unknown command, profile, fault, holder or badge.
        """
        match command:
            case "insert":
                self._insert_described(arguments)
            case "insert-staff":
                self._insert_staff(arguments)
            case "remove":
                self.remove()
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)
        return {"has_card": self.has_card}

    def close(self) -> None:
        """Leave the slot empty."""
        self.remove()

    def _insert_described(self, arguments: Mapping[str, object]) -> None:
        holder = arguments.get("holder")
        if not isinstance(holder, dict):
            raise InvalidValue(field="holder", reason="not an object")
        profile = str(arguments.get("profile", CardProfile.V2))
        if profile not in set(CardProfile):
            raise InvalidValue(field="profile", reason=profile)
        card = SocialSecurityCard(
            CardHolder.from_json(holder),
            CardProfile(profile),
            is_t0=bool(arguments.get("is_t0", True)),
        )
        self.insert(card, _trouble(arguments))

    def _insert_staff(self, arguments: Mapping[str, object]) -> None:
        number = str(arguments.get("number", ""))
        if number not in self._staff_cards:
            self._staff_cards[number] = VirtualStaffCard(
                StaffIdentity.from_json(arguments),
                is_t0=bool(arguments.get("is_t0", True)),
            )
        card = self._staff_cards[number]
        card.is_damaged = arguments.get("fault") == "damaged"
        sound = {**arguments, "fault": "none"} if card.is_damaged else arguments
        self.insert(card, _trouble(sound))


def _trouble(arguments: Mapping[str, object]) -> CardTrouble:
    after = str(arguments.get("after", 4))
    if not after.isdecimal():
        raise InvalidValue(field="after", reason="not a number")
    return CardTrouble(str(arguments.get("fault", "none")), int(after))


def _receive(line: socket.socket) -> bytes:
    (length,) = struct.unpack(">H", _receive_exactly(line, 2))
    return _receive_exactly(line, length)


def _receive_exactly(line: socket.socket, length: int) -> bytes:
    gathered = b""
    while len(gathered) < length:
        # vpcd 3.3 sends length and data apart and waits for our acknowledgement
        # in between: without this each command takes 44 ms instead of 0.1 ms.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = line.recv(length - len(gathered))
        if not part:
            raise ConnectionResetError
        gathered += part
    return gathered


def _send(line: socket.socket, message: bytes) -> None:
    line.sendall(struct.pack(">H", len(message)) + message)

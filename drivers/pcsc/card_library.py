"""The reader maker's library, which holds the keys of third-generation cards.

Number and name on such a card open only to a key in the reader's own module (PSAM)
or in the region's hardware module (HSM). Neither is in our hands: the maker's
library speaks to both. It is called in the reading child, which can be killed.

Source: functions ``iReadCardBas``, ``iReadCardBas_HSM_Step1`` and ``_Step2`` of the
ministry's interface; what they return differs from maker to maker below zero.
"""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from drivers.pcsc.library_answer import LONGEST_ANSWER, parse_library_answer
from kiosk.domain.fault import CardUnreadable, DeviceLost

if TYPE_CHECKING:
    from kiosk.domain.card import ResidentCard

__all__ = ["Authenticator", "CardLibrary", "authenticator_named"]

Authenticator = Callable[[str], str]
"""Has the region's module answer a card's challenge; both as the library has them.

A city names its own, as ``module:function``; none is shipped."""

_CONTACT_FIRST = 3
"""Interface of ``iReadCardBas``: contact where there is one, else contactless."""
_NO_OWN_KEYS = (-2201, -2202, -2203, -24)
"""What makers return where the reader has no module of its own, or an empty one."""


class CardLibrary:
    """One loaded library; used from one thread."""

    def __init__(self, path: str, authenticator: Authenticator | None = None) -> None:
        """Load it.

        Raises:
            DeviceLost: no such library, or one without the function (part
                ``card-library``).
        """
        try:
            self._library = ctypes.CDLL(path)
            self._library.iReadCardBas.restype = ctypes.c_long
        except (OSError, AttributeError):
            raise DeviceLost(part="card-library", reason="cannot-load") from None
        self._authenticate = authenticator

    def read(self) -> ResidentCard:
        """Read the card that lies in the reader now; may block as long as it likes.

        Raises:
            CardUnreadable: the library gives no holder; ``status`` is what it
                returned (reason ``library``), or see `parse_library_answer`.
        """
        status, answer = self._call("iReadCardBas", ctypes.c_int(_CONTACT_FIRST))
        if status in _NO_OWN_KEYS and self._authenticate is not None:
            status, answer = self._read_by_region(self._authenticate)
        return parse_library_answer(_good(status, answer))

    def _read_by_region(self, authenticate: Authenticator) -> tuple[int, bytes]:
        """Have the region's module open the card, in two steps."""
        first = ctypes.c_int(_CONTACT_FIRST)
        status, challenge = self._call("iReadCardBas_HSM_Step1", first)
        proof = authenticate(_good(status, challenge).decode("gb18030", "replace"))
        key = ctypes.c_char_p(proof.encode("gb18030"))
        return self._call("iReadCardBas_HSM_Step2", key)

    def _call(
        self, function: str, argument: ctypes.c_int | ctypes.c_char_p
    ) -> tuple[int, bytes]:
        out = ctypes.create_string_buffer(LONGEST_ANSWER)
        try:
            status = getattr(self._library, function)(argument, out)
        except AttributeError:
            raise CardUnreadable(reason="library", function=function) from None
        return int(status), out.value


def authenticator_named(name: str) -> Authenticator | None:
    """Find a city's authenticator by ``module:function``; none for an empty name."""
    if not name:
        return None
    module, function = name.split(":")
    return cast("Authenticator", getattr(importlib.import_module(module), function))


def _good(status: int, answer: bytes) -> bytes:
    if status != 0:
        raise CardUnreadable(reason="library", status=status)
    return answer

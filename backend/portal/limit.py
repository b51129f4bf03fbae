"""How often one sender may ask, so that codes cannot be tried one by one.

Who asks is kept as a keyed hash, in memory alone, and forgotten in order.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

__all__ = ["Limit"]

_MOST_SENDERS = 20_000
_IPV6_SITE = 64


class Limit:
    """A bucket of questions for each sender that refills steadily."""

    def __init__(
        self,
        burst: int,
        per_minute: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow a burst at once and then so many a minute."""
        self._burst = float(burst)
        self._per_second = per_minute / 60
        self._now = now
        self._key = secrets.token_bytes(16)
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._turn = threading.Lock()

    def allows(self, sender: str, cost: float = 1) -> bool:
        """Whether a sender may ask now; asking is counted only if it may."""
        name = self._name(sender)
        with self._turn:
            level = self._level(name)
            is_allowed = level >= cost
            self._buckets[name] = (level - cost * is_allowed, self._now())
            self._buckets.move_to_end(name)
            while len(self._buckets) > _MOST_SENDERS:
                self._buckets.popitem(last=False)
            return is_allowed

    def _level(self, name: bytes) -> float:
        level, at = self._buckets.get(name, (self._burst, self._now()))
        return min(self._burst, level + (self._now() - at) * self._per_second)

    def _name(self, sender: str) -> bytes:
        """Hash a sender; of an IPv6 address the site counts, not the machine."""
        try:
            address = ipaddress.ip_address(sender)
        except ValueError:
            text = sender
        else:
            is_long = address.version == 6  # noqa: PLR2004 - IPv6
            site = f"{address}/{_IPV6_SITE}" if is_long else str(address)
            text = str(ipaddress.ip_network(site, strict=False)) if is_long else site
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=16).digest()

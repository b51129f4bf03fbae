"""Measures envelopes: closing at the centre, finding and opening at the terminal.

``python benchmarks/envelopes.py [--envelopes 2000]``. The baseline is AES-256-GCM
alone over the same bytes, in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.assembly.envelopes import Envelopes
from kiosk.clock import SystemClock
from kiosk.documents.envelope import close_envelope
from kiosk.domain.card import CardKind, ResidentCard
from kiosk.domain.certificate import CertificateKind, IssuedCertificate
from kiosk.domain.envelope import Dossier, Envelope, EnvelopePage, PreparedCertificate
from kiosk.domain.wire import to_wire
from offline_cache.store import Store, open_store
from offline_cache.vault import KeyFileVault

_TERMINAL = "community-07"
_PDF_BYTES, _PORTRAIT_BYTES = 70_000, 20_000
"""As a one-page certificate with its seal and a portrait are."""
_OPENED = 200
_WISH_SECONDS = 0.050


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--envelopes", type=int, default=2000)
    count = parser.parse_args().envelopes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = SystemClock()
        store = open_store(folder / "store.db", KeyFileVault(folder / "key"), clock)
        _measure(store, Envelopes(store, _TERMINAL, clock), count)
        store.close()
    return 0


def _measure(store: Store, envelopes: Envelopes, count: int) -> None:
    now = datetime.now(UTC)
    dossier = _dossier("510199196207083427", now)
    plain = json.dumps(to_wire(dossier)).encode()
    alone = _time(lambda: AESGCM(bytes(32)).encrypt(bytes(12), plain, b""))
    _told(f"baseline: AES-256-GCM over {len(plain) >> 10} KiB", alone, alone)
    _told("close (centre)", _time(lambda: _closed(store, 0, now)), alone)
    begun = time.perf_counter()
    for first in range(0, count, 8):
        batch = range(first, min(first + 8, count))
        page = tuple(_closed(store, number, now) for number in batch)
        store.envelopes.take(EnvelopePage(page, (), is_last=True))
    each = (time.perf_counter() - begun) / count
    _told(f"close and keep each of {count}", each, alone)
    cards = iter(_card(number % count) for number in range(10 * _OPENED))
    opened = _time(lambda: envelopes.open(next(cards)))
    _told("find and open (terminal)", opened, alone)
    print(f"wish for opening: {_WISH_SECONDS * 1000:.0f} ms")


def _closed(store: Store, number: int, now: datetime) -> Envelope:
    card = _card(number)
    return close_envelope(
        _dossier(card.number, now),
        card_code=card.identification_code,
        terminal=_TERMINAL,
        terminal_key=store.envelopes.key().public_key(),
        envelope_id=f"0198c0de-0000-7000-8000-{number:012d}",
        prepared_at=now,
        expires_at=now + timedelta(days=15),
    )


def _card(number: int) -> ResidentCard:
    code = f"51019900{number:024d}"
    kind = CardKind.SOCIAL_SECURITY
    return ResidentCard(kind, f"{number:018d}", "某", identification_code=code)


def _dossier(number: str, now: datetime) -> Dossier:
    pdf = os.urandom(_PDF_BYTES)
    issued = IssuedCertificate("1", f"{number}-01", "A" * 16, now, now.date(), 1, pdf)
    copy = PreparedCertificate(CertificateKind.ENROLMENT, issued, pdf)
    return Dossier(number, "某", os.urandom(_PORTRAIT_BYTES), (copy,))


def _time(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(_OPENED):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def _told(name: str, seconds: float, baseline: float) -> None:
    ratio = seconds / baseline
    print(f"{name:42} median {seconds * 1000:8.3f} ms  {ratio:8.1f} x baseline")


if __name__ == "__main__":
    sys.exit(main())

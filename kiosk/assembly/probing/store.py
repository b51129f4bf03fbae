"""Probes of the encrypted store; looking changes nothing and sets nothing aside."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from kiosk.assembly.dismissal import STORE_FILE, key_box_of
from kiosk.clock import SystemClock
from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.domain.fault import StoreFault, StoreSealed
from kiosk.ports.store import CopyState
from kiosk.settings import TerminalSettings
from offline_cache.opening import trouble_of
from offline_cache.store import Store, open_store

__all__ = ["audit", "outbox", "store"]

_OLD = timedelta(days=1)
_NEW = Finding(ProbeState.ABSENT, "store-new")


def store(settings: TerminalSettings) -> Finding:
    """Check key and every page of the file."""
    return _trouble(settings) or Finding(ProbeState.OK)


def outbox(settings: TerminalSettings) -> Finding:
    """Look for refused deeds, copies of unknown fate, and a line that stands."""
    trouble = _trouble(settings)
    if trouble:
        return _unread(trouble)
    with closing(_opened(settings)) as opened:
        return _waiting(opened)


def audit(settings: TerminalSettings) -> Finding:
    """Walk the audit log's chain."""
    trouble = _trouble(settings)
    if trouble:
        return _unread(trouble)
    with closing(_opened(settings)) as opened:
        wrong = opened.audit.verify()
    if wrong is None:
        return Finding(ProbeState.OK)
    return Finding(ProbeState.FAILED, "audit-broken", f"line {wrong}")


def _waiting(opened: Store) -> Finding:
    refused = len(opened.outbox.dead_letters())
    if refused:
        return Finding(ProbeState.WARNING, "deeds-refused", str(refused))
    lost = [e for e in opened.ledger.unsettled() if e.state is CopyState.UNKNOWN]
    if lost:
        return Finding(ProbeState.WARNING, "copies-unknown", str(len(lost)))
    count, oldest = opened.outbox.pending_count(), opened.outbox.pending(1)
    told = f"{count} waiting"
    if oldest and SystemClock().now() - oldest[0].made_at > _OLD:
        return Finding(ProbeState.WARNING, "deeds-waiting", told)
    return Finding(ProbeState.OK, detail=told)


def _unread(trouble: Finding) -> Finding:
    is_new = trouble.state is ProbeState.ABSENT
    return trouble if is_new else Finding(ProbeState.WARNING, "store-unread")


def _trouble(settings: TerminalSettings) -> Finding | None:
    """Say what is wrong with key or file; none when both are good."""
    path = settings.state_directory / STORE_FILE
    key = settings.state_directory / "store.key"
    if key_box_of(settings, is_looking=True).is_sealed:
        return Finding(ProbeState.FAILED, StoreSealed.key)
    if not path.exists() and not key.exists():
        return _NEW
    if not key.exists():
        return Finding(ProbeState.FAILED, "store-key-missing")
    try:
        reason = trouble_of(path, key_box_of(settings, is_looking=True).key())
    except StoreFault as fault:
        reason = str(fault.facts.get("reason", ""))
        cause = "store-key-unsafe" if reason.startswith("key") else fault.key
        return Finding(ProbeState.FAILED, cause, reason)
    return Finding(ProbeState.FAILED, "store-torn", reason) if reason else None


def _opened(settings: TerminalSettings) -> Store:
    path = settings.state_directory / STORE_FILE
    return open_store(path, key_box_of(settings, is_looking=True), SystemClock())

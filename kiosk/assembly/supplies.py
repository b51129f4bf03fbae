"""Paper and toner by count: what staff put in, what the print ledger says went out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kiosk.diagnostics.supply_work import since_key
from kiosk.domain.heartbeat import Readiness
from kiosk.domain.supply import LOOK_BACK_DAYS, SupplyForecast, forecast
from kiosk.part_settings import PrinterSettings
from kiosk.ports.clock import Clock
from offline_cache.store import Store

__all__ = ["Supplies"]

_FULL = "ok"
_SPENT = ("low", "out")
_COUNT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Count:
    at: float
    forecasts: tuple[SupplyForecast, ...] = ()
    pace: float | None = None


@dataclass(slots=True)
class Supplies:
    """Used from the store's thread only."""

    store: Store
    printer: PrinterSettings
    clock: Clock
    _levels: dict[str, str] = field(default_factory=dict)
    _counted: _Count | None = None

    def notice(self, readiness: Readiness) -> None:
        """See a supply that the printer calls full again after it was not.

        So a refill counts, too, that nobody told of in the technician's mode.
        """
        levels = {s.name: s.level for d in readiness.devices for s in d.supplies}
        for name, level in levels.items():
            if level == _FULL and self._levels.get(name) in _SPENT:
                moment = self.clock.now().isoformat(timespec="seconds")
                self.store.logbook.keep(since_key(name), moment)
                self._counted = None
        self._levels |= levels

    def forecasts(self) -> tuple[SupplyForecast, ...]:
        """Tell how long each supply lasts whose size the settings name."""
        return self._count().forecasts

    @property
    def pace(self) -> float | None:
        """Sheets a day over the last weeks; none where none were used."""
        return self._count().pace

    def sheets_left(self) -> float | None:
        """Tell the sheets left of what ends first, at least one while it prints.

        The printer's own sensor closes; the count only says that it will.
        """
        told = self.forecasts()
        return max(1.0, min(each.sheets_left for each in told)) if told else None

    def _count(self) -> _Count:
        """Count once a minute: it goes over the whole ledger."""
        now = self.clock.monotonic()
        if self._counted is None or now - self._counted.at >= _COUNT_SECONDS:
            self._counted = self._counted_anew(now)
        return self._counted

    def _counted_anew(self, now: float) -> _Count:
        sizes = {"paper": self.printer.tray_sheets, "toner": self.printer.toner_sheets}
        known = {name: size for name, size in sizes.items() if size > 0}
        if not known:
            return _Count(now)
        kept, ledger = self.store.logbook.kept(), self.store.ledger
        recent, days = self._recent()
        told = tuple(
            forecast(name, size, ledger.count_since(kept.get(since_key(name), "")),
                     recent, days)
            for name, size in known.items()
        )  # fmt: skip
        return _Count(now, told, recent / days if recent else None)

    def _recent(self) -> tuple[int, float]:
        """Count the sheets of the last weeks, or since the first one."""
        ledger, now = self.store.ledger, self.clock.now()
        earliest = now - timedelta(days=LOOK_BACK_DAYS)
        first = ledger.first_moment()
        since = max(earliest, datetime.fromisoformat(first)) if first else earliest
        days = max(1.0, (now - since).total_seconds() / 86_400)
        return ledger.count_since(since.isoformat()), days

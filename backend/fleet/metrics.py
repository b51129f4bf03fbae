"""The fleet and the centre's doors as Prometheus metrics, on a listener of their own.

Names, counts and ages of terminals alone; nothing here is about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server
from prometheus_client.core import (
    CollectorRegistry,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from backend.centre import Centre
from backend.fleet.fact import facts_of
from backend.fleet.ticket import open_tickets
from backend.fleet.watch import seen_all
from backend.store.fleet import ReceivedDeed

__all__ = ["FleetCollector", "figures_of", "metrics_served"]


class FleetCollector(Collector):
    """Reads the newest beats each time it is scraped."""

    def __init__(self, centre: Centre) -> None:
        """Collect of one centre."""
        self._centre = centre

    def collect(self) -> Iterable[Metric]:
        """Give every metric, in a fixed order."""
        yield from self._terminals()
        yield self._tickets()
        yield self._deeds()
        yield self._timings()

    def _terminals(self) -> Iterator[Metric]:
        now = self._centre.clock()
        with self._centre.database.reading() as session:
            facts = {n: facts_of(s, now) for n, s in seen_all(session).items()}
        told = GaugeMetricFamily(
            "terminal_fact",
            "What watching rules look at, by terminal and fact; see docs/fleet.md.",
            labels=("terminal", "fact"),
        )
        for terminal, named in facts.items():
            for name, value in sorted(named.items()):
                told.add_metric((terminal, name), value)
        yield GaugeMetricFamily(
            "terminals", "Terminals that ever told of themselves.", value=len(facts)
        )
        yield told

    def _tickets(self) -> Metric:
        family = GaugeMetricFamily(
            "fleet_tickets_open", "Open tickets.", labels=("rule", "severity")
        )
        counted: dict[tuple[str, str], int] = {}
        with self._centre.database.reading() as session:
            for ticket in open_tickets(session):
                key = (ticket.rule, ticket.severity)
                counted[key] = counted.get(key, 0) + 1
        for labels, count in sorted(counted.items()):
            family.add_metric(labels, count)
        return family

    def _timings(self) -> Metric:
        family = HistogramMetricFamily(
            "centre_answer_seconds",
            "Time from a request to its answer.",
            labels=("operation", "status"),
        )
        for labels, buckets, total in self._centre.timings.told():
            family.add_metric(labels, buckets, total)
        return family

    def _deeds(self) -> Metric:
        family = GaugeMetricFamily(
            "deeds_received", "Deeds answered for good.", labels=("kind", "outcome")
        )
        wanted = select(ReceivedDeed.kind, ReceivedDeed.outcome, func.count())
        grouped = wanted.group_by(ReceivedDeed.kind, ReceivedDeed.outcome)
        with self._centre.database.reading() as session:
            for kind, outcome, count in session.execute(grouped):
                family.add_metric((kind, str(outcome)), count)
        return family


def figures_of(centre: Centre) -> CollectorRegistry:
    """Give what a centre tells, for one door."""
    registry = CollectorRegistry()
    registry.register(FleetCollector(centre))
    return registry


@contextmanager
def metrics_served(centre: Centre, host: str, port: int) -> Iterator[int]:
    """Serve ``/metrics`` over plain HTTP while the block runs; gives the port.

    Meant for the machine's own collector: it belongs on a loopback address.
    `backend.fleet.metrics_door` is for others.

    Raises:
        OSError: the port cannot be taken.
    """
    server, thread = start_http_server(port, host, figures_of(centre))
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A beat of a terminal in order, for the tests of all who read beats."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain.heartbeat import (
    Burden,
    DeviceReport,
    GateReport,
    Heartbeat,
    Readiness,
    ServiceReport,
    SupplyReport,
)

__all__ = ["NOON", "SOUND"]

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)

SOUND = Heartbeat(
    instance="one",
    sequence=1,
    made_at=NOON,
    software="0.1.0",
    up_seconds=60.0,
    readiness=Readiness(
        "welcoming",
        (ServiceReport("enrolment"), ServiceReport("certify", ("no-camera",))),
        (DeviceReport("printer", "online", "", (SupplyReport("paper", "ok"),)),),
    ),
    burden=Burden(0, 0.0, 0, 0, 9_000.0),
    gates=(GateReport("sync-age", 0.0, 21.0, is_closed=False, days_left=21.0),),
)

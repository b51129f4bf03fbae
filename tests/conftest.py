"""What every test stands on: no display, no leaking threads, strict Qt."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("kiosk", deadline=None, max_examples=60)
settings.register_profile(
    "reproducible",
    parent=settings.get_profile("kiosk"),
    derandomize=True,
    # How long an example takes says something of the machine, not of the code.
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kiosk")

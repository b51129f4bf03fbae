"""What every test stands on: no display, no leaking threads, strict Qt."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("kiosk", deadline=None, max_examples=60)
settings.load_profile("kiosk")

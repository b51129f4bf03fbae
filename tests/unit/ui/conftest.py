"""The one application, made as the terminal makes it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.app import create_application


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return create_application(["kiosk"])

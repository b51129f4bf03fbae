"""A guard on the Qt binding: some releases abort after some hundred emits."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rung = Signal()
    told = Signal(object)

app = QCoreApplication([])
bell, heard = Bell(), []
bell.rung.connect(lambda: heard.append(1))
bell.told.connect(heard.append)
for _ in range(5000):
    bell.rung.emit()
    bell.told.emit(True)
assert len(heard) == 10000
"""


def test_five_thousand_emits_do_not_abort_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()

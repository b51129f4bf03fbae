"""What a terminal loads before its first screen: nothing that only paper needs."""

from __future__ import annotations

import subprocess
import sys

LATER = (
    "pikepdf",
    "reportlab",
    "segno",
    "zxingcpp",
    "tuf",
    "escpos.image",
    "kiosk.documents.verification",
)
"""Half a second of processor on a kiosk; each is loaded where it is used."""

PROGRAM = """
import sys
import kiosk.cli, kiosk.assembly.terminal
kiosk.cli._parser()
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_a_start_waits_for_no_library_that_no_first_screen_needs() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", PROGRAM, *LATER],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.split() == []

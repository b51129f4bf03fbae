"""The hall's centre opens its pages when asked, and keeps their ports."""

from __future__ import annotations

from pathlib import Path

import requests

from kiosk.demonstration.centre_process import CentreProcess
from tests.unit.backend.running_centre import make_centre


def test_portal_and_console_open_with_the_centre_and_come_back(tmp_path: Path) -> None:
    home = make_centre(tmp_path / "home")
    centre = CentreProcess(home, pages=True)
    centre.start()
    try:
        first = dict(centre.pages)
        centre.stop()
        centre.start()
        assert centre.pages == first
        trust = str(home / "hall-1" / "authority.pem")
        found = {}
        for who, path in (("portal", "/sign-in"), ("console", "/")):
            address = f"https://127.0.0.1:{first[who]}{path}"
            found[who] = requests.get(address, verify=trust, timeout=20).status_code
        assert found == {"portal": 200, "console": 403}
    finally:
        centre.stop()

"""Changes of version that staff wish at the screen, and who may carry them out.

The terminal's user cannot write the directory of versions. Where that is so, it lays
the wish into its own state directory; a unit of the system's (`kiosk-wish.path`)
reads it there, carries it out as root and writes the answer beside the versions,
where the terminal cannot forge it. A wish can name nothing but a version that the
signed list of the centre or an earlier, checked fetch laid there.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.assembly.updating import install, stage_release
from kiosk.assembly.upkeep import Upkeep, versions_of
from kiosk.diagnostics.upkeep import ChangeVersion, VersionsView, VersionWish
from kiosk.domain.fault import CentreUnreachable, DeviceLost, UpdateRefused
from kiosk.domain.release import ReleaseRefused
from kiosk.settings import TerminalSettings
from offline_cache.vault import put

__all__ = ["WISH_FILE", "change_version", "grant_wish", "survey_versions", "wish_for"]

WISH_FILE = Path("software") / "wish.json"
_ANSWER = "answer.json"
_LARGEST = 4096
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a wish; one of refused, lost line or done."""

    version: str = ""
    refused: str = ""
    is_line_lost: bool = False

    def taken(self) -> str:
        """Give the version, or raise what hindered it."""
        if self.refused:
            raise UpdateRefused(reason=self.refused)
        if self.is_line_lost:
            raise CentreUnreachable(reason="line")
        return self.version


def survey_versions(settings: TerminalSettings) -> VersionsView:
    """Tell which versions lie here and what became of the newest change."""
    versions = versions_of(settings)
    current, change = versions.current, Upkeep(settings).report()
    if not current:
        return VersionsView()
    return VersionsView(
        current,
        versions.before,
        tuple(each for each in versions.here if each != current),
        versions.ledger.failed,
        change.version if change else "",
        change.state if change else "",
        change.reason if change else "",
    )


def change_version(
    settings: TerminalSettings, ask: ChangeVersion, seconds: float
) -> str:
    """Carry a wish out, or have it carried out; see `ChangeVersion`."""
    if os.access(settings.software.versions, os.W_OK):
        return _carried_out(settings, ask.wish, ask.version).taken()
    return wish_for(settings, ask, seconds).taken()


def grant_wish(settings: TerminalSettings) -> bool:
    """Carry out the wish that lies in the state directory, once; for root.

    Gives whether there was one that had no answer yet. The file is the terminal's:
    nothing in it is believed but its three words.
    """
    wished = _wish_lying(settings.state_directory / WISH_FILE)
    answer = settings.software.versions / _ANSWER
    if wished is None or _read(answer).get("id") == wished["id"]:
        return False
    wish, version = VersionWish(wished["wish"]), wished["version"]
    came = _carried_out(settings, wish, version)
    told = {"id": wished["id"], "version": came.version, "refused": came.refused}
    told["line"] = "lost" if came.is_line_lost else ""
    put(answer, json.dumps(told).encode(), for_all=True)
    return True


def _carried_out(
    settings: TerminalSettings, wish: VersionWish, version: str
) -> _Answer:
    try:
        if wish is VersionWish.FETCH:
            release = stage_release(settings)
            return _Answer(release.version if release else "")
        if wish is VersionWish.INSTALL:
            install(settings, version)
            return _Answer(version)
        before = versions_of(settings).go_back("by-hand")
    except ReleaseRefused as refusal:
        return _Answer(refused=refusal.reason)
    except CentreUnreachable:
        return _Answer(is_line_lost=True)
    except OSError:
        return _Answer(refused="no-room")
    return _Answer(before) if before else _Answer(refused="no-version-before")


def wish_for(settings: TerminalSettings, ask: ChangeVersion, seconds: float) -> _Answer:
    """Lay the wish down and wait for its answer.

    Raises:
        DeviceLost: none came in time; the unit is not installed or failed.
    """
    place = settings.state_directory / WISH_FILE
    place.parent.mkdir(parents=True, exist_ok=True)
    number = secrets.token_hex(8)
    wish = {"id": number, "wish": str(ask.wish), "version": ask.version}
    put(place, json.dumps(wish).encode())
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        told = _read(settings.software.versions / _ANSWER)
        if told.get("id") == number:
            return _Answer(told["version"], told["refused"], bool(told["line"]))
        time.sleep(_LOOK_SECONDS)
    raise DeviceLost(part="software", reason="no-answer")


def _wish_lying(path: Path) -> Mapping[str, str] | None:
    """Read a wish; none where there is none, or something else lies there."""
    wished = _read(path)
    known = {str(wish) for wish in VersionWish}
    if set(wished) != {"id", "wish", "version"} or wished["wish"] not in known:
        return None
    return wished


def _read(path: Path) -> Mapping[str, str]:
    """Read a small file of words; never through a link, nor from a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return {}
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return {}
        text = file.read(_LARGEST)
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    is_words = isinstance(told, dict) and all(isinstance(v, str) for v in told.values())
    return told if is_words else {}

"""A change of version from the first question to the centre to the switch."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.assembly.ring import ring_of
from kiosk.assembly.upkeep import SERVING_FILE, versions_of
from kiosk.domain.release import Release, ReleaseRefused
from kiosk.settings import TerminalSettings
from offline_cache.bandwidth import Bandwidth
from offline_cache.line import Identity
from offline_cache.staging import stage

if TYPE_CHECKING:
    from offline_cache.release_line import ReleaseLine

__all__ = ["fetch_release", "install", "stage_release"]

_ROOT = Path("software") / "root.json"
_LONGEST_WAIT_SECONDS = 600.0


@dataclass(slots=True)
class _Courtesy:
    """Keeps a download from being in the way: a limit, and a visit goes first."""

    bandwidth: Bandwidth
    serving: Path

    def pace(self, size: int) -> None:
        """Wait until the next piece may be asked for."""
        time.sleep(self.bandwidth.take(size))
        began = time.monotonic()
        # A mark that a crash left behind must not hold an update for ever.
        while self.serving.exists() and _is_young(began):
            time.sleep(1.0)


def _is_young(began: float) -> bool:
    return time.monotonic() - began < _LONGEST_WAIT_SECONDS


def fetch_release(settings: TerminalSettings) -> tuple[Release, Path] | None:
    """Ask for a newer version whose turn it is here, and fetch it.

    A version that failed here is not tried again by itself.

    Raises:
        CentreUnreachable: the line; what came is kept for the next try.
        ReleaseRefused: something is not to be believed.
    """
    # A third of a second of processor, which no start should wait for.
    from offline_cache.releases import Releases  # noqa: PLC0415

    line = _line(settings)
    try:
        releases = Releases(
            settings.centre.url,
            settings.centre.trust / _ROOT,
            settings.software.versions / "update",
            line,
        )
        versions = versions_of(settings)
        index = releases.index().without(versions.ledger.failed)
        present = versions.current or "0.0"
        ring = ring_of(settings).name
        wanted = index.newest_for(settings.name, ring, present)
        return None if wanted is None else (wanted, releases.fetch(wanted))
    finally:
        line.close()


def stage_release(settings: TerminalSettings) -> Release | None:
    """Fetch a newer version and lay it beside the present one.

    Raises:
        CentreUnreachable, ReleaseRefused: see `fetch_release` and `stage`.
        OSError: no room, or no right to write.
    """
    found = fetch_release(settings)
    if found is None:
        return None
    release, archive = found
    stage(archive, settings.software.versions, release.version)
    archive.unlink(missing_ok=True)
    return release


def install(settings: TerminalSettings, version: str) -> None:
    """Make a version that lies here the current one, on trial.

    The running terminal sees it, and ends as soon as nobody is served; its
    supervisor then starts the new one.

    Raises:
        ReleaseRefused: no such version lies here (``not-staged``).
    """
    versions = versions_of(settings)
    # By its name among those that lie here: a path to elsewhere is none.
    if version not in versions.here:
        raise ReleaseRefused(reason="not-staged")
    if versions.current != version:
        versions.try_out(version, settings.software.trial_seconds)


def _line(settings: TerminalSettings) -> ReleaseLine:
    from offline_cache.release_line import ReleaseLine  # noqa: PLC0415 - the same

    centre, limit = settings.centre, settings.software.kilobytes_per_second
    courtesy = _Courtesy(
        Bandwidth(limit, time.monotonic), settings.state_directory / SERVING_FILE
    )
    parts = settings.software.versions / "update" / "parts"
    identity = Identity(centre.certificate, centre.key, centre.authority)
    return ReleaseLine(identity, parts, courtesy.pace)

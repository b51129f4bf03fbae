"""The names of all business items on this terminal's disk, for the first screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from kiosk.assembly.whole_file import write_whole
from kiosk.domain.business import BusinessList
from kiosk.domain.fault import CentreFault, InvalidValue
from kiosk.domain.item_directory import ItemDirectory, ItemName
from kiosk.ports.centre import Centre
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState
from kiosk.visit.form import can_be_asked
from kiosk.work.rhythm import Rhythm

__all__ = ["ItemShelf"]

_REFRESH_SECONDS = 6 * 3600.0
_RETRY_SECONDS = 60.0


class ItemShelf:
    """Keeps the newest directory; used from the store's thread only.

    Names of business items are public, so they lie unencrypted. A visit fetches
    the items anew, with their forms: an old name leads to nothing wrong.
    """

    def __init__(
        self,
        file: Path,
        centre: Centre,
        clock: Clock,
        tell: Callable[[ItemDirectory], None],
    ) -> None:
        """Tell what is there; a damaged file counts as none."""
        self._file = file
        self._centre = centre
        self._clock = clock
        self._tell = tell
        self._rhythm = Rhythm(clock)
        tell(self._kept())

    def step(self) -> float:
        """Fetch if it is time; gives the seconds until the next turn."""
        return self._rhythm.step(self._attempt)

    def hurry(self) -> None:
        """Have the next turn come at once."""
        self._rhythm.hurry()

    def items(self) -> BusinessList:
        """Fetch the items with their forms, and keep their names; see `Centre.items`.

        Raises:
            CentreFault: what the centre's line raises.
        """
        listed = self._centre.items()
        names = (ItemName(it.id, it.name) for it in listed.items if can_be_asked(it))
        directory = ItemDirectory(tuple(names), self._clock.now())
        self._tell(directory)
        self._keep(directory)
        return listed

    def _attempt(self) -> float:
        if self._centre.status().state is DeviceState.OFFLINE:
            return _RETRY_SECONDS
        try:
            self.items()
        except (CentreFault, OSError):
            return _RETRY_SECONDS
        return _REFRESH_SECONDS

    def _kept(self) -> ItemDirectory:
        try:
            return ItemDirectory.read(json.loads(self._file.read_text("utf-8")))
        except (OSError, ValueError, RecursionError, InvalidValue):
            return ItemDirectory()

    def _keep(self, directory: ItemDirectory) -> None:
        told = json.dumps(directory.as_told(), ensure_ascii=False)
        write_whole(self._file, told.encode())

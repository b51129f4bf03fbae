"""A process of the centre's own that works for it and ends with it."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process

__all__ = ["live_for_the_centre"]


def live_for_the_centre() -> None:
    """Leave it to the centre when this process ends, and end with it at the latest."""
    # Ctrl-C in a console reaches us, too; the centre decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_centre, daemon=True).start()


def _end_with_the_centre() -> None:
    """End when the centre was killed: it cannot tell us any more."""
    centre = parent_process()
    if centre is not None:
        centre.join()
        os._exit(0)

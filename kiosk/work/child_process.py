"""The inside of a child: finds its entry and serves until the parent hangs up."""

from __future__ import annotations

import contextlib
import importlib
import json
import signal
import sys
from functools import partial

from kiosk.domain.fault import DeviceLost
from kiosk.loading import load_giving_way, loading
from kiosk.work.child import PipeChannel

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Run ``DESCRIPTOR module:function JSON``; zero when the parent hung up."""
    descriptor, entry, settings = arguments
    # The parent decides when we end; Ctrl-C in a console reaches us both.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, function = entry.split(":")
    with loading():
        entry_module = load_giving_way(partial(importlib.import_module, module))
    serve = getattr(entry_module, function)
    with contextlib.suppress(DeviceLost):
        serve(PipeChannel(int(descriptor)), json.loads(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

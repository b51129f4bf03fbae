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
from kiosk.work.child import GIVES_WAY, PipeChannel

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Run ``DESCRIPTOR module:function JSON [gives-way]`` until the parent hangs up."""
    descriptor, entry, settings, *manner = arguments
    # The parent decides when we end; Ctrl-C in a console reaches us both.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, function = entry.split(":")
    load = partial(importlib.import_module, module)
    with loading():
        found = load_giving_way(load) if GIVES_WAY in manner else load()
    serve = getattr(found, function)
    with contextlib.suppress(DeviceLost):
        serve(PipeChannel(int(descriptor)), json.loads(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

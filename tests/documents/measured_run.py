"""Runs a command and tells what it and its own children used at most.

Linux counts for a new process what its parent held when it was started, so a
small process has to stand between a large test run and what is measured.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys

__all__ = ["main"]


def main(command: list[str]) -> None:
    """Print the command's output and its peak of memory in bytes, as JSON."""
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    told = {"output": done.stdout.decode(), "peak_bytes": peak}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])

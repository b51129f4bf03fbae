"""Reading strangers' pictures in a child process with little memory and time.

Picture decoders are native code and a file of some kilobytes can ask for
gigabytes: what they eat or break ends with the child, never with the program.
"""

from __future__ import annotations

import resource
import subprocess
import sys

__all__ = ["read_code_confined"]

_MEMORY_BYTES = 1 << 30
"""Address space, libraries included; the largest picture we take needs a third."""
_CPU_SECONDS = 8
_WALL_SECONDS = 12.0
_LONGEST_TEXT = 8192


def read_code_confined(image: bytes, prefix: str) -> str | None:
    """Give the text of a QR code in a picture, or none; never raises.

    None also where the child ran out of memory or time, or was broken.
    """
    line = [sys.executable, "-I", "-c", _CHILD, *_path(), prefix]
    try:
        done = subprocess.run(  # noqa: S603 - our own code
            line,
            input=image,
            capture_output=True,
            timeout=_WALL_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    if done.returncode or not 0 < len(done.stdout) <= _LONGEST_TEXT:
        return None
    return done.stdout.decode("utf-8", "replace")


# Isolated: no user site, no variables; the path is handed over instead.
_CHILD = (
    "import sys; sys.path[:] = sys.argv[1].split(chr(0x1f)); "
    "from kiosk.documents.confined import _serve; _serve(sys.argv[2])"
)


def _path() -> list[str]:
    return ["\x1f".join(sys.path)]


def _serve(prefix: str) -> None:
    """Be the child: read a picture from standard input, write the text out."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    from kiosk.documents.qr_picture import read_code  # noqa: PLC0415 - only here

    text = read_code(sys.stdin.buffer.read(), prefix)
    sys.stdout.buffer.write((text or "").encode())

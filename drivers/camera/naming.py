"""A camera by its USB name: the same one after a reboot, in whatever socket."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.fault import DeviceLost

__all__ = ["BY_ID", "NAME_PREFIX", "path_of"]

BY_ID = Path("/dev/v4l/by-id")
"""Where udev links cameras as ``usb-MAKER_MODEL_SERIAL-video-index0``."""

NAME_PREFIX = "usb:"
_FIRST_NODE = "-video-index0"
"""A camera has several nodes; the others give metadata, no pictures."""


def path_of(name: str, by_id: Path = BY_ID) -> Path:
    """Find the camera whose USB name contains these words, in any case.

    Args:
        name: Part of maker, model or serial number, e.g. ``IR_Camera``.
        by_id: Directory of stable names.

    Raises:
        DeviceLost: reason ``absent`` when there is none of that name, or
            ``ambiguous`` when there are several, which are named.
    """
    wanted = name.strip().casefold().replace(" ", "_")
    nodes = sorted(by_id.glob(f"*{_FIRST_NODE}"))
    found = [node for node in nodes if wanted in node.name.casefold()]
    if not found or not wanted:
        raise DeviceLost(part="camera", reason="absent")
    if len(found) > 1:
        names = ",".join(node.name.removesuffix(_FIRST_NODE) for node in found)
        raise DeviceLost(part="camera", reason="ambiguous", cameras=names)
    return found[0]

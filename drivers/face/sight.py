"""The camera as the face child needs it; which one is named in the settings."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Protocol, cast

from drivers.face.picture import Pixels

__all__ = ["Camera", "Frame", "camera_named"]


class Frame(Protocol):
    """One picture and when it was taken, in seconds of the monotonic clock."""

    @property
    def pixels(self) -> Pixels:
        """The picture."""

    @property
    def taken_at(self) -> float:
        """Its time."""


class Camera(Protocol):
    """A camera that is on between `start` and `stop` only."""

    def is_present(self) -> bool:
        """Tell cheaply, without switching it on, whether it seems to be there."""

    def start(self) -> None:
        """Switch it on and return at once."""

    def read(self, wait_seconds: float) -> Frame:
        """Wait for a fresh frame; raises `Expired` or `DeviceLost`."""

    def stop(self) -> bool:
        """Switch it off; false when its driver does not let go."""


def camera_named(factory: str, settings: Mapping[str, object]) -> Camera:
    """Make a camera by ``module:function``; drivers do not know one another."""
    module, function = factory.split(":")
    make = getattr(importlib.import_module(module), function)
    return cast("Camera", make(settings))

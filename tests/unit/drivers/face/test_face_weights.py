"""Models are the known files or none."""

from __future__ import annotations

import pytest

from drivers.face.weights import MESH, SFACE, YUNET, Weights
from kiosk.domain.fault import DeviceLost


@pytest.mark.parametrize("weights", [SFACE, YUNET, MESH])
def test_installed_models_are_the_known_ones(weights: Weights) -> None:
    assert weights.path().is_file()


def test_another_file_is_refused() -> None:
    with pytest.raises(DeviceLost) as caught:
        Weights(YUNET.file_name, SFACE.sha256).path()
    assert caught.value.facts["reason"] == "wrong-hash"


def test_an_absent_file_is_told() -> None:
    with pytest.raises(DeviceLost) as caught:
        Weights("absent.onnx", "").path()
    assert caught.value.facts["reason"] == "absent"


def test_an_absent_package_is_told() -> None:
    with pytest.raises(DeviceLost) as caught:
        Weights("mesh.task", "", carrier="no_such_package").path()
    assert caught.value.facts["reason"] == "absent"

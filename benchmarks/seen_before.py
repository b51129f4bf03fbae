"""Models that remember what they said of a picture, for benchmarks that repeat some.

The networks give the same numbers for the same picture, so that nothing is judged
differently; people who hold still before a camera without noise are judged once.
"""

from __future__ import annotations

from hashlib import blake2b

from drivers.face.detection import Face, FaceDetector
from drivers.face.embedding import FaceEncoder, Template
from drivers.face.mesh import FaceMesh, Mesh
from drivers.face.picture import Pixels

__all__ = ["RememberingDetector", "RememberingEncoder", "RememberingMesh"]


class RememberingDetector(FaceDetector):
    """Finds the faces of each picture once."""

    def __init__(self) -> None:
        """Load the model, with nothing remembered."""
        super().__init__()
        self._known: dict[bytes, list[Face]] = {}

    def faces(self, pixels: Pixels) -> list[Face]:
        """Give all faces, the widest first."""
        key = _digest(pixels)
        if key not in self._known:
            self._known[key] = super().faces(pixels)
        return list(self._known[key])


class RememberingMesh(FaceMesh):
    """Lays a mesh over each face once."""

    def __init__(self) -> None:
        """Load the model, with nothing remembered."""
        super().__init__()
        self._known: dict[bytes, Mesh | None] = {}

    def mesh(self, pixels: Pixels, face: Face) -> Mesh | None:
        """Measure a detected face; none when the network sees no face there."""
        key = _digest(pixels, face)
        if key not in self._known:
            self._known[key] = super().mesh(pixels, face)
        return self._known[key]


class RememberingEncoder(FaceEncoder):
    """Computes each face's template once, or twice: dlib's part takes its time."""

    def __init__(self) -> None:
        """Load the models, with nothing remembered."""
        super().__init__()
        self._known: dict[tuple[bytes, bool], Template] = {}

    def template(
        self, pixels: Pixels, face: Face, *, with_second_opinion: bool = True
    ) -> Template:
        """Compute a face's template."""
        key = _digest(pixels, face), with_second_opinion
        if key not in self._known:
            self._known[key] = super().template(
                pixels, face, with_second_opinion=with_second_opinion
            )
        return self._known[key]


def _digest(pixels: Pixels, face: Face | None = None) -> bytes:
    digest = blake2b(str(pixels.shape).encode(), digest_size=16)
    digest.update(pixels.tobytes())
    if face is not None:
        digest.update(face.row.tobytes())
    return digest.digest()

"""Proof of a played visit: the paper, its seal, its QR, and honest faces."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kiosk.assembly.faces import compare_pairs
from kiosk.assembly.inspection import first_wrong_line, open_items, recorded_deeds
from kiosk.demonstration.hall import Hall, Resident
from kiosk.documents.checking import check_file
from kiosk.documents.rendering import page_png
from kiosk.domain.deed import DeedKind
from kiosk.settings import load_settings

__all__ = ["Proof", "prove"]

_WIDTH = 1240


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found, claim by claim.

    Attributes:
        claims: Each claim and whether it is true.
        verdict: The sealed file's verdict, as ``kiosk verify --json`` gives it.
        faces: Verdicts on a genuine and on a foreign face.
    """

    claims: dict[str, bool]
    verdict: dict[str, object] = field(default_factory=dict)
    faces: list[dict[str, object]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every claim is true."""
        return all(self.claims.values())

    def as_dict(self) -> dict[str, object]:
        """Give everything, ready for JSON."""
        return asdict(self)


def prove(hall: Hall, resident: Resident, *, was_played: bool) -> Proof:
    """Look at what the visits left behind, whether or not they came to their end."""
    settings = load_settings(hall.settings)
    left_open = list(open_items(settings))
    sheets = sorted(hall.printed.glob("*.pdf"))
    verdicts = [_keep(sheet, hall) for sheet in sheets]
    faces = list(compare_pairs(_pairs(hall, resident), is_card_photo=False))
    deeds = recorded_deeds(settings)
    claims = {
        "both visits were played to their end": was_played,
        "one sheet came out of the printer": len(sheets) == 1,
        "the printed file's seal holds": _are(verdicts, "file", "valid"),
        "the QR on the page holds, read from its picture": _are(
            verdicts, "picture", "valid"
        ),
        "the life certification was recorded once": (
            deeds.count(DeedKind.LIFE_CERTIFIED) == 1
        ),
        "every deed reached the centre, no copy is left open": not left_open,
        "the terminal's audit chain holds": first_wrong_line(settings) is None,
        "the resident's own face is accepted": faces[0]["decision"] == "accept",
        "a stranger's face is refused": faces[1]["decision"] == "refuse",
    }
    return Proof(claims, verdicts[0] if verdicts else {}, faces)


def _keep(sheet: Path, hall: Hall) -> dict[str, object]:
    """Copy the sheet beside the summary, picture it, and check both."""
    kept = hall.directory / "certificate.pdf"
    shutil.copyfile(sheet, kept)
    picture = hall.directory / "certificate.png"
    picture.write_bytes(page_png(kept.read_bytes(), page=0, width_px=_WIDTH))
    return {
        "file": check_file(kept, hall.trust),
        "picture": check_file(picture, hall.trust),
    }


def _are(verdicts: list[dict[str, object]], part: str, wanted: str) -> bool:
    found = [verdict[part] for verdict in verdicts]
    return bool(found) and all(
        isinstance(each, dict) and each["verdict"] == wanted for each in found
    )


def _pairs(hall: Hall, resident: Resident) -> list[tuple[Path, Path]]:
    """A genuine pair of different pictures, and a pair of strangers."""
    still = _still(resident.film, hall.directory / "still.png")
    others = [each for each in hall.residents.values() if each is not resident]
    return [
        (resident.portrait, still),
        (others[0].portrait, still),
    ]


def _still(film: Path, into: Path) -> Path:
    """Take one picture out of a film."""
    import cv2  # noqa: PLC0415 - the demonstration alone needs it here

    capture = cv2.VideoCapture(str(film))
    _, pixels = capture.read()
    capture.release()
    cv2.imwrite(str(into), pixels)
    return into

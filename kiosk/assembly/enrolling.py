"""``kiosk enrol``: from a code on a slip of paper to a terminal with an identity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kiosk.assembly.dismissal import key_box_of
from kiosk.domain.enrolment import Enrolled, EnrolmentCode
from kiosk.domain.fault import CentreUnreachable
from kiosk.settings import TerminalSettings
from offline_cache.enrolment import Novice
from offline_cache.identity import IdentityFiles
from offline_cache.vault import put

__all__ = ["enrol_terminal"]

_NAMES = {
    "authority": "authority.pem",
    "staff": "staff.pem",
    "evidence": "evidence.pem",
    "recovery": "recovery.key",
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where everything of an identity goes."""

    directory: Path

    @property
    def files(self) -> IdentityFiles:
        return IdentityFiles(
            self.directory / "key.pem", self.directory / "certificate.pem"
        )

    def furnish(self, enrolled: Enrolled) -> None:
        """Write what the centre gave; the certificate, last, says it is whole."""
        for part, name in _NAMES.items():
            put(self.directory / name, getattr(enrolled, part))
        for file in enrolled.trust:
            put(self._inside(file.name), file.data)
        self.files.take(enrolled.certificate)

    def _inside(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or any(part in ("..", "/") for part in parts):
            raise CentreUnreachable(reason="ill-formed")
        return (self.directory / "trust").joinpath(*parts)


def enrol_terminal(
    door: str, code: str, directory: Path, settings: TerminalSettings | None = None
) -> str:
    """Make a key here, have it named by the centre; gives the terminal's name.

    The key never leaves. It is made once: who repeats the command after a lost
    answer comes with the same key. With the settings of a terminal that was
    revoked, its sealed store is opened again if it is enrolled under its old name.

    Raises:
        InvalidValue: no code, or no address of a door.
        CentreUnreachable, CentreRefused: see `Novice.enrol`.
        StoreFault, OSError: the directory cannot be used.
    """
    place = _Place(directory)
    place.files.make_key()
    novice = Novice(door, EnrolmentCode.parse(code))
    box = key_box_of(settings) if settings is not None else None
    sealed = box.sealed_file.read_bytes() if box is not None and box.is_sealed else None
    enrolled = novice.enrol(place.files.request("new"), sealed)
    if not place.files.fits(enrolled.certificate):
        raise CentreUnreachable(reason="ill-formed")
    place.furnish(enrolled)
    if box is not None and enrolled.opened is not None:
        box.unseal(enrolled.opened)
    return enrolled.name

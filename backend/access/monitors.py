"""The programs that may read the fleet's figures over the line: let in, shut out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backend.access.identity import fingerprint_of
from backend.access.terminals import check_name
from backend.home import write_private
from kiosk.domain.fault import Revoked

__all__ = ["MonitorRegister"]


@dataclass(frozen=True, slots=True)
class MonitorRegister:
    """A directory with the certificate of each program that watches the centre.

    Terminals hold certificates of the same authority: only who lies here gets in.
    """

    directory: Path

    def let_in(self, name: str, certificate: bytes) -> None:
        """Let a program in under a name; the one before under it is shut out.

        Raises:
            InvalidValue: not small letters, digits and hyphens, 63 at most.
            OSError: the directory cannot be written.
        """
        write_private(self._file(name), certificate)

    def shut_out(self, name: str) -> bool:
        """Shut a program out at once, on open lines as well; false if none was in.

        Raises:
            InvalidValue: no such name can be.
        """
        file = self._file(name)
        was_in = file.exists()
        file.unlink(missing_ok=True)
        return was_in

    def admit(self, certificate: bytes | None) -> str:
        """Name the program that shows a certificate.

        Raises:
            Revoked: none of ours, shut out since, or no certificate.
        """
        shown = fingerprint_of(certificate) if certificate else ""
        for file in self.directory.glob("*.pem"):
            if fingerprint_of(file.read_bytes()) == shown:
                return file.stem
        raise Revoked(reason="unknown")

    def _file(self, name: str) -> Path:
        return self.directory / f"{check_name(name, 'monitor')}.pem"

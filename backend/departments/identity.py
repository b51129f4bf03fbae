"""Certificates that stand for departments: our own authority's, or another CA's."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography import x509

from backend.access.identity import DepartmentAuthority, fingerprint_of
from backend.home import Home, HomeInvalid, write_private
from kiosk.domain.fault import InvalidValue

__all__ = ["accept_identity", "department_authorities", "make_identity"]

_FURTHER = "further"


def department_authorities(home: Home) -> list[Path]:
    """Name the files of all authorities whose certificates open the door.

    Raises:
        HomeInvalid: our own authority cannot be made or read.
    """
    _own(home)
    further = sorted((home.departments / _FURTHER).glob("*.pem"))
    return [home.departments / "certificate.pem", *further]


def make_identity(home: Home, name: str, out: Path) -> str:
    """Write a key and certificate for a department; gives its fingerprint.

    Raises:
        HomeInvalid: our own authority cannot be made or read.
        OSError: the directory cannot be written.
    """
    identity = _own(home).department(name)
    identity.write(out)
    server = home.machines / "certificate.pem"
    write_private(out / "authority.pem", server.read_bytes())
    return fingerprint_of(identity.certificate)


def accept_identity(home: Home, certificate: Path, authority: Path) -> str:
    """Take a certificate another CA gave to a department; gives its fingerprint.

    The listener believes that CA from its next start on; which of its customers
    may come in is decided by the register alone.

    Raises:
        InvalidValue: no certificates, or the one is not of the other's making.
        OSError: files cannot be read or written.
    """
    pem, above = certificate.read_bytes(), authority.read_bytes()
    try:
        issuer = x509.load_pem_x509_certificate(above)
        x509.load_pem_x509_certificate(pem).verify_directly_issued_by(issuer)
    except (ValueError, TypeError) as error:
        raise InvalidValue(field="certificate", reason="not readable") from error
    except Exception as error:
        raise InvalidValue(field="certificate", reason="other issuer") from error
    name = hashlib.sha256(above).hexdigest()[:16]
    write_private(home.departments / _FURTHER / f"{name}.pem", above)
    return fingerprint_of(pem)


def _own(home: Home) -> DepartmentAuthority:
    """Load our own authority; a centre made before there were departments makes it."""
    try:
        if not (home.departments / "key.pem").exists():
            return DepartmentAuthority.create(home.departments)
        return DepartmentAuthority.load(home.departments)
    except (OSError, ValueError, TypeError) as error:
        message = f"{home.departments}: the departments' authority is unreadable"
        raise HomeInvalid(message) from error

"""Certificates: the authorities for machines and for staff, and what they issue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from backend.access.certificate_form import (
    begun,
    certificate_pem,
    common_name,
    general_name,
    key_pem,
    usage,
)
from backend.home import write_private
from kiosk.domain.fault import InvalidValue
from kiosk.domain.staff import StaffRole

__all__ = [
    "DepartmentAuthority",
    "Identity",
    "MachineAuthority",
    "OperatorAuthority",
    "StaffAuthority",
    "fingerprint_of",
    "request_of",
]

_AUTHORITY_DAYS = 20 * 365
_SERVER_DAYS = 825
_TERMINAL_DAYS = 45
"""Longer than a terminal may work without the centre, which renews it in time."""
_OTHERS_DAYS = 2 * 365
_STAFF_DAYS = 2 * 365


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key with the certificate that goes with it, both PEM."""

    key: bytes
    certificate: bytes

    def write(self, directory: Path) -> None:
        """Write ``key.pem`` and ``certificate.pem``."""
        write_private(directory / "key.pem", self.key)
        write_private(directory / "certificate.pem", self.certificate)


class _Authority:
    """A key that signs certificates."""

    name: ClassVar[str]

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
    ) -> None:
        """Take a key and its certificate; use `create` or `load`."""
        self._key = key
        self._certificate = certificate

    @classmethod
    def create(cls, directory: Path) -> Self:
        """Make a new authority and keep it in a directory."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = common_name(cls.name)
        builder = begun(name, name, key.public_key(), _AUTHORITY_DAYS)
        certificate = (
            builder.add_extension(
                x509.BasicConstraints(ca=True, path_length=0), critical=True
            )
            .add_extension(usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        Identity(key_pem(key), certificate_pem(certificate)).write(directory)
        return cls(key, certificate)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read an authority that `create` has made.

        Raises:
            OSError, ValueError: files are missing or damaged.
        """
        key = serialization.load_pem_private_key(
            (directory / "key.pem").read_bytes(), password=None
        )
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            message = f"{directory}: not an elliptic curve key"
            raise TypeError(message)
        pem = (directory / "certificate.pem").read_bytes()
        return cls(key, x509.load_pem_x509_certificate(pem))

    @property
    def certificate(self) -> bytes:
        """The authority's certificate in PEM."""
        return certificate_pem(self._certificate)

    def _leaf(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, days: int
    ) -> x509.CertificateBuilder:
        issuer = self._certificate.subject
        builder = begun(name, issuer, key, days)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(
            self._key.public_key()
        )
        return (
            builder.add_extension(
                x509.BasicConstraints(ca=False, path_length=None), critical=True
            )
            .add_extension(usage(signs_certificates=False), critical=True)
            .add_extension(authority, critical=False)
        )


class MachineAuthority(_Authority):
    """The authority whose certificates open the centre's door."""

    name = "Centre machine authority"

    def server(self, hosts: list[str]) -> Identity:
        """Make an identity for a server that is reached by some names."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._leaf(
            common_name(hosts[0]), key.public_key(), _SERVER_DAYS
        ).add_extension(
            x509.SubjectAlternativeName([general_name(host) for host in hosts]),
            critical=False,
        )
        return self._signed(builder, key, ExtendedKeyUsageOID.SERVER_AUTH)

    def terminal(self, name: str) -> Identity:
        """Make an identity for a terminal; it can never pose as a server."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._leaf(common_name(name), key.public_key(), _TERMINAL_DAYS)
        return self._signed(builder, key, ExtendedKeyUsageOID.CLIENT_AUTH)

    def program(self, name: str) -> Identity:
        """Make an identity for a program of the city's, which nobody renews."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._leaf(common_name(name), key.public_key(), _OTHERS_DAYS)
        return self._signed(builder, key, ExtendedKeyUsageOID.CLIENT_AUTH)

    def certify(
        self,
        name: str,
        request: x509.CertificateSigningRequest,
        days: int = _TERMINAL_DAYS,
    ) -> bytes:
        """Name a terminal whose key we never see; of the request its key counts.

        Args:
            name: The terminal's.
            request: Signed by the terminal's key.
            days: How long the certificate lives.

        Raises:
            InvalidValue: not signed by its own key, or not a P-256 key.
        """
        key = request.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise InvalidValue(field="request", reason="kind-of-key")
        if not (isinstance(key.curve, ec.SECP256R1) and request.is_signature_valid):
            raise InvalidValue(field="request", reason="key")
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        builder = self._leaf(common_name(name), key, days)
        certificate = builder.add_extension(purpose, critical=False)
        return certificate_pem(certificate.sign(self._key, hashes.SHA256()))

    def _signed(
        self,
        builder: x509.CertificateBuilder,
        key: ec.EllipticCurvePrivateKey,
        purpose: x509.ObjectIdentifier,
    ) -> Identity:
        extended = x509.ExtendedKeyUsage([purpose])
        certificate = builder.add_extension(extended, critical=False).sign(
            self._key, hashes.SHA256()
        )
        return Identity(key_pem(key), certificate_pem(certificate))


class DepartmentAuthority(_Authority):
    """The authority that names departments; it opens no other door of ours."""

    name = "Centre department authority"

    def department(self, name: str) -> Identity:
        """Make the key and certificate of one department."""
        key = ec.generate_private_key(ec.SECP256R1())
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        certificate = (
            self._leaf(common_name(name), key.public_key(), _OTHERS_DAYS)
            .add_extension(purpose, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return Identity(key_pem(key), certificate_pem(certificate))


class OperatorAuthority(_Authority):
    """The authority that names operators of employers; it opens the portal alone."""

    name = "Centre operator authority"

    def operator(self, name: str) -> Identity:
        """Make the key and certificate of one operator."""
        key = ec.generate_private_key(ec.SECP256R1())
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        certificate = (
            self._leaf(common_name(name), key.public_key(), _OTHERS_DAYS)
            .add_extension(purpose, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return Identity(key_pem(key), certificate_pem(certificate))


class StaffAuthority(_Authority):
    """The authority that says whose a staff card is; it opens no machine's door."""

    name = "Centre staff authority"

    def staff(
        self, number: str, role: StaffRole, name: str, agency: str = ""
    ) -> Identity:
        """Make the key and certificate of one staff card; an agency is its unit."""
        key = ec.generate_private_key(ec.SECP256R1())
        told = [
            x509.NameAttribute(NameOID.SERIAL_NUMBER, number),
            x509.NameAttribute(NameOID.TITLE, role),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
        if agency:
            unit = NameOID.ORGANIZATIONAL_UNIT_NAME
            told.append(x509.NameAttribute(unit, agency))
        subject = x509.Name(told)
        certificate = self._leaf(subject, key.public_key(), _STAFF_DAYS).sign(
            self._key, hashes.SHA256()
        )
        return Identity(key_pem(key), certificate_pem(certificate))


@lru_cache(maxsize=8192)
def fingerprint_of(pem: bytes) -> str:
    """Give the SHA-256 of a certificate, hex."""
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()


def request_of(pem: bytes) -> x509.CertificateSigningRequest:
    """Read a request for a certificate.

    Raises:
        InvalidValue: it is none.
    """
    try:
        return x509.load_pem_x509_csr(pem)
    except ValueError:
        raise InvalidValue(field="request", reason="shape") from None

"""The second sealer's key and seal, in files; where a city chose them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import keys, pem
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.documents.eseal import ESealSealer
from kiosk.documents.eseal_form import ESeal
from kiosk.documents.seal_key import SealKey
from kiosk.documents.signing import PadesSealer, Sealer
from kiosk.documents.sm2 import Sm2Private
from kiosk.documents.sm2_certificate import is_issued_by, public_key

__all__ = ["ESealKey", "ESealPlace", "read_key", "sealer_of"]

_CURVE = "1.2.156.10197.1.301"


@dataclass(frozen=True, slots=True)
class ESealKey:
    """An SM2 key with its certificate, the root above it, and SESeal, DER."""

    certificate: bytes
    chain: tuple[bytes, ...]
    eseal: bytes
    secret: Sm2Private = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Sign with SM3 by SM2; gives DER. It suits no CMS."""
        return self.secret.sign(data)


@dataclass(frozen=True, slots=True)
class ESealPlace:
    """Files of the second sealer; see `kiosk.documents.seal_key.KeyPlace`.

    Attributes:
        key: PKCS#8 in PEM, not encrypted, as ``openssl genpkey -algorithm SM2``
            writes it.
        certificates: PEM: the city's, then the root that issued it.
        eseal: SESeal in DER (GB/T 38540), which lists the city's certificate.
    """

    key: Path
    certificates: Path
    eseal: Path

    def open(self) -> SealKey:
        """Read the files and make sure that they belong together."""
        certificate, root = _certificates(self.certificates)
        secret, eseal = read_key(self.key), self.eseal.read_bytes()
        seal = asn1.decode_der(ESeal, eseal)
        if public_key(certificate) != secret.public():
            message = "the seal's key does not belong to its certificate"
            raise ValueError(message)
        if certificate not in seal.info.property.certificates:
            message = "the electronic seal does not list the certificate"
            raise ValueError(message)
        if not all(is_issued_by(each, root) for each in (certificate, seal.maker)):
            message = "certificate and seal maker do not stand under the root"
            raise ValueError(message)
        return ESealKey(certificate, (root,), eseal, secret)


def sealer_of(issuer: str, key: SealKey, picture: bytes) -> Sealer:
    """Give the sealer that suits a key: GB/T 38540 for SM2, PAdES for others."""
    if isinstance(key, ESealKey):
        return ESealSealer(issuer, key.eseal, key.certificate, key.secret, picture)
    return PadesSealer.of(issuer, key, picture)


def read_key(path: Path) -> Sm2Private:
    """Read an SM2 key, PKCS#8 in PEM.

    Raises:
        OSError, ValueError, TypeError: the file is missing, or no such key.
    """
    _, _, der = pem.unarmor(path.read_bytes())
    info = keys.PrivateKeyInfo.load(der)
    if info["private_key_algorithm"]["parameters"].native != _CURVE:
        message = f"{path}: not a key on the SM2 curve"
        raise ValueError(message)
    return Sm2Private(int(info["private_key"].parsed["private_key"].native))


def _certificates(path: Path) -> tuple[bytes, bytes]:
    found = x509.load_pem_x509_certificates(path.read_bytes())
    certificate, root = (each.public_bytes(Encoding.DER) for each in found)
    return certificate, root

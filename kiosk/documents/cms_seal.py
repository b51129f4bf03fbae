"""Writing a seal's CMS signature, in the very form that `seal_signature` reads.

pyHanko makes the same message, but its pure-Python ASN.1 takes as long as all the
rest of the page; in the tests it judges every message made here.
Source: ETSI EN 319 142-1, 6.3 (PAdES baseline B).
"""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ObjectIdentifier

from kiosk.documents.cms_form import (
    CONTENT_TYPE,
    DATA,
    MESSAGE_DIGEST,
    SIGNED_DATA,
    SIGNING_CERTIFICATE,
    VERSION,
    Algorithm,
    Attribute,
    Attributes,
    CertificateId,
    EncapsulatedContent,
    IssuerAndSerial,
    Message,
    SignedData,
    SignerInfo,
    SigningCertificate,
    der_length,
    taken,
)
from kiosk.documents.seal_key import SealKey

__all__ = ["CmsSeal"]

_SHA256 = Algorithm(oid=ObjectIdentifier("2.16.840.1.101.3.4.2.1"), parameters=None)
_ECDSA = Algorithm(oid=ObjectIdentifier("1.2.840.10045.4.3.2"), parameters=None)
_RSA = Algorithm(oid=ObjectIdentifier("1.2.840.113549.1.1.11"), parameters=asn1.Null())


class CmsSeal:
    """Makes the signature of a digest; what is the same each time is made once."""

    def __init__(self, key: SealKey) -> None:
        """Take the key with its certificates."""
        certificate = x509.load_der_x509_certificate(key.certificate)
        is_rsa = isinstance(certificate.public_key(), rsa.RSAPublicKey)
        self._key = key
        self._algorithm = _RSA if is_rsa else _ECDSA
        self._certificates = asn1.SetOf(
            [taken(each) for each in (key.certificate, *key.chain)]
        )
        self._signer = IssuerAndSerial(
            issuer=taken(certificate.issuer.public_bytes()),
            serial=certificate.serial_number,
        )
        name = CertificateId(
            digest=None,
            value=hashlib.sha256(key.certificate).digest(),
            issuer_serial=None,
        )
        self._fixed = (
            _attribute(CONTENT_TYPE, DATA),
            _attribute(SIGNING_CERTIFICATE, SigningCertificate(certificates=[name])),
        )

    def sign(self, digest: bytes) -> bytes:
        """Sign the SHA-256 of what is sealed; gives DER of the whole message."""
        attributes = [*self._fixed, _attribute(MESSAGE_DIGEST, digest)]
        wrapped = asn1.encode_der(Attributes(items=asn1.SetOf(attributes)))
        signature = self._key.sign(wrapped[der_length(wrapped)[0] :])
        signer = SignerInfo(
            version=VERSION,
            signer=self._signer,
            digest=_SHA256,
            signed=asn1.SetOf(attributes),
            algorithm=self._algorithm,
            signature=signature,
        )
        content = SignedData(
            version=VERSION,
            digests=asn1.SetOf([_SHA256]),
            content=EncapsulatedContent(content_type=DATA),
            certificates=self._certificates,
            signers=asn1.SetOf([signer]),
        )
        return asn1.encode_der(Message(kind=SIGNED_DATA, content=content))


def _attribute(kind: ObjectIdentifier, value: object) -> Attribute:
    return Attribute(kind=kind, values=asn1.SetOf([taken(asn1.encode_der(value))]))

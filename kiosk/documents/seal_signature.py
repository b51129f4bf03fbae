"""One detached CMS signature by a pinned seal, read without leniency.

`cms_form` is the only form we accept, as strict DER. Everything in it is
signed, equal to what a certificate we know says, or fixed: no byte of it can
change unnoticed. Source: ETSI EN 319 142-1 (PAdES B-B).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier, verification

from kiosk.documents.cms_form import (
    CONTENT_TYPE,
    DATA,
    MESSAGE_DIGEST,
    SIGNED_DATA,
    SIGNING_CERTIFICATE,
    VERSION,
    Attributes,
    IssuerAndSerial,
    Message,
    SignedData,
    SignerInfo,
    SigningCertificate,
    der_length,
)

__all__ = ["SealSignature", "SignatureMalformed"]

_T = TypeVar("_T")

_DIGESTS: Mapping[ObjectIdentifier, Callable[[], hashes.HashAlgorithm]] = (
    MappingProxyType(
        {
            ObjectIdentifier("2.16.840.1.101.3.4.2.1"): hashes.SHA256,
            ObjectIdentifier("2.16.840.1.101.3.4.2.2"): hashes.SHA384,
            ObjectIdentifier("2.16.840.1.101.3.4.2.3"): hashes.SHA512,
        }
    )
)
_ECDSA: Mapping[str, str] = MappingProxyType(
    {
        "1.2.840.10045.4.3.2": "sha256",
        "1.2.840.10045.4.3.3": "sha384",
        "1.2.840.10045.4.3.4": "sha512",
    }
)
_RSA: Mapping[str, str] = MappingProxyType(
    {
        "1.2.840.113549.1.1.1": "",
        "1.2.840.113549.1.1.11": "sha256",
        "1.2.840.113549.1.1.12": "sha384",
        "1.2.840.113549.1.1.13": "sha512",
    }
)
_MOST_CERTIFICATES = 8
_SEQUENCE, _SET = b"\x30", b"\x31"


class SignatureMalformed(Exception):
    """The message is no signature in the one form we accept."""


@dataclass(frozen=True, slots=True)
class SealSignature:
    """A well-formed signature; whether it holds is asked in further steps.

    Attributes:
        signer: DER of the certificate that claims to have signed.
        others: DER of the further certificates inside.
    """

    signer: bytes
    others: tuple[bytes, ...]
    _info: SignerInfo = field(repr=False)
    _told_digest: bytes = field(repr=False)

    @classmethod
    def read(cls, der: bytes) -> SealSignature:
        """Read a message.

        Raises:
            SignatureMalformed: it deviates in anything.
        """
        try:
            message = asn1.decode_der(Message, der)
            _require(message.kind == SIGNED_DATA)
            return _assembled(message.content)
        except (ValueError, TypeError, OverflowError) as error:
            raise SignatureMalformed from error

    def covers(self, parts: Sequence[bytes | memoryview]) -> bool:
        """Whether the signed digest is that of these parts put together."""
        digest = hashes.Hash(_DIGESTS[self._info.digest.oid]())
        for part in parts:
            digest.update(part)
        return digest.finalize() == self._told_digest

    def is_made_by_signer(self) -> bool:
        """Whether the signer's key made the signature, and may make such ones."""
        certificate = x509.load_der_x509_certificate(self.signer)
        try:
            _verify(self._info, certificate)
            usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        except (InvalidSignature, x509.ExtensionNotFound, ValueError):
            return False
        # The seal commits its holder (RFC 5280, 4.2.1.3, nonRepudiation).
        return usage.value.content_commitment

    def leads_to(self, roots: Sequence[bytes], at: datetime) -> bool:
        """Whether the signer's certificate is good at a time under these roots.

        A further certificate that belongs to no path is a reason to say no.
        """
        chain = _chain(self.signer, self.others, roots, at)
        return chain is not None and set(self.others) <= chain | set(roots)


def _assembled(content: SignedData) -> SealSignature:
    signers, found = content.signers.as_list(), content.certificates.as_list()
    _require(len(signers) == 1 and len(found) <= _MOST_CERTIFICATES)
    info = signers[0]
    digests = [(item.oid, item.parameters) for item in content.digests.as_list()]
    _require(content.version == info.version == VERSION)
    _require(content.content.content_type == DATA and info.digest.oid in _DIGESTS)
    _require(digests == [(info.digest.oid, info.digest.parameters)])
    told = _single_values(info)
    _require(_parsed(told, CONTENT_TYPE, ObjectIdentifier) == DATA)
    certificates = [_whole(item, _SEQUENCE) for item in found]
    signer = _named(told, certificates)
    _require_issued(info.signer, signer)
    certificates.remove(signer)
    digest = _parsed(told, MESSAGE_DIGEST, bytes)
    return SealSignature(signer, tuple(certificates), info, digest)


def _require(condition: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise SignatureMalformed


def _single_values(info: SignerInfo) -> dict[ObjectIdentifier, asn1.TLV]:
    """Take each attribute's single value by its name, none twice."""
    values: dict[ObjectIdentifier, asn1.TLV] = {}
    for attribute in info.signed.as_list():
        found = attribute.values.as_list()
        _require(attribute.kind not in values and len(found) == 1)
        values[attribute.kind] = found[0]
    return values


def _parsed(
    values: Mapping[ObjectIdentifier, asn1.TLV], name: ObjectIdentifier, kind: type[_T]
) -> _T:
    _require(name in values)
    value: _T = values[name].parse(kind)
    return value


def _whole(value: asn1.TLV, tag: bytes) -> bytes:
    """Put a value's tag and length back before it."""
    _require(value.tag_bytes == tag)
    return tag + asn1.encode_der(bytes(value.data))[1:]


def _named(
    told: Mapping[ObjectIdentifier, asn1.TLV], certificates: Sequence[bytes]
) -> bytes:
    """Find the certificate that the signed attributes name by its digest."""
    names = _parsed(told, SIGNING_CERTIFICATE, SigningCertificate).certificates
    _require(len(names) > 0 and names[0].digest is None)
    found = [item for item in certificates if sha256(item).digest() == names[0].value]
    _require(len(found) == 1)
    return found[0]


def _require_issued(name: IssuerAndSerial, signer: bytes) -> None:
    """Require the unsigned name of the signer to be the certificate's own."""
    issuer = _whole(name.issuer, _SEQUENCE)
    _require(name.serial == x509.load_der_x509_certificate(signer).serial_number)
    _require(issuer in signer)


def _verify(info: SignerInfo, certificate: x509.Certificate) -> None:
    """Check the signature over the attributes, written as a SET OF (5.4)."""
    digest = _DIGESTS[info.digest.oid]()
    wrapped = asn1.encode_der(Attributes(items=info.signed))
    signed = wrapped[der_length(wrapped)[0] :]
    name = info.algorithm.oid.dotted_string
    match certificate.public_key():
        case ec.EllipticCurvePublicKey() as key if _ECDSA.get(name) == digest.name:
            _require(info.algorithm.parameters is None)
            key.verify(info.signature, signed, ec.ECDSA(digest))
        case rsa.RSAPublicKey() as key if _RSA.get(name) in {"", digest.name}:
            key.verify(info.signature, signed, padding.PKCS1v15(), digest)
        case _:
            raise InvalidSignature


def _chain(
    signer: bytes, others: Sequence[bytes], roots: Sequence[bytes], at: datetime
) -> set[bytes] | None:
    load = x509.load_der_x509_certificate
    try:
        path = _verifier(tuple(map(load, roots)), at).verify(
            load(signer), list(map(load, others))
        )
    except (verification.VerificationError, ValueError):
        return None
    return {item.public_bytes(Encoding.DER) for item in path.chain}


def _verifier(
    roots: Sequence[x509.Certificate], at: datetime
) -> verification.ClientVerifier:
    # Seals are no web servers: their other extensions follow other rules.
    anything = verification.ExtensionPolicy.permit_all()
    issuing = anything.require_present(
        x509.BasicConstraints, verification.Criticality.AGNOSTIC, None
    )
    return (
        verification.PolicyBuilder()
        .store(verification.Store(list(roots)))
        .time(at)
        .extension_policies(ca_policy=issuing, ee_policy=anything)
        .build_client_verifier()
    )

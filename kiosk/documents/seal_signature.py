"""One detached CMS signature by a pinned seal, read without leniency.

`cms_form` is the only form we accept, as strict DER. Everything in it is
signed, equal to what a certificate we know says, or fixed: no byte of it can
change unnoticed. Source: ETSI EN 319 142-1 (PAdES B-B).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier, verification

from kiosk.documents.cms_check import (
    DIGESTS,
    SignatureMalformed,
    parsed,
    require,
    single_values,
    verify_signer,
    whole,
)
from kiosk.documents.cms_form import (
    CONTENT_TYPE,
    DATA,
    MESSAGE_DIGEST,
    SIGNED_DATA,
    SIGNING_CERTIFICATE,
    VERSION,
    IssuerAndSerial,
    Message,
    SignedData,
    SignerInfo,
    SigningCertificate,
)
from kiosk.documents.eseal_form import SM2_WITH_SM3

__all__ = ["SealSignature", "SignatureMalformed"]

_MOST_CERTIFICATES = 8
_SEQUENCE, _SET = b"\x30", b"\x31"


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
            require(message.kind == SIGNED_DATA)
            return _assembled(message.content)
        except (ValueError, TypeError, OverflowError) as error:
            raise SignatureMalformed from error

    def covers(self, parts: Sequence[bytes | memoryview]) -> bool:
        """Whether the signed digest is that of these parts put together."""
        digest = hashes.Hash(DIGESTS[self._info.digest.oid]())
        for part in parts:
            digest.update(part)
        return digest.finalize() == self._told_digest

    def is_made_by_signer(self) -> bool:
        """Whether the signer's key made the signature, and may make such ones."""
        certificate = x509.load_der_x509_certificate(self.signer)
        try:
            verify_signer(self._info, certificate)
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
    require(len(signers) == 1 and len(found) <= _MOST_CERTIFICATES)
    info = signers[0]
    digests = [(item.oid, item.parameters) for item in content.digests.as_list()]
    require(content.version == info.version == VERSION)
    require(content.content.content_type == DATA and info.digest.oid in DIGESTS)
    require(digests == [(info.digest.oid, info.digest.parameters)])
    told = single_values(info)
    require(parsed(told, CONTENT_TYPE, ObjectIdentifier) == DATA)
    certificates = [whole(item, _SEQUENCE) for item in found]
    signer = _named(told, certificates)
    _require_issued(info.signer, signer)
    certificates.remove(signer)
    digest = parsed(told, MESSAGE_DIGEST, bytes)
    return SealSignature(signer, tuple(certificates), info, digest)


def _named(
    told: Mapping[ObjectIdentifier, asn1.TLV], certificates: Sequence[bytes]
) -> bytes:
    """Find the certificate that the signed attributes name by its digest."""
    names = parsed(told, SIGNING_CERTIFICATE, SigningCertificate).certificates
    require(len(names) > 0 and names[0].digest is None)
    found = [item for item in certificates if sha256(item).digest() == names[0].value]
    require(len(found) == 1)
    return found[0]


def _require_issued(name: IssuerAndSerial, signer: bytes) -> None:
    """Require the unsigned name of the signer to be the certificate's own."""
    issuer = whole(name.issuer, _SEQUENCE)
    require(name.serial == x509.load_der_x509_certificate(signer).serial_number)
    require(issuer in signer)


def _chain(
    signer: bytes, others: Sequence[bytes], roots: Sequence[bytes], at: datetime
) -> set[bytes] | None:
    load = x509.load_der_x509_certificate
    known = [each for each in map(load, roots) if not _is_sm2(each)]
    try:
        path = _verifier(known, at).verify(load(signer), list(map(load, others)))
    except (verification.VerificationError, ValueError):
        return None
    return {item.public_bytes(Encoding.DER) for item in path.chain}


def _is_sm2(certificate: x509.Certificate) -> bool:
    """Whether it belongs to the second sealer, whose keys no store here takes."""
    return certificate.signature_algorithm_oid == SM2_WITH_SM3


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

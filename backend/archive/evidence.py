"""Getting evidence over HTTP: revocation answers (OCSP, CRL) and time stamps.

pyHanko speaks the protocols; what came back is kept only if its own validation
accepts the whole path with it. Sources: RFC 6960, RFC 5280, RFC 3161.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from asn1crypto import x509
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    PathBuildingError,
    PathValidationError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from kiosk.documents.cms_check import SignatureMalformed
from kiosk.documents.evidence_update import Evidence
from kiosk.documents.stamp_token import StampToken

__all__ = ["EvidenceLacks", "EvidenceSource"]

_SECONDS = 10


class EvidenceLacks(Exception):
    """An authority did not answer, or not in our favour; the message is a key."""


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """Whom to ask.

    Attributes:
        stamps: Address of the time-stamp server.
        stampers: DER of its certificate, then of those above it; the first is pinned.
        seal: DER of the seal's certificate, then of those above it.
    """

    stamps: str
    stampers: tuple[bytes, ...]
    seal: tuple[bytes, ...]

    def evidence(self) -> Evidence:
        """Ask for everything that proves today's seal and time stamps.

        Raises:
            EvidenceLacks: ``no-answer``, ``revoked-or-unknown``.
        """
        try:
            return asyncio.run(self._gathered())
        except (PathBuildingError, PathValidationError, ValidationError) as error:
            reason = "revoked-or-unknown"
            raise EvidenceLacks(reason) from error
        except (OSError, requests.RequestException, ValueError) as error:
            reason = "no-answer"
            raise EvidenceLacks(reason) from error

    def stamp(self, before: bytes, after: bytes) -> bytes:
        """Have the two stretches of a file stamped; gives the token, DER.

        Raises:
            EvidenceLacks: ``no-stamp``, or ``stamp-refused`` where it is none of
                the pinned authority over these bytes.
        """
        digest = hashlib.sha256(before)
        digest.update(after)
        try:
            token = asyncio.run(self._asked(digest.digest()))
        except (TimestampRequestError, OSError, requests.RequestException) as error:
            reason = "no-stamp"
            raise EvidenceLacks(reason) from error
        try:
            read = StampToken.read(token)
        except SignatureMalformed as error:
            reason = "stamp-refused"
            raise EvidenceLacks(reason) from error
        if not (read.covers((before, after)) and read.is_made_by(self.stampers[:1])):
            reason = "stamp-refused"
            raise EvidenceLacks(reason)
        return token

    async def _asked(self, digest: bytes) -> bytes:
        # pyHanko's constructor carries no types.
        server: Any = HTTPTimeStamper(self.stamps, timeout=_SECONDS)  # type: ignore[no-untyped-call]
        token = await server.async_timestamp(digest, "sha256")
        return bytes(token.dump())

    async def _gathered(self) -> Evidence:
        backend = RequestsFetcherBackend(per_request_timeout=_SECONDS)
        async with backend as fetchers:
            context = ValidationContext(
                trust_roots=_loaded((self.seal[-1], self.stampers[-1])),
                other_certs=_loaded((*self.seal[1:], *self.stampers[1:])),
                allow_fetching=True,
                revocation_mode="require",
                fetchers=fetchers,
            )
            for chain, usage in ((self.seal, "non_repudiation"), (self.stampers, None)):
                await _validated(chain, usage, context)
            ocsps = _unique(each.dump() for each in context.ocsps)
            crls = _unique(each.dump() for each in context.crls)
        return Evidence(_unique((*self.seal, *self.stampers)), ocsps, crls)


async def _validated(
    chain: Sequence[bytes], usage: str | None, context: ValidationContext
) -> None:
    # pyHanko's validator carries no types.
    validator: Any = CertificateValidator(
        x509.Certificate.load(chain[0]),
        intermediate_certs=_loaded(chain[1:]),
        validation_context=context,
    )
    if usage is None:
        await validator.async_validate_usage(set(), {"time_stamping"})
    else:
        await validator.async_validate_usage({usage})


def _loaded(ders: Iterable[bytes]) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for der in dict.fromkeys(ders)]


def _unique(values: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(values))

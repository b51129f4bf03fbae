"""A real certification authority on real HTTP: seals, time stamps, OCSP and CRLs.

Certomancer's services behind werkzeug's server, with keys made anew each time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry.common import ArchLabel
from certomancer.registry.config import CertomancerConfig
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from werkzeug.serving import make_server

__all__ = ["StampHouse", "opened_house"]

_KEYS = ("root", "branch", "seal", "stamps", "answers", "rival-stamps")
_CONFIG = """
external-url-prefix: "http://127.0.0.1:{port}"
keysets:
  city: {{path-prefix: ., keys: {{{keys}}}}}
pki-architectures:
  city:
    keyset: city
    entity-defaults: {{country-name: CN, organization-name: 样板认证}}
    entities:
      root: {{common-name: Root}}
      branch: {{common-name: Branch}}
      seal: {{common-name: 成都市社会保险参保查询专用章}}
      stamps: {{common-name: Time stamps}}
      rival-stamps: {{common-name: Other time stamps}}
      answers: {{common-name: Answers}}
    certs:
      root:
        issuer: root
        validity: {validity}
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {usage_ca}
      branch:
        issuer: root
        validity: {validity}
        extensions:
          - id: basic_constraints
            critical: true
            value: {{ca: true, path-len-constraint: 0}}
          - {usage_ca}
          - {crl_root}
      answers:
        issuer: branch
        validity: {validity}
        extensions:
          - id: key_usage
            critical: true
            smart-value: {{schema: key-usage, params: [digital_signature]}}
          - {{id: extended_key_usage, critical: true, value: [ocsp_signing]}}
          - {{id: ocsp_no_check}}
      stamps:
        issuer: root
        validity: {validity}
        extensions: &stamps
          - id: key_usage
            critical: true
            smart-value: {{schema: key-usage, params: [digital_signature]}}
          - {{id: extended_key_usage, critical: true, value: [time_stamping]}}
          - {crl_root}
      rival-stamps: {{issuer: root, validity: {validity}, extensions: *stamps}}
      seal:
        issuer: branch
        validity: {seal_validity}
        extensions:
          - id: key_usage
            critical: true
            smart-value:
              schema: key-usage
              params: [digital_signature, non_repudiation]
          - id: crl_distribution_points
            smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [branch]}}}}
          - id: authority_information_access
            smart-value:
              schema: aia-urls
              params: {{ocsp-responder-names: [branch]}}
    services:
      ocsp:
        branch:
          for-issuer: branch
          responder-cert: answers
          signing-key: answers
      crl-repo:
        root: {{for-issuer: root, signing-key: root, simulated-update-schedule: P90D}}
        branch:
          {{for-issuer: branch, signing-key: branch, simulated-update-schedule: P30D}}
      time-stamping:
        stamps: {{signing-key: stamps, signing-cert: stamps}}
        rival-stamps: {{signing-key: rival-stamps, signing-cert: rival-stamps}}
"""
_ALWAYS = (
    '{valid-from: "2000-01-01T00:00:00+0000", valid-to: "2060-01-01T00:00:00+0000"}'
)
_SOME_YEARS = (
    '{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2029-01-01T00:00:00+0000"}'
)
_USAGE_CA = (
    "{id: key_usage, critical: true, smart-value: {schema: key-usage,"
    " params: [digital_signature, key_cert_sign, crl_sign]}}"
)
_CRL_ROOT = (
    "{id: crl_distribution_points, smart-value:"
    " {schema: crl-dist-url, params: {crl-repo-names: [root]}}}"
)


@dataclass
class StampHouse:
    """What runs, and where.

    Attributes:
        refusing: Paths' parts whose requests are answered with 503.
        asked: Paths asked for, in order.
    """

    port: int
    architecture: Any
    refusing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def away(self, part: str) -> Iterator[None]:
        """Answer nothing under a path for as long as the block runs."""
        self.refusing.add(part)
        try:
            yield
        finally:
            self.refusing.discard(part)

    @property
    def stamps_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/city/tsa/stamps"

    @property
    def rival_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/city/tsa/rival-stamps"

    def certificate(self, label: str) -> bytes:
        """Give one certificate, DER."""
        return bytes(self.architecture.get_cert(label).dump())

    def write_seal(self, into: Path) -> None:
        """Write ``seal.p12`` with the branch and the root inside, and its password."""
        into.mkdir(parents=True, exist_ok=True)
        data = self.architecture.package_pkcs12("seal", password=b"secret")
        (into / "seal.p12").write_bytes(data)
        (into / "seal.password").write_text("secret\n")


@contextmanager
def opened_house(folder: Path, algorithm: str = "rsa") -> Iterator[StampHouse]:
    """Found the authority and serve it for as long as the block runs."""
    for name in _KEYS:
        (folder / f"{name}.pem").write_bytes(_new_key(algorithm))
    house = StampHouse(0, None)
    served: dict[str, Any] = {}

    def answered(environ: dict[str, Any], start: Any) -> Any:  # noqa: ANN401 - WSGI
        path = environ["PATH_INFO"]
        house.asked.append(path)
        if any(part in path for part in house.refusing):
            start("503 Service Unavailable", [])
            return [b""]
        return served["app"](environ, start)

    server = make_server("127.0.0.1", 0, answered, threaded=True)
    house.port = server.port
    keys = ", ".join(f"{name}: {{path: {name}.pem}}" for name in _KEYS)
    text = _CONFIG.format(
        port=server.port,
        keys=keys,
        validity=_ALWAYS,
        seal_validity=_SOME_YEARS,
        usage_ca=_USAGE_CA,
        crl_root=_CRL_ROOT,
    )
    config = CertomancerConfig.from_yaml(text, key_search_dir=str(folder))
    store = AnimatorArchStore(config.pki_archs)
    served["app"] = Animator(store, with_web_ui=False)
    house.architecture = config.get_pki_arch(ArchLabel("city"))
    thread = threading.Thread(target=server.serve_forever, name="stamp-house")
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _new_key(algorithm: str) -> bytes:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    if algorithm == "rsa":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    else:
        key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

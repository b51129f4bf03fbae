"""A sealed page, the same with evidence behind it, and the authority it came from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.archive.evidence import EvidenceSource
from kiosk.documents.authority import create_authority, load_authority, write_trust
from kiosk.documents.evidence_update import append
from kiosk.documents.press import Press
from kiosk.documents.seal_key import Pkcs12Place
from kiosk.documents.trust import Trust
from tests.documents.conftest import FONTS, copy, facts
from tests.documents.stamp_house import StampHouse, opened_house

__all__ = ["LongTerm", "founded"]


@dataclass(repr=False)
class LongTerm:
    """One page in three states.

    Attributes:
        sealed: As it was issued; ``lasting``: upgraded once; ``renewed``: twice.
    """

    house: StampHouse
    source: EvidenceSource
    trust: Trust
    now: datetime
    sealed: bytes
    another: bytes
    lasting: bytes
    renewed: bytes


@contextmanager
def founded(folder: Path) -> Iterator[LongTerm]:
    """Seal with the house's PKCS#12 file and upgrade by its services."""
    now = datetime.now(UTC)
    create_authority(folder / "seal", "成都市", now)
    (folder / "keys").mkdir(parents=True)
    with opened_house(folder / "keys", "ec") as house:
        house.write_seal(folder)
        place = Pkcs12Place(folder / "seal.p12", folder / "seal.password")
        authority = load_authority(folder / "seal", place)
        press = Press(font_directory=FONTS, authority=authority)
        issued = replace(copy(), issued_at=now - timedelta(minutes=1))
        sealed, another = (
            press.seal_copy(facts(name), issued) for name in ("王秀兰", "李样板")
        )
        stamps = (house.certificate("stamps"), house.certificate("root"))
        seal = (authority.certificate, *authority.seal_key.chain)
        source = EvidenceSource(house.stamps_url, stamps, seal)
        write_trust(authority, folder / "trust", stamps[:1])
        lasting = append(sealed, source.evidence(), source.stamp)
        renewed = append(lasting, source.evidence(), source.stamp)
        trust = Trust.load(folder / "trust")
        now = datetime.now(UTC) + timedelta(minutes=1)
        yield LongTerm(house, source, trust, now, sealed, another, lasting, renewed)

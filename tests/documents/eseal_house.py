"""An invented SM2 root, a seal maker under it, and the city's electronic seal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kiosk.documents.authority import Authority
from kiosk.documents.eseal import ESealSealer, SealMaker, make_eseal
from kiosk.documents.font import FontBook
from kiosk.documents.press import Press
from kiosk.documents.rendering import page_png
from kiosk.documents.seal import draw_seal
from kiosk.documents.sm2 import Sm2Private
from kiosk.documents.sm2_certificate import new_certificate
from kiosk.documents.trust import Trust
from tests.documents.conftest import FONTS, NOW

__all__ = ["ESealHouse"]

SEAL_NAME = "成都市社会保险参保查询专用章"
_BEGINS = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass
class ESealHouse:
    """Certificates and keys of all three."""

    root: bytes
    root_key: Sm2Private
    maker: SealMaker
    certificate: bytes
    key: Sm2Private

    @classmethod
    def found(cls, now: datetime = NOW, key: Sm2Private | None = None) -> ESealHouse:
        """Draw keys anew but a given city's; certificates begin the day before."""
        keys = [Sm2Private.new(), Sm2Private.new(), key or Sm2Private.new()]
        since = now - timedelta(days=1)
        above = ("SM2 Root", keys[0])
        root = new_certificate(
            "SM2 Root", keys[0].public(), above, since, is_authority=True
        )
        maker, city = (
            new_certificate(name, key.public(), above, since)
            for name, key in (("制章中心", keys[1]), (SEAL_NAME, keys[2]))
        )
        return cls(root, keys[0], SealMaker(maker, keys[1]), city, keys[2])

    def eseal(
        self,
        *,
        days: int = 365,
        maker: SealMaker | None = None,
        begins: datetime = _BEGINS,
    ) -> bytes:
        """Have the city's seal made."""
        picture = page_png(draw_seal(SEAL_NAME, FontBook.load(FONTS)), width_px=240)
        return make_eseal(
            maker or self.maker,
            SEAL_NAME,
            self.certificate,
            picture,
            valid_from=begins,
            valid_to=begins + timedelta(days=days),
        )

    def press(self, authority: Authority, eseal: bytes | None = None) -> Press:
        """Give a press that seals by this seal."""
        sealer = ESealSealer(
            issuer=authority.issuer,
            eseal=eseal or self.eseal(),
            certificate=self.certificate,
            key=self.key,
            picture=draw_seal(SEAL_NAME, FontBook.load(FONTS)),
        )
        return Press(font_directory=FONTS, authority=authority, sealer=sealer)

    def trusted(self, trust: Trust) -> Trust:
        """Pin seal and root beside those of the first sealer."""
        return replace(
            trust,
            seals=trust.seals | {self.certificate},
            roots=(*trust.roots, self.root),
        )

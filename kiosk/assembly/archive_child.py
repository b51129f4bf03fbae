"""The documents child: checks seals and draws pages, away from the screen.

Files come from outside and PDF libraries are large and native: what they may
break or eat stays in a process that can be killed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from kiosk.assembly.archive_message import (
    Check,
    Compose,
    Draw,
    Ready,
    Unroll,
    Verify,
)
from kiosk.documents.font import FontBook
from kiosk.documents.leaflet import draw_leaflet
from kiosk.documents.rendering import page_ppm, sheet_count
from kiosk.documents.verification import Trust, verify_credential, verify_pdf
from kiosk.domain.fault import Fault, SealInvalid
from kiosk.domain.paper_finding import PaperFinding, PaperVerdict, StatedOnPaper
from kiosk.loading import load_giving_way
from kiosk.ports.companion import Channel

__all__ = ["serve"]

_FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_PICTURE_WIDTH = 1240
_MOST_PAGES = 20
_TOLD = ("number", "serial", "name", "id_end", "issued_at", "valid_until")


def serve(channel: Channel, settings: Mapping[str, object]) -> None:
    """Answer one request after another; setting: ``trust``, the directory."""
    trust = load_giving_way(lambda: _warmed_up(Path(str(settings["trust"]))))
    channel.send(Ready())
    while True:
        request = channel.receive(None)
        try:
            channel.send(_answer(request, trust))
        except Fault as fault:
            channel.send(fault)


def _warmed_up(directory: Path) -> Trust:
    trust = Trust.load(directory)
    # The first verdict loads large libraries; no resident shall wait for that.
    verify_pdf(b"%PDF-1.7", trust, datetime.now().astimezone())
    return trust


def _answer(request: object, trust: Trust) -> object:
    if isinstance(request, Verify):
        verdict = verify_pdf(request.pdf, trust, request.at)
        if verdict.verdict != "valid":
            raise SealInvalid(reason=",".join(verdict.reasons) or verdict.verdict)
        return None
    if isinstance(request, Check):
        return _finding(request, trust)
    if isinstance(request, Draw):
        pages = min(sheet_count(request.pdf), _MOST_PAGES)
        return tuple(
            page_ppm(request.pdf, page=page, width_px=_PICTURE_WIDTH)
            for page in range(pages)
        )
    if isinstance(request, Compose):
        # Loaded by the first leaflet: most days nobody wants one.
        return draw_leaflet(request.leaflet, FontBook.load(_FONTS))
    if isinstance(request, Unroll):
        # Loaded by the first film, for the same reason.
        from drivers.film.unroll import unroll  # noqa: PLC0415

        return unroll(request.film)
    raise TypeError(type(request).__name__)


def _finding(request: Check, trust: Trust) -> PaperFinding:
    verdict = verify_credential(request.code, trust, request.at)
    told = verdict.certificate
    stated = None if told is None else _stated({key: str(told[key]) for key in _TOLD})
    return PaperFinding(PaperVerdict(verdict.verdict), verdict.reasons, stated)


def _stated(told: Mapping[str, str]) -> StatedOnPaper:
    return StatedOnPaper(
        number=told["number"],
        serial=told["serial"],
        name=told["name"],
        id_end=told["id_end"],
        issued_on=datetime.fromisoformat(told["issued_at"]).astimezone().date(),
        valid_until=date.fromisoformat(told["valid_until"]),
    )

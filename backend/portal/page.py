"""The verification page: a form, and the verdict in words."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

import anyio
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.access.audit import AuditEvent, note
from backend.centre import Centre
from backend.portal.finding import Finding, Stated, find_copy
from kiosk.documents.wording import KINDS
from kiosk.domain.contribution import InsuranceKind

__all__ = ["portal"]

_LARGEST_FORM = 4096
_MOST_FIELDS = 8
_AT_ONCE = 2
"""Look-ups at a time, so that the public never takes the terminals' turn."""
_PAGE = Template(Path(__file__).with_name("verify.html").read_text(encoding="utf-8"))
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_WORDS = {
    Finding.VALID: "有效。请将下列内容与纸面核对。Valid. Compare with the paper.",
    Finding.EXPIRED: "已过核验有效期。The term for verification is over.",
    Finding.NEVER_PRINTED: "该份证明未打印成功，已作废。This copy was never printed.",
    Finding.MISTYPED: "验证码输入有误，请检查。The code is mistyped.",
    Finding.UNKNOWN: "查无此证。No such certificate.",
}


def portal(centre: Centre) -> Starlette:
    """Build the public pages; numbers and codes travel in bodies, never in paths."""
    limiter = CapacityLimiter(_AT_ONCE)

    async def form(request: Request) -> Response:
        del request
        return _page("")

    async def judge(request: Request) -> Response:
        number, code = await _typed(request)
        result = await anyio.to_thread.run_sync(
            _judged, centre, number, code, limiter=limiter
        )
        return _page(result)

    async def home(request: Request) -> Response:
        del request
        return RedirectResponse("/verify")

    return Starlette(
        routes=[
            Route("/", home),
            Route("/verify", form, methods=["GET"]),
            Route("/verify", judge, methods=["POST"]),
        ]
    )


async def _typed(request: Request) -> tuple[str, str]:
    """Read the two fields; what is no form of ours counts as empty."""
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= _LARGEST_FORM:
            body += chunk
    try:
        fields = parse_qs(body[:_LARGEST_FORM].decode(), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return "", ""
    number, code = (fields.get(name, [""])[0] for name in ("number", "code"))
    return number.replace("\0", ""), code


def _judged(centre: Centre, number: str, code: str) -> str:
    now = centre.clock()
    with centre.database.reading() as session:
        finding, stated = find_copy(session, number, code, now.date())
    with centre.database.writing() as session:
        reference = stated.serial if stated else ""
        event = AuditEvent.PAPER_VERIFIED
        note(session, now, "public", event, str(finding), reference=reference)
    return _told(finding, stated)


def _told(finding: Finding, stated: Stated | None) -> str:
    mark = "good" if finding is Finding.VALID else "bad"
    words = f'<p class="verdict {mark}" role="status">{escape(_WORDS[finding])}</p>'
    return words + (_facts(stated) if stated else "")


def _facts(stated: Stated) -> str:
    lines = [
        ("证明序列号 Serial", stated.serial),
        ("姓名 Name", stated.name),
        ("社会保障号码 Social security number", stated.citizen_number),
        ("开具日期 Issued", stated.issued_on.isoformat()),
        ("可核验至 Verifiable until", stated.valid_until.isoformat()),
        *(
            (f"{KINDS[InsuranceKind(kind)]} 缴费月数 Months paid", str(months))
            for kind, months in stated.months
        ),
    ]
    told = (f"<dt>{escape(name)}<dd>{escape(value)}" for name, value in lines)
    return f"<dl>{''.join(told)}</dl>"


def _page(result: str) -> Response:
    return HTMLResponse(_PAGE.substitute(result=result), headers=_HEADERS)

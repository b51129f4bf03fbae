"""The console's listener: a living staff card, an area one may enter, a line each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.api.peer import peer_of
from backend.api.profile_gate import WRONG_NETWORK, note_wrong_network
from backend.centre import Centre
from backend.console.area import Area, Get, Page
from backend.console.frame import Frame
from backend.console.home import home_page
from backend.console.member import StaffMember, sign_in
from backend.console.pages import all_areas
from backend.console.visit import Visit
from backend.web.address import asked_address
from backend.web.answer import Answer, Html, Saying, See, response_to
from backend.web.form import Form
from backend.web.language import chosen_language, keep_language
from backend.web.posted import query_form, sent_form
from backend.web.refusal import BUG, Refusal, told_of
from backend.web.static_file import SHARED, static_routes
from backend.web.token import Signer
from kiosk.domain.fault import NoRecord, StaffNotTrusted

__all__ = ["console_door"]

_AT_ONCE = 4
_SAYING = "__Host-console-saying"
_STATIC = Path(__file__).with_name("static")
_HOME = Get("/", home_page)

_Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class _Door:
    """What the routes share."""

    centre: Centre
    frame: Frame
    turn: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))

    async def served(self, request: Request, area: Area | None, page: Page) -> Response:
        """Let a member of staff in, do the page's work, and answer."""
        language = chosen_language(request)
        work = anyio.to_thread.run_sync
        try:
            member = await work(self._member, request, limiter=self.turn)
        except StaffNotTrusted as fault:
            told = self.frame.draw_refusal(language, str(fault.facts["reason"]))
            return response_to(Html(told, 403))
        form, refusal = await self._form(request, page, member)
        visit = self._visit(request, member, area, language, form)
        answer = await work(self._worked, visit, page, refusal, limiter=self.turn)
        response = response_to(answer)
        self._keep(request, response, visit, answer)
        return response

    def _member(self, request: Request) -> StaffMember:
        peer, centre = peer_of(request.scope), self.centre
        member = sign_in(peer.certificate, centre.staff, centre.clock())
        if not centre.profiles.admits_staff(member.role, peer.host):
            note_wrong_network(centre, f"staff:{member.number}")
            raise StaffNotTrusted(reason=WRONG_NETWORK)
        return member

    async def _form(
        self, request: Request, page: Page, member: StaffMember
    ) -> tuple[Form, Refusal | None]:
        """Read what was sent; only a form of ours, handed to this card, counts."""
        form, refusal = await sent_form(request, page.largest)
        if page.method == "GET" or refusal is not None:
            return Form(), refusal
        if not self.frame.signer.is_own_form(member.card, form["token"]):
            return Form(), (403, "not-our-form")
        return form, None

    def _visit(
        self,
        request: Request,
        member: StaffMember,
        area: Area | None,
        language: str,
        form: Form,
    ) -> Visit:
        told = self.frame.signer.said(member.card, request.cookies.get(_SAYING, ""))
        is_for_here = isinstance(told, list) and told[0] == (area.key if area else "")
        return Visit(
            centre=self.centre,
            frame=self.frame,
            member=member,
            area=area,
            language=language,
            here=asked_address(request),
            path=dict(request.path_params),
            query=query_form(request),
            form=form,
            now=self.centre.clock(),
            is_look=request.method != "POST",
            saying=Saying(*told[1:]) if is_for_here else None,
        )

    def _worked(self, visit: Visit, page: Page, refusal: Refusal | None) -> Answer:
        answer = self._answer(visit, page, refusal)
        status = answer.status if isinstance(answer, Html) else 200
        visit.note_look(f"{page.method} {page.path}", status)
        return answer

    def _answer(self, visit: Visit, page: Page, refusal: Refusal | None) -> Answer:
        roles = page.roles or (visit.area.roles if visit.area else None)
        if roles is not None and visit.member.role not in roles:
            return self._trouble(visit, 403, "not-your-area")
        if refusal is not None:
            return self._trouble(visit, *refusal)
        try:
            return page.work(visit)
        except Exception as error:  # noqa: BLE001 - whatever breaks, a page says so
            status, key = told_of(error)
            if status == BUG:
                self.centre.journal.bug(error)
            known = self.frame.wording.find(visit.key, visit.language, key)
            return self._trouble(visit, status, key if known else "refused")

    def _trouble(self, visit: Visit, status: int, key: str) -> Answer:
        told = self.frame.draw(visit, "shell/trouble.html", {"trouble": key})
        return Html(told, status)

    def _keep(
        self, request: Request, response: Response, visit: Visit, answer: Answer
    ) -> None:
        """Keep language and what is to be said next in cookies of this host."""
        keep_language(request, response)
        if isinstance(answer, See) and answer.saying:
            said = answer.saying
            told = [visit.area.key if visit.area else "", said.key]
            cookie = self.frame.signer.saying(
                visit.member.card, [*told, dict(said.facts), said.tone]
            )
            response.set_cookie(
                _SAYING, cookie, secure=True, httponly=True, samesite="strict"
            )
        elif visit.saying is not None:
            response.delete_cookie(
                _SAYING, secure=True, httponly=True, samesite="strict"
            )


def console_door(centre: Centre) -> Starlette:
    """Build the console of a centre."""
    frame = Frame(all_areas(), Signer(centre.page_key))
    door = _Door(centre, frame)
    routes = [Route("/", _endpoint(door, None, _HOME), methods=["GET"])]
    routes += [
        Route(
            f"/{area.key}{page.path}",
            _endpoint(door, area, page),
            methods=[page.method],
        )
        for area in frame.areas
        for page in area.routes
    ]
    return Starlette(
        routes=[*routes, *static_routes(SHARED, _STATIC)],
        exception_handlers={HTTPException: _plain(door)},
    )


def _endpoint(door: _Door, area: Area | None, page: Page) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        return await door.served(request, area, page)

    return endpoint


def _no_such_page(visit: Visit) -> Answer:
    del visit
    raise NoRecord(reason="no-such-page")


def _plain(door: _Door) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Answer an unknown address by a page, too, and only to staff."""

    async def answer(request: Request, error: Exception) -> Response:
        del error
        return await door.served(request, None, Get("", _no_such_page))

    return answer

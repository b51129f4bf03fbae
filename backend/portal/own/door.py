"""The portal's own pages: a short session, forms of ours, one business at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.access.audit import AuditEvent
from backend.access.identity import fingerprint_of
from backend.access.portal_session import Visitor, admit_visitor
from backend.api.peer import peer_certificate
from backend.centre import Centre
from backend.portal.limit import Limit
from backend.portal.own.firm import firms_of
from backend.portal.own.frame import Firm, Frame, Visit
from backend.portal.own.pages.case import CASE_PAGES
from backend.portal.own.pages.certify import CERTIFY_PAGES
from backend.portal.own.pages.entry import ENTRY_PAGES, OutOfSession
from backend.portal.own.pages.item import ITEM_PAGES
from backend.portal.own.pages.page import Page
from backend.web.address import asked_address
from backend.web.answer import Answer, Html, Saying, See, response_to
from backend.web.language import chosen_language, keep_language
from backend.web.posted import query_form, sent_form
from backend.web.refusal import BUG, Refusal, told_of
from backend.web.static_file import SHARED, static_routes
from backend.web.token import Signer
from kiosk.domain.fault import NoRecord

__all__ = ["own_routes"]

_AT_ONCE = 4
_SESSION = "__Host-session"
_SAYING = "__Host-saying"
_STATIC = Path(__file__).with_name("static")
_BEFORE = ENTRY_PAGES
_BEHIND: Sequence[Page] = (*ITEM_PAGES, *CASE_PAGES)

_Endpoint = Callable[[Request], Awaitable[Response]]
_Refused = Refusal | None


@dataclass(slots=True)
class _Door:
    """What the routes share."""

    centre: Centre
    frame: Frame
    turn: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))
    limit: Limit = field(default_factory=lambda: Limit(burst=120, per_minute=120))
    tries: Limit = field(default_factory=lambda: Limit(burst=40, per_minute=12))

    async def served(self, request: Request, page: Page) -> Response:
        """Find who is signed in, read what was sent, do the work, and answer."""
        visit, refusal = await self._visit(request, page)
        answer = await anyio.to_thread.run_sync(
            self._worked, visit, page, request, refusal, limiter=self.turn
        )
        response = response_to(answer)
        self._keep(request, response, visit, answer)
        return response

    async def _visit(self, request: Request, page: Page) -> tuple[Visit, _Refused]:
        certificate = peer_certificate(request.scope)
        form, refusal = await sent_form(request, page.largest)
        visit = Visit(
            centre=self.centre,
            frame=self.frame,
            visitor=None,
            firm=None,
            language=chosen_language(request),
            here=asked_address(request),
            path=dict(request.path_params),
            query=query_form(request),
            form=form,
            now=self.centre.clock(),
            sender=request.client.host if request.client else "",
            is_look=page.method == "GET",
            fingerprint=fingerprint_of(certificate) if certificate else "",
        )
        return visit, refusal

    def _worked(
        self, visit: Visit, page: Page, request: Request, refusal: _Refused
    ) -> Answer:
        try:
            return self._answer(visit, page, request, refusal)
        except OutOfSession:
            return See("/sign-in", Saying("said-session-over", {}, "bad"))
        except Exception as error:  # noqa: BLE001 - whatever breaks, a page says so
            status, key = told_of(error)
            if status == BUG:
                self.centre.journal.bug(error)
            known = key if visit.has_words(key) else "refused"
            return visit.page("trouble.html", status, trouble=known)

    def _answer(
        self, visit: Visit, page: Page, request: Request, refusal: _Refused
    ) -> Answer:
        visit.visitor = self._visitor(request, visit)
        if not self._may_ask(visit, page):
            refusal = (429, "too-many-questions")
        identity = visit.visitor.session if visit.visitor else visit.sender
        visit.saying = self._said(request, identity, visit)
        if page.needs_visitor:
            if visit.visitor is None:
                raise OutOfSession
            visit.firm = self._firm(visit)
        if refusal is None and page.method == "POST":
            is_ours = self.frame.signer.is_own_form(identity, visit.form["token"])
            refusal = None if is_ours else (403, "not-our-form")
        if refusal is not None:
            return visit.page("trouble.html", refusal[0], trouble=refusal[1])
        return page.work(visit)

    def _may_ask(self, visit: Visit, page: Page) -> bool:
        """Let one who is signed in ask more often; many may share an address."""
        if page.is_try:
            return self.tries.allows(visit.sender)
        asker = visit.visitor.session if visit.visitor else visit.sender
        return self.limit.allows(asker, page.cost)

    def _visitor(self, request: Request, visit: Visit) -> Visitor | None:
        secret = request.cookies.get(_SESSION, "")
        if not secret:
            return None
        with self.centre.database.writing() as session:
            return admit_visitor(session, secret, visit.now)

    def _firm(self, visit: Visit) -> Firm | None:
        """Find the employer of the address; whoever may not act for it, finds none."""
        told = visit.path.get("employer")
        if told is None:
            return None
        for firm in firms_of(visit):
            if str(firm.number) == told:
                return firm
        visit.note(AuditEvent.PORTAL_REFUSED, "not-operator")
        raise NoRecord(reason="no-such-employer")

    def _said(self, request: Request, identity: str, visit: Visit) -> Saying | None:
        cookie = request.cookies.get(_SAYING, "")
        # What was said before a sign-in is meant for whoever comes from there.
        for whom in (identity, visit.sender):
            told = self.frame.signer.said(whom, cookie)
            if isinstance(told, list):
                return Saying(*told)
        return None

    def _keep(
        self, request: Request, response: Response, visit: Visit, answer: Answer
    ) -> None:
        keep_language(request, response)
        if isinstance(answer, See) and answer.saying:
            said = answer.saying
            whom = visit.visitor.session if visit.visitor else visit.sender
            cookie = self.frame.signer.saying(
                whom, [said.key, dict(said.facts), said.tone]
            )
            _set(response, _SAYING, cookie)
        elif visit.saying is not None and isinstance(answer, Html):
            _delete(response, _SAYING)
        if isinstance(answer, See) and answer.secret is not None:
            if answer.secret:
                _set(response, _SESSION, answer.secret)
            else:
                _delete(response, _SESSION)


def own_routes(centre: Centre) -> list[Route]:
    """Give the routes of one's own business, for the public's listener."""
    door = _Door(centre, Frame(Signer(centre.page_key)))
    routes = [_route(door, page, page.path) for page in _BEFORE]
    for base in ("/my", "/for/{employer}"):
        routes += [_route(door, page, f"{base}{page.path}") for page in _BEHIND]
    routes += [_route(door, page, f"/my{page.path}") for page in CERTIFY_PAGES]
    return [*routes, *static_routes(SHARED, _STATIC)]


def _route(door: _Door, page: Page, path: str) -> Route:
    async def endpoint(request: Request) -> Response:
        return await door.served(request, page)

    return Route(path, endpoint, methods=[page.method])


def _set(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, secure=True, httponly=True, samesite="strict")


def _delete(response: Response, name: str) -> None:
    response.delete_cookie(name, secure=True, httponly=True, samesite="strict")

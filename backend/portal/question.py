"""Asking at the portal, and collecting the answer with number and code."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl

import anyio
from anyio import CapacityLimiter
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.centre import Centre
from backend.consultation.asking import Wish, ask, collector_of, new_code
from backend.consultation.collecting import asked_question, follow_up, rate, with_code
from backend.content.finding import Hit
from backend.content.reading import agencies
from backend.portal.body import body_of
from backend.portal.limit import Limit
from backend.portal.template import page
from backend.portal.wording import language_of
from backend.store.content import AgencyEntry
from backend.store.words import AskedVia
from kiosk.domain.consultation import AskedQuestion
from kiosk.domain.fault import CentreRefused, Fault, InvalidValue, NoRecord
from kiosk.domain.library import Topic

__all__ = ["question_routes"]

_AT_ONCE = 2
_LARGEST_FORM = 16 << 10
_MOST_FIELDS = 8
_ASK_COST = 4
_STREET = 8

T = TypeVar("T")
_Endpoint = Callable[[Request], Awaitable[Response]]
_Form = Mapping[str, str]


@dataclass(slots=True)
class _Desk:
    """What the routes share."""

    centre: Centre
    turn: CapacityLimiter
    limit: Limit

    async def form(self, request: Request, cost: float = 1) -> _Form:
        """Read a form that was sent from our own page, not too often."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise HTTPException(403)
        body = await body_of(request, _LARGEST_FORM)
        sender = request.client.host if request.client else ""
        if not self.limit.allows(sender, cost):
            raise HTTPException(429)
        text = body.decode("utf-8", "replace")
        try:
            return dict(parse_qsl(text, max_num_fields=_MOST_FIELDS))
        except ValueError:
            raise HTTPException(422) from None

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do something for an asker, all or nothing."""

        def done() -> T:
            with self.centre.database.writing() as session:
                return work(session)

        return await anyio.to_thread.run_sync(done, limiter=self.turn)


def question_routes(centre: Centre) -> list[Route]:
    """Give the routes for asking and collecting."""
    turn, limit = CapacityLimiter(_AT_ONCE), Limit(burst=80, per_minute=20)
    desk = _Desk(centre, turn, limit)
    return [
        Route("/ask", _blank(desk), methods=["GET"]),
        Route("/ask/look", _looked(desk), methods=["POST"]),
        Route("/ask", _asked(desk), methods=["POST"]),
        Route("/answers", _collect, methods=["GET"]),
        Route("/answers", _collected(desk, _nothing), methods=["POST"]),
        Route("/answers/follow", _collected(desk, _followed), methods=["POST"]),
        Route("/answers/rate", _collected(desk, _rated), methods=["POST"]),
    ]


def _blank(desk: _Desk) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        return await _ask_page(desk, request, {})

    return endpoint


def _looked(desk: _Desk) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        form = await desk.form(request)
        text, language = form.get("text", ""), language_of(request)
        if not text.strip():
            return await _ask_page(desk, request, form, trouble="invalid")
        hits = await anyio.to_thread.run_sync(
            desk.centre.finder.suggest, text, language, limiter=desk.turn
        )
        return await _ask_page(desk, request, form, hits=hits)

    return endpoint


async def _ask_page(
    desk: _Desk,
    request: Request,
    form: _Form,
    *,
    hits: tuple[Hit, ...] | None = None,
    trouble: str = "",
) -> Response:
    offices = await desk.write(agencies)
    streets = [each for each in offices if len(each.community_prefix) == _STREET]
    return page(
        "ask.html",
        language_of(request),
        422 if trouble else 200,
        topics=tuple(Topic),
        offices=streets,
        hits=hits,
        trouble=trouble,
        question_id=str(uuid.uuid4()),
        topic=form.get("topic", Topic.PENSION),
        place=form.get("place", ""),
        text=form.get("text", ""),
    )


def _asked(desk: _Desk) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        form, code = await desk.form(request, _ASK_COST), new_code()
        language = language_of(request)

        def work(session: Session) -> dict[str, object]:
            question = ask(session, _wish(form, code), desk.centre.clock())
            office = session.get_one(AgencyEntry, question.agency)
            is_ours = question.collector == collector_of(question.question_id, code)
            return {
                "number": question.number,
                # Sent twice, the first page has the code; it is told once.
                "code": code if is_ours else "",
                "due": question.due_on.isoformat(),
                "agency": office.english_name
                if language == "en"
                else office.chinese_name,
            }

        try:
            told = await desk.write(work)
        except (InvalidValue, CentreRefused):
            return await _ask_page(desk, request, form, trouble="invalid")
        return page("asked.html", language, 200, **told)

    return endpoint


def _wish(form: _Form, code: str) -> Wish:
    try:
        question_id = str(uuid.UUID(form.get("id", "")))
        topic = Topic(form.get("topic", ""))
    except ValueError:
        raise InvalidValue(field="form", reason="shape") from None
    place = form.get("place", "")
    return Wish(
        question_id=question_id,
        via=AskedVia.PORTAL,
        topic=topic,
        text=form.get("text", ""),
        community=place if place.isdigit() and len(place) == _STREET else "",
        collector=collector_of(question_id, code),
    )


async def _collect(request: Request) -> Response:
    return _answers_page(request, None, "")


def _collected(
    desk: _Desk, deed: Callable[[Session, str, _Form, Centre], None]
) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        form = await desk.form(request)
        code = form.get("code", "")

        def work(session: Session) -> AskedQuestion:
            question = with_code(session, form.get("number", ""), code)
            deed(session, question.question_id, form, desk.centre)
            return asked_question(session, question)

        try:
            return _answers_page(request, await desk.write(work), code)
        except NoRecord:
            return _answers_page(request, None, "", trouble="answers-unknown")
        except Fault:
            return _answers_page(request, None, "", trouble="trouble-invalid")

    return endpoint


def _answers_page(
    request: Request, asked: AskedQuestion | None, code: str, *, trouble: str = ""
) -> Response:
    language, status = language_of(request), 422 if trouble else 200
    return page(
        "answers.html", language, status, asked=asked, code=code, trouble=trouble
    )


def _nothing(session: Session, question_id: str, form: _Form, centre: Centre) -> None:
    """Only look."""


def _followed(session: Session, question_id: str, form: _Form, centre: Centre) -> None:
    follow_up(session, question_id, form.get("text", ""), centre.clock())


def _rated(session: Session, question_id: str, form: _Form, centre: Centre) -> None:
    stars = form.get("stars", "")
    figure = int(stars) if stars in tuple("12345") else 0
    rate(session, question_id, figure, centre.clock())

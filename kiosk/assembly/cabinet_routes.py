"""Which ask the store's own worker answers, of the centre and of the disk."""

from __future__ import annotations

from kiosk.terminal.dispatch import Route, Routes
from kiosk.visit import (
    business,
    consulting,
    errand,
    reading,
)
from kiosk.work.station import Station

__all__ = ["cabinet_routes"]

_PAPER_LANGUAGE = "zh-CN"
_HAND_IN_SECONDS = 90.0
"""For a form with eight photographed pages over a slow line."""


def cabinet_routes(cabinet: Station) -> Routes:
    """Give the routes of every ask that needs the centre, the library or the store."""
    return {**_centre(cabinet), **_library(cabinet), **_store(cabinet)}


def _centre(cabinet: Station) -> Routes:
    return {
        errand.FetchPortrait: [
            Route(cabinet, lambda device, ask, _: device.centre.portrait(ask.subject))
        ],
        errand.FetchCertificationState: [
            Route(
                cabinet,
                lambda device, ask, _: device.centre.certification_state(ask.subject),
            )
        ],
        errand.FetchPortalCode: [
            Route(cabinet, lambda device, ask, _: device.centre.portal_code(ask.wish))
        ],
        errand.OpenEnvelope: [
            Route(cabinet, lambda device, ask, _: device.envelopes.open(ask.card))
        ],
        errand.DraftCertificate: [
            Route(
                cabinet,
                lambda device, ask, _: device.centre.draft(
                    ask.kind, ask.subject, _PAPER_LANGUAGE, ask.scope
                ),
            )
        ],
        errand.IssueCertificate: [
            Route(cabinet, lambda device, ask, _: device.issue(ask.order), 20.0)
        ],
        business.FetchItems: [
            Route(cabinet, lambda device, _, __: device.items.items())
        ],
        business.HandInCase: [
            Route(
                cabinet,
                lambda device, ask, _: device.hand_in(ask.wish),
                _HAND_IN_SECONDS,
            )
        ],
    }


def _library(cabinet: Station) -> Routes:
    return {
        reading.OpenLibrary: [
            Route(cabinet, lambda device, _, __: device.shelf.library)
        ],
        reading.OpenPictures: [
            Route(
                cabinet,
                lambda device, ask, _: tuple(map(device.shelf.picture, ask.digests)),
            )
        ],
        consulting.SuggestAnswers: [
            Route(cabinet, lambda device, ask, _: device.centre.suggest(ask.text))
        ],
        consulting.FetchQuestions: [
            Route(cabinet, lambda device, ask, _: device.centre.questions(ask.subject))
        ],
    }


def _store(cabinet: Station) -> Routes:
    return {
        errand.NoteFaceRefused: [
            Route(
                cabinet,
                lambda device, ask, _: device.note_face_refused(
                    ask.trouble, ask.purpose
                ),
            )
        ],
        errand.Record: [Route(cabinet, lambda device, ask, _: device.record(ask.deed))],
        errand.ReserveCopy: [
            Route(
                cabinet,
                lambda device, ask, _: device.store.ledger.reserve(
                    ask.serial, ask.sheets
                ),
            )
        ],
        errand.ReservePrepared: [
            Route(
                cabinet,
                lambda device, ask, _: device.envelopes.reserve(
                    ask.serial, ask.sheets, ask.deed
                ),
            )
        ],
        errand.NoteJob: [
            Route(
                cabinet,
                lambda device, ask, _: device.store.ledger.sent(ask.serial, ask.job),
            )
        ],
        errand.SettleCopy: [
            Route(
                cabinet,
                lambda device, ask, _: device.settle(ask.serial, ask.state),
            )
        ],
    }

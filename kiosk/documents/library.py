"""The library as it arrives: a signed list opened into articles and agencies."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.documents.signed_list import ListRefused, SignedList
from kiosk.domain.fault import InvalidValue
from kiosk.domain.film import Film
from kiosk.domain.library import Agency, Article, Library
from kiosk.domain.wire import from_wire

__all__ = ["open_library"]


def open_library(
    text: str, anchors: Mapping[str, ec.EllipticCurvePublicKey]
) -> Library:
    """Check and read a library.

    Raises:
        ListRefused: ``not-authentic`` or ``unreadable``.
    """
    issue = SignedList.open("library", text, anchors)
    try:
        return Library(
            issue.version,
            tuple(
                from_wire(Article, each["article"])
                for each in issue.entries
                if "article" in each
            ),
            tuple(
                from_wire(Agency, each["agency"])
                for each in issue.entries
                if "agency" in each
            ),
            tuple(
                from_wire(Film, each["film"])
                for each in issue.entries
                if "film" in each
            ),
        )
    except InvalidValue as error:
        reason = "unreadable"
        raise ListRefused(reason) from error

"""Words a page hands out and takes back: forms of ours, and what to say next.

Both are signed for one identity, so that nobody else's page can send them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from backend.home import write_private

__all__ = ["Signer", "page_key"]

_FORM_SECONDS = 8 * 3600
_SAYING_SECONDS = 120
_KEY_BYTES = 32


def page_key(file: Path) -> bytes:
    """Give the key that signs pages' tokens; it is made where there is none.

    Raises:
        OSError: the file cannot be read or written.
    """
    if not file.exists():
        write_private(file, secrets.token_bytes(_KEY_BYTES))
    return file.read_bytes()


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for identities: a certificate's fingerprint, or a session's name."""

    key: bytes

    def form_token(self, identity: str) -> str:
        """Make the hidden value every form of this identity carries."""
        return self._serializer("form").dumps(identity)

    def is_own_form(self, identity: str, token: str) -> bool:
        """Whether a form was handed to this identity in the last eight hours."""
        return bool(self._opened("form", token, _FORM_SECONDS) == identity)

    def saying(self, identity: str, told: object) -> str:
        """Sign what the next page shall say, for a cookie."""
        return self._serializer("saying").dumps([identity, told])

    def said(self, identity: str, token: str) -> Any:  # noqa: ANN401 - JSON
        """Give what was to be said to this identity; none if it is not ours."""
        opened = self._opened("saying", token, _SAYING_SECONDS)
        is_ours = isinstance(opened, list) and opened[:1] == [identity]
        return opened[1] if is_ours else None

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt=purpose)

    def _opened(self, purpose: str, token: str, seconds: int) -> Any:  # noqa: ANN401 - JSON
        try:
            return self._serializer(purpose).loads(token, max_age=seconds)
        except BadData:
            return None

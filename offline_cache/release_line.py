"""Fetching releases from the centre: goes on where it was cut, yields to others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import requests
import urllib3
from tuf.api.exceptions import (
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
)
from tuf.ngclient import FetcherInterface

from offline_cache.line import Identity

__all__ = ["ReleaseLine"]

_PIECE = 16 * 1024
_OK, _PARTIAL, _NOT_SATISFIABLE = 200, 206, 416
_RANGE = re.compile(r"bytes (\d+)-")


class ReleaseLine(FetcherInterface):
    """Implements The Update Framework's fetcher over our own mutual TLS.

    What came of an archive lies beside in a ``.part`` file until it is whole, so
    that a cut line or a power cut costs what was under way and no more. Nothing
    of it is believed before its checksum holds.

    Attributes:
        parts: Directory for what is not whole yet.
        pace: Told the size of each piece; comes back when the next may be asked.
    """

    def __init__(
        self,
        identity: Identity,
        parts: Path,
        pace: Callable[[int], None],
        *,
        connect_seconds: float = 5.0,
        read_seconds: float = 30.0,
    ) -> None:
        """Prepare; nothing is sent before the first question."""
        self._parts = parts
        self._pace = pace
        self._seconds = (connect_seconds, read_seconds)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cert = (str(identity.certificate), str(identity.key))
        self._session.verify = str(identity.authority)
        self._session.headers["Accept-Encoding"] = "identity"

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def forget(self, name: str) -> None:
        """Throw away what was kept of an archive."""
        for part in self._parts.glob(f"*.{name}.part"):
            part.unlink()

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """Give an open file of what a URL holds; see the library's own.

        Raises:
            DownloadError: it did not come whole, or is longer than it may be.
        """
        if "/targets/" not in url:
            with super().download_file(url, max_length) as file:
                yield file
            return
        self._parts.mkdir(parents=True, exist_ok=True)
        part = self._parts / f"{url.rpartition('/')[2]}.part"
        with _told_of_trouble():
            self._complete(url, part, max_length)
        with part.open("rb") as file:
            yield file

    def _fetch(self, url: str) -> Iterator[bytes]:
        with _told_of_trouble(), self._asked(url, 0) as response:
            _check(response, (_OK,))
            yield from response.iter_content(_PIECE)

    def _complete(self, url: str, part: Path, most: int) -> None:
        """Fetch what is missing of an archive."""
        have = part.stat().st_size if part.exists() else 0
        if have == most:
            return
        with self._asked(url, have) as response:
            _check(response, (_OK, _PARTIAL, _NOT_SATISFIABLE))
            if not _goes_on(response, have):
                have = 0
            with part.open("ab" if have else "wb") as file:
                for piece in response.iter_content(_PIECE):
                    have += len(piece)
                    if have > most:
                        raise DownloadLengthMismatchError(part.name)
                    file.write(piece)
                    file.flush()
                    self._pace(len(piece))
        if have < most:
            raise DownloadError(part.name)

    def _asked(self, url: str, start: int) -> requests.Response:
        headers = {"Range": f"bytes={start}-"} if start else {}
        return self._session.get(
            url,
            headers=headers,
            timeout=self._seconds,
            allow_redirects=False,
            stream=True,
        )


def _goes_on(response: requests.Response, have: int) -> bool:
    """Whether what comes fits behind what is here."""
    if response.status_code != _PARTIAL:
        return have == 0
    found = _RANGE.match(response.headers.get("Content-Range", ""))
    return found is not None and int(found.group(1)) == have


@contextmanager
def _told_of_trouble() -> Iterator[None]:
    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        message = type(error).__name__
        raise DownloadError(message) from error


def _check(response: requests.Response, accepted: tuple[int, ...]) -> None:
    if response.status_code not in accepted:
        message = f"status {response.status_code}"
        raise DownloadHTTPError(message, response.status_code)

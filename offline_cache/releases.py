"""What versions the centre offers, believed by The Update Framework's rules alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
)
from tuf.ngclient import Updater

from kiosk.domain.fault import CentreUnreachable, InvalidValue
from kiosk.domain.release import (
    RELEASE_INDEX,
    Release,
    ReleaseIndex,
    ReleaseRefused,
)
from kiosk.domain.wire import from_wire
from offline_cache.release_line import ReleaseLine

__all__ = ["Releases"]


@dataclass(frozen=True, slots=True)
class Releases:
    """Asks one centre, beginning from the root file this terminal was given.

    Signatures, ages and checksums are judged by the library; what was seen once is
    kept, so that nothing older is ever taken for new.

    Attributes:
        base_url: The centre's address.
        root: The root file that came with the enrolment.
        directory: Where signed files and archives are kept between runs.
    """

    base_url: str
    root: Path
    directory: Path
    line: ReleaseLine

    def index(self) -> ReleaseIndex:
        """Fetch the newest list of releases.

        Raises:
            CentreUnreachable: no answer.
            ReleaseRefused: an answer that is not to be believed.
        """
        path = self._fetched(self._updater(), RELEASE_INDEX)
        try:
            return from_wire(ReleaseIndex, json.loads(path.read_bytes()))
        except (InvalidValue, ValueError) as error:
            raise ReleaseRefused(reason="not-signed") from error

    def fetch(self, release: Release) -> Path:
        """Fetch a release's archive, whole and with the right checksum.

        Raises:
            CentreUnreachable: the line broke; what came is kept for the next try.
            ReleaseRefused: it is not what was signed; what came is thrown away.
        """
        return self._fetched(self._updater(), release.file)

    def _updater(self) -> Updater:
        metadata, archives = self.directory / "metadata", self.directory / "archives"
        for each in (metadata, archives):
            each.mkdir(parents=True, exist_ok=True)
        try:
            root = self.root.read_bytes()
        except OSError as error:
            raise ReleaseRefused(reason="no-root") from error
        base = f"{self.base_url.rstrip('/')}/v1/software"
        with self._judged(RELEASE_INDEX):
            updater = Updater(
                str(metadata),
                f"{base}/metadata/",
                str(archives),
                f"{base}/targets/",
                fetcher=self.line,
                bootstrap=root,
            )
            updater.refresh()
        return updater

    def _fetched(self, updater: Updater, name: str) -> Path:
        with self._judged(name):
            target = updater.get_targetinfo(name)
            if target is None:
                raise ReleaseRefused(reason="not-signed")
            kept = updater.find_cached_target(target)
            path = Path(kept or updater.download_target(target))
        self.line.forget(name)
        return path

    @contextmanager
    def _judged(self, name: str) -> Iterator[None]:
        try:
            yield
        except DownloadLengthMismatchError as error:
            self.line.forget(name)
            raise ReleaseRefused(reason="checksum") from error
        except DownloadError as error:
            raise CentreUnreachable(reason="line") from error
        except RepositoryError as error:
            self.line.forget(name)
            raise ReleaseRefused(reason=_reason(error)) from error


def _reason(error: RepositoryError) -> str:
    if isinstance(error, ExpiredMetadataError):
        return "expired"
    if isinstance(error, BadVersionNumberError):
        return "older-than-seen"
    if isinstance(error, LengthOrHashMismatchError):
        return "checksum"
    return "not-signed"

"""The releases as a repository of The Update Framework (theupdateframework.io).

Four signed files say what there is: ``root`` whose keys count, ``targets`` which
archives with which checksums, ``snapshot`` and ``timestamp`` that nothing older is
shown as new. The clients' side is `offline_cache.releases`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization import DeserializationError

from backend.home import HomeInvalid, write_private
from backend.software.signing import ROLES, SigningKeys
from kiosk.domain.fault import CentreRefused, NoRecord
from kiosk.domain.release import RELEASE_INDEX, Release, ReleaseIndex
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["SoftwareRepository"]

T = TypeVar("T", Root, Snapshot, Targets, Timestamp)

_LIVES = {
    "root": timedelta(days=3 * 365),
    "targets": timedelta(days=180),
    "snapshot": timedelta(days=14),
    "timestamp": timedelta(days=4),
}
"""How long each file counts. The two last are signed anew by the running centre, so
that a line that shows old news is found out within days."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,160}")


@dataclass(frozen=True, slots=True)
class SoftwareRepository:
    """Lies in a folder of the centre's home; written by one process at a time.

    Attributes:
        clock: Tells the time that signatures count from.
    """

    folder: Path
    clock: Callable[[], datetime]

    @property
    def is_there(self) -> bool:
        """Whether this centre hands out releases at all."""
        return (self._metadata / "timestamp.json").is_file()

    @property
    def keys(self) -> SigningKeys:
        """The keys, where they were made."""
        return SigningKeys(self.folder / "keys")

    def root(self) -> bytes:
        """Give the first root file: what terminals are told to trust.

        Raises:
            OSError: there is no repository.
        """
        return (self._metadata / "1.root.json").read_bytes()

    def file(self, folder: str, name: str) -> Path:
        """Name a file to be handed out.

        Raises:
            NoRecord: there is none of that name.
        """
        path = self.folder / folder / name
        is_ours = folder in ("metadata", "targets") and _NAME.fullmatch(name)
        if not is_ours or not path.is_file():
            raise NoRecord(reason="no-such-file")
        return path

    def create(self) -> None:
        """Make keys and an empty list of releases.

        Raises:
            HomeInvalid: there is one already.
        """
        if self.is_there:
            message = f"{self.folder}: there are releases here already"
            raise HomeInvalid(message)
        with self._locked():
            self.keys.create()
            root = Root(consistent_snapshot=True, expires=self._until("root"))
            for role in ROLES:
                root.add_key(self.keys.signer(role).public_key, role)
            self._write("1.root.json", Metadata(root), self.keys, "root")
            targets = Targets(expires=self._until("targets"))
            self._put(targets, RELEASE_INDEX, _index_bytes(ReleaseIndex()))
            self._announce(targets, Snapshot(), Timestamp())

    def index(self) -> ReleaseIndex:
        """Tell what is offered, and to whom."""
        target = self._targets().targets[RELEASE_INDEX]
        name = f"{target.hashes['sha256']}.{RELEASE_INDEX}"
        told = json.loads((self.folder / "targets" / name).read_bytes())
        return from_wire(ReleaseIndex, told)

    def publish(
        self, release: Release, archive: bytes, keys: SigningKeys | None = None
    ) -> None:
        """Offer a new version.

        Raises:
            CentreRefused: this version was offered before; it stays as it is.
            HomeInvalid: a key is not here.
        """
        with self._locked():
            index = self.index()
            if any(each.version == release.version for each in index.releases):
                raise CentreRefused(reason="version-known")
            targets = self._targets()
            self._put(targets, release.file, archive)
            releases = (*index.releases, release)
            self._offer(targets, ReleaseIndex(releases), keys)

    def stage(
        self,
        version: str,
        rings: tuple[str, ...],
        percent: int,
        keys: SigningKeys | None = None,
    ) -> None:
        """Change whose turn it is; nought per cent withdraws a version.

        Who has it keeps it: a terminal never goes back because of a list.

        Raises:
            NoRecord: no such version is offered.
        """
        with self._locked():
            index = self.index()
            if all(each.version != version for each in index.releases):
                raise NoRecord(reason="no-such-version")
            changed = tuple(
                replace(each, rings=rings, percent=percent)
                if each.version == version
                else each
                for each in index.releases
            )
            self._offer(self._targets(), ReleaseIndex(changed), keys)

    def renew_if_due(self) -> bool:
        """Sign anew that nothing is newer, once half of that time is over."""
        if not self.is_there:
            return False
        due = self.clock() + _LIVES["timestamp"] / 2
        if self._timestamp().expires > due:
            return False
        with self._locked():
            self._renew()
        return True

    # What is written -------------------------------------------------------

    def _offer(
        self, targets: Targets, index: ReleaseIndex, keys: SigningKeys | None
    ) -> None:
        self._put(targets, RELEASE_INDEX, _index_bytes(index))
        targets.version += 1
        targets.expires = self._until("targets")
        self._announce(targets, self._snapshot(), self._timestamp(), keys)

    def _announce(
        self,
        targets: Targets,
        snapshot: Snapshot,
        timestamp: Timestamp,
        keys: SigningKeys | None = None,
    ) -> None:
        """Sign from the inside outwards; the timestamp, last, makes it all count."""
        name = f"{targets.version}.targets.json"
        self._write(name, Metadata(targets), keys or self.keys, "targets")
        snapshot.meta["targets.json"].version = targets.version
        self._write_outer(snapshot, timestamp)

    def _renew(self) -> None:
        self._write_outer(self._snapshot(), self._timestamp())

    def _write_outer(self, snapshot: Snapshot, timestamp: Timestamp) -> None:
        snapshot.version += 1
        snapshot.expires = self._until("snapshot")
        name = f"{snapshot.version}.snapshot.json"
        self._write(name, Metadata(snapshot), self.keys, "snapshot")
        timestamp.version += 1
        timestamp.expires = self._until("timestamp")
        timestamp.snapshot_meta.version = snapshot.version
        self._write("timestamp.json", Metadata(timestamp), self.keys, "timestamp")

    def _write(
        self, name: str, metadata: Metadata[T], keys: SigningKeys, role: str
    ) -> None:
        metadata.sign(keys.signer(role))
        write_private(self._metadata / name, metadata.to_bytes())

    def _put(self, targets: Targets, name: str, data: bytes) -> None:
        target = TargetFile.from_data(name, data, ["sha256"])
        targets.targets[name] = target
        digest = hashlib.sha256(data).hexdigest()
        write_private(self.folder / "targets" / f"{digest}.{name}", data)

    def _until(self, role: str) -> datetime:
        return self.clock().astimezone(UTC) + _LIVES[role]

    # What is there ---------------------------------------------------------

    @property
    def _metadata(self) -> Path:
        return self.folder / "metadata"

    def _timestamp(self) -> Timestamp:
        return self._read(Timestamp, "timestamp.json")

    def _snapshot(self) -> Snapshot:
        version = self._timestamp().snapshot_meta.version
        return self._read(Snapshot, f"{version}.snapshot.json")

    def _targets(self) -> Targets:
        version = self._snapshot().meta["targets.json"].version
        return self._read(Targets, f"{version}.targets.json")

    def _read(self, kind: type[T], name: str) -> T:
        try:
            path = self._metadata / name
            signed = Metadata[T].from_file(str(path)).signed
        except (OSError, RepositoryError, DeserializationError) as error:
            message = f"{self._metadata / name}: unreadable"
            raise HomeInvalid(message) from error
        if not isinstance(signed, kind):
            message = f"{path}: not what its name says"
            raise HomeInvalid(message)
        return signed

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep a command and the running centre from signing at the same time."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _index_bytes(index: ReleaseIndex) -> bytes:
    return json.dumps(to_wire(index), sort_keys=True).encode()

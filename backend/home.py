"""The centre's home directory: where its keys, settings and database lie."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

__all__ = ["Home", "HomeInvalid", "Settings", "write_private"]

_OWNER_ONLY = 0o600
_OWNER_FOLDER = 0o700
_DATABASE_FILE = "centre.sqlite3"


class HomeInvalid(Exception):
    """The directory is not a centre's home, or is one already; one line says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `centre init` fixes for good.

    Attributes:
        city: Name of the city in the seal.
        database: SQLAlchemy address; empty for the SQLite file in the home.
        seal: Where the seal's key is kept; empty for the file that `centre init`
            made. See ``docs/verification.md``.
        archive: Who stamps the copies that went out; empty for nobody.
        judge: Program that judges faces over the web, with its arguments, such
            as ``["kiosk", "face", "judge"]``; empty where that is not offered.
    """

    city: str
    database: str = ""
    judge: Sequence[str] = ()
    seal: Mapping[str, str] = field(default_factory=dict)
    archive: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """Names every path under a centre's home directory."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """TOML file with the settings."""
        return self.root / "centre.toml"

    @property
    def machines(self) -> Path:
        """The authority that names machines: its key and certificate."""
        return self.root / "machines"

    @property
    def staff(self) -> Path:
        """The authority that issues staff cards; see `backend.access.staff`."""
        return self.root / "staff"

    @property
    def evidence(self) -> Path:
        """Keys that kept evidence is closed to; see `backend.access.evidence_key`."""
        return self.root / "evidence"

    @property
    def recovery(self) -> Path:
        """The key that opens what terminals seal for the centre."""
        return self.root / "recovery"

    @property
    def server(self) -> Path:
        """The server's own key and certificate."""
        return self.root / "server"

    @property
    def seal(self) -> Path:
        """The city's seal authority, made and read by `kiosk.documents`."""
        return self.root / "seal"

    @property
    def lists(self) -> Path:
        """The key that signs the lists of signers and of what was withdrawn."""
        return self.root / "lists"

    @property
    def departments(self) -> Path:
        """The authority that names departments; terminals have another one."""
        return self.root / "departments"

    @property
    def operators(self) -> Path:
        """The authority that names operators of employers; it opens the portal."""
        return self.root / "operators"

    @property
    def monitors(self) -> Path:
        """Certificates of the programs that may read the metrics over the line."""
        return self.root / "monitors"

    @property
    def page_key(self) -> Path:
        """The key that signs the tokens of web pages."""
        return self.root / "page.key"

    @property
    def database_file(self) -> Path:
        """SQLite database, unless the settings name another one."""
        return self.root / _DATABASE_FILE

    @property
    def account_file(self) -> Path:
        """The official account's settings, where the centre has one."""
        return self.root / "wechat.toml"

    @property
    def rules_file(self) -> Path:
        """The city's own rules of life certification, where it has some."""
        return self.root / "certification-rules.yaml"

    @property
    def fleet_file(self) -> Path:
        """The city's own limits and rules for its terminals, where it has some."""
        return self.root / "fleet.yaml"

    @property
    def profiles_file(self) -> Path:
        """The city's own security profiles for its terminals, where it has some."""
        return self.root / "profiles.yaml"

    @property
    def software(self) -> Path:
        """Releases for the terminals, where some were ever published."""
        return self.root / "software"

    @property
    def numbers_file(self) -> Path:
        """The last numbers given out; see `backend.certificates.high_water`."""
        return self.root / "numbers.json"

    @property
    def log_file(self) -> Path:
        """Event log, JSON lines without personal data."""
        return self.root / "centre.log"

    def create(self, settings: Settings) -> None:
        """Make the directory and write the settings.

        Raises:
            HomeInvalid: there is a centre already, or the place cannot be written.
        """
        if self.settings_file.exists():
            message = f"{self.root}: there is a centre here already"
            raise HomeInvalid(message)
        told = dataclasses.asdict(settings)
        text = tomli_w.dumps(
            {name: told[name] for name in told if told[name] or name == "database"}
        )
        try:
            self.root.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
            write_private(self.settings_file, text.encode())
        except OSError as error:
            message = f"{self.root}: {error.strerror}"
            raise HomeInvalid(message) from error

    def settings(self) -> Settings:
        """Read the settings.

        Raises:
            HomeInvalid: no centre here, or its settings are damaged.
        """
        try:
            data = tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
            return Settings(**data)
        except FileNotFoundError:
            message = f"{self.root}: no centre here; run `centre init` first"
            raise HomeInvalid(message) from None
        except (OSError, ValueError, TypeError) as error:
            message = f"{self.settings_file}: {error}"
            raise HomeInvalid(message) from error

    def database_url(self) -> str:
        """Give the address of the database the settings name."""
        stated = self.settings().database
        return stated or f"sqlite:///{self.database_file.absolute()}"


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(
        partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode=_OWNER_ONLY
    )
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)

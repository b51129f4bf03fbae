"""Security profiles: named sets of what a kind of terminal may do, as data of the city.

The centre holds each question against the profile of who asks; what a terminal must
keep to by itself is told to it with its beats.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from pathlib import Path

import yaml

from backend.home import HomeInvalid
from backend.portal.limit import Limit
from kiosk.domain.deed import DeedKind
from kiosk.domain.fault import InvalidValue
from kiosk.domain.profile import STANDARD, TerminalProfile
from kiosk.domain.staff import StaffRole
from kiosk.domain.wire import from_wire

__all__ = ["Group", "ProfileBook", "SecurityProfile", "load_profiles"]

_OURS = Path(__file__).with_name("profiles.yaml")


class Group(StrEnum):
    """Questions and deeds that belong together; a profile names those it allows.

    What a terminal needs to be governed at all belongs to none: its beats, its
    certificate, signed lists, releases, logs, and what became of its paper.
    """

    RECORDS = "records"
    CERTIFICATION = "certification"
    CERTIFICATES = "certificates"
    ENVELOPES = "envelopes"
    BUSINESS = "business"
    INFORMATION = "information"
    PORTAL = "portal"


_DEEDS: Mapping[DeedKind, Group] = {
    DeedKind.LIFE_CERTIFIED: Group.CERTIFICATION,
    DeedKind.REVIEW_REQUESTED: Group.CERTIFICATION,
    DeedKind.PREPARED_ISSUED: Group.ENVELOPES,
    DeedKind.QUESTION_ASKED: Group.INFORMATION,
    DeedKind.QUESTION_FOLLOWED: Group.INFORMATION,
    DeedKind.QUESTION_RATED: Group.INFORMATION,
}


@dataclass(frozen=True, slots=True)
class SecurityProfile:
    """One profile; what is left out is not limited.

    Attributes:
        title: Its name for people, by language.
        groups: What it may ask of the centre.
        networks: Where its questions may come from, as CIDR.
        certificate_days: How long a certificate of such a terminal lives.
        questions_per_minute: How many questions of a visit it may ask.
        services, seal_after_days, may_export, may_diagnose: See `TerminalProfile`.
    """

    key: str
    title: Mapping[str, str]
    groups: tuple[Group, ...] | None = None
    networks: tuple[str, ...] | None = None
    certificate_days: int = 45
    questions_per_minute: int | None = None
    services: tuple[str, ...] | None = None
    seal_after_days: float | None = None
    may_export: bool = True
    may_diagnose: bool = True

    def __post_init__(self) -> None:
        """Refuse what could not be kept to.

        Raises:
            InvalidValue: a number that is not above nothing, a network that is none.
        """
        numbers = (self.certificate_days, self.questions_per_minute)
        told = [each for each in (*numbers, self.seal_after_days) if each is not None]
        if min(told) <= 0:
            raise InvalidValue(field="profile", reason="not-above-zero")
        _check_networks(self.networks or ())

    @property
    def at_terminal(self) -> TerminalProfile:
        """What the terminal is told."""
        return TerminalProfile(
            self.key,
            self.services,
            self.seal_after_days,
            self.may_export,
            self.may_diagnose,
        )

    def allows(self, group: Group | None) -> bool:
        """Whether a question of a group may be asked; of none it always may."""
        return group is None or self.groups is None or group in self.groups

    @property
    def deed_kinds(self) -> frozenset[DeedKind]:
        """What such a terminal may tell of."""
        return frozenset(kind for kind in DeedKind if self.allows(_DEEDS.get(kind)))

    def admits(self, host: str) -> bool:
        """Whether a question may come from an address."""
        return self.networks is None or _is_within(host, self.networks)


def _is_within(host: str, networks: Sequence[str]) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(each) for each in networks)


def _check_networks(networks: Iterable[str]) -> None:
    try:
        for each in networks:
            ipaddress.ip_network(each)
    except ValueError:
        raise InvalidValue(field="networks", reason="not-a-network") from None


@dataclass(frozen=True, slots=True)
class _File:
    profiles: tuple[SecurityProfile, ...]
    departments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    staff: dict[StaffRole, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileBook:
    """The city's profiles, and how much each terminal has asked lately.

    Attributes:
        departments: Where a department's questions may come from, by its name.
        staff: Where members of staff may sit, by role. Who is not named is not
            limited.
    """

    profiles: Sequence[SecurityProfile]
    departments: Mapping[str, Sequence[str]] = field(default_factory=dict)
    staff: Mapping[StaffRole, Sequence[str]] = field(default_factory=dict)
    _limits: dict[str, Limit] = field(init=False)
    _told: Limit = field(init=False)

    def __post_init__(self) -> None:
        """Open a count for each profile that has a limit."""
        rates = {each.key: each.questions_per_minute for each in self.profiles}
        limits = {key: Limit(rate, rate) for key, rate in rates.items() if rate}
        object.__setattr__(self, "_limits", limits)
        object.__setattr__(self, "_told", Limit(1, 1))
        _check_networks(chain(*self.departments.values(), *self.staff.values()))

    def admits_department(self, name: str, host: str) -> bool:
        """Whether a department may ask from an address."""
        networks = self.departments.get(name)
        return networks is None or _is_within(host, networks)

    def admits_staff(self, role: StaffRole, host: str) -> bool:
        """Whether members of staff of a role may sit at an address."""
        networks = self.staff.get(role)
        return networks is None or _is_within(host, networks)

    def named(self, key: str) -> SecurityProfile:
        """Give a profile; the standard one where none is named.

        Raises:
            InvalidValue: there is no such profile.
        """
        for each in self.profiles:
            if each.key == (key or STANDARD.key):
                return each
        raise InvalidValue(field="profile", reason="unknown")

    def is_too_often(self, profile: SecurityProfile, terminal: str) -> bool:
        """Count one question; whether it was one too many."""
        limit = self._limits.get(profile.key)
        return limit is not None and not limit.allows(terminal)

    def is_worth_telling(self, terminal: str) -> bool:
        """Whether the trail should hear of one too many: once a minute, no more."""
        return self._told.allows(terminal)


def load_profiles(own: Path) -> ProfileBook:
    """Read the city's own file, or ours where there is none.

    Raises:
        HomeInvalid: the file has a mistake, or no standard profile.
    """
    path = own if own.is_file() else _OURS
    try:
        told = from_wire(_File, yaml.safe_load(path.read_text("utf-8")))
        book = ProfileBook(told.profiles, told.departments, told.staff)
        book.named(STANDARD.key)
    except (InvalidValue, yaml.YAMLError, OSError) as error:
        # YAML tells a mistake over several lines.
        message = f"{path}: {' '.join(str(error).split())}"
        raise HomeInvalid(message) from error
    if len({each.key for each in told.profiles}) < len(told.profiles):
        message = f"{path}: two profiles have one key"
        raise HomeInvalid(message)
    return book

"""Setting up a centre, and the machines that belong to it."""

from __future__ import annotations

from pathlib import Path

import backend.store.tables  # noqa: F401 - foreign keys must find their tables
from backend.access.evidence_key import EvidenceKeys
from backend.access.identity import MachineAuthority, fingerprint_of
from backend.access.recovery_key import load_recovery_key, public_half
from backend.access.staff import StaffRegister
from backend.access.terminals import check_name, enrol, revoke
from backend.archive.stamp import stamp_authorities
from backend.certificates.seal import seal_authority
from backend.clock import city_time
from backend.eligibility.rulebook import RulesInvalid, adopt_rules
from backend.envelopes.place import place_terminal
from backend.envelopes.withdraw import disown_terminal
from backend.home import Home, HomeInvalid, Settings, write_private
from backend.lists.list_key import load_list_key
from backend.lists.publish import Publisher
from backend.lists.signers import register_signers
from backend.software.repository import SoftwareRepository
from backend.store.content import AgencyEntry
from backend.store.database import Database
from backend.store.migration import check, migrate
from kiosk.documents.authority import (
    Authority,
    create_authority,
    write_trust,
)
from kiosk.documents.signed_list import LIST_KINDS
from kiosk.documents.trust_directory import TrustDirectory, write_anchor
from kiosk.domain.fault import InvalidValue
from kiosk.domain.staff import StaffRole

__all__ = [
    "enrol_staff",
    "enrol_terminal",
    "initialise",
    "machine_authority",
    "open_database",
    "publisher_of",
    "recovery_half",
    "revoke_staff",
    "revoke_terminal",
    "staff_register",
    "write_trust_directory",
]


def initialise(home: Home, settings: Settings, hosts: list[str]) -> None:
    """Make a centre: settings, database, all authorities, and the server.

    Terminals reach the server by one of the hosts, names or addresses.

    Raises:
        HomeInvalid: there is one already, or the place cannot be written.
    """
    home.create(settings)
    if not settings.database:
        # An empty file is an empty database; SQLite keeps who may read it.
        write_private(home.database_file, b"")
    database = Database(home.database_url())
    migrate(database)
    database.close()
    authority = MachineAuthority.create(home.machines)
    authority.server(hosts).write(home.server)
    StaffRegister(home.staff).create()
    EvidenceKeys(home.evidence).public_pem()
    create_authority(home.seal, settings.city)


def open_database(home: Home) -> Database:
    """Open a centre's database and make sure that it fits the program.

    The city's own rules of life certification come in force with it.

    Raises:
        HomeInvalid: there is no centre, or its rules have a mistake.
        SchemaOutdated: the database is of another version.
    """
    database = Database(home.database_url())
    try:
        adopt_rules(home.rules_file)
    except RulesInvalid as error:
        raise HomeInvalid(str(error)) from error
    check(database)
    return database


def enrol_terminal(home: Home, name: str, out: Path, community: str = "") -> None:
    """Write a terminal's identity and all it must trust into a directory.

    Where a community is named, its residents' certificates will be prepared for
    this terminal, to be opened with their cards while the line is down.

    Makes ``key.pem``, ``certificate.pem``, ``authority.pem``, ``staff.pem`` (whose
    staff cards count), ``evidence.pem`` (the key that kept pictures are closed to),
    ``recovery.key`` (for whom to seal) and ``trust/``. An identity the terminal had
    before is revoked.

    Raises:
        InvalidValue: the name cannot be a terminal's.
        NoRecord: there is no such community.
        HomeInvalid: there is no centre, or its keys are unreadable.
        OSError: the directory cannot be written.
    """
    check_name(name)
    database = open_database(home)
    authority = machine_authority(home)
    identity = authority.terminal(name)
    identity.write(out)
    write_private(out / "authority.pem", authority.certificate)
    write_private(out / "staff.pem", staff_register(home).create().certificate)
    write_private(out / "evidence.pem", EvidenceKeys(home.evidence).public_pem())
    write_private(out / "recovery.key", recovery_half(home))
    write_trust_directory(home, database, out / "trust")
    with database.writing() as session:
        enrol(session, name, fingerprint_of(identity.certificate), city_time())
        if community:
            place_terminal(session, name, community)
    database.close()


def machine_authority(home: Home) -> MachineAuthority:
    """Load the authority that names machines.

    Raises:
        HomeInvalid: it is missing or damaged.
    """
    try:
        return MachineAuthority.load(home.machines)
    except (OSError, ValueError, TypeError) as error:
        message = f"{home.machines}: the machine authority is unreadable"
        raise HomeInvalid(message) from error


def recovery_half(home: Home) -> bytes:
    """Give the public half of the recovery key.

    Raises:
        HomeInvalid: the key is unreadable.
    """
    try:
        return public_half(load_recovery_key(home.recovery))
    except (OSError, ValueError) as error:
        message = f"{home.recovery}: the recovery key is unreadable"
        raise HomeInvalid(message) from error


def publisher_of(home: Home, database: Database, authority: Authority) -> Publisher:
    """Make the publisher of a centre's lists, its present signers entered.

    Raises:
        HomeInvalid: the key that signs the lists is unreadable.
    """
    try:
        key = load_list_key(home.lists)
    except (OSError, ValueError) as error:
        message = f"{home.lists}: the lists' key is unreadable"
        raise HomeInvalid(message) from error
    with database.writing() as session:
        register_signers(session, authority, stamp_authorities(home))
    return Publisher(database, key, city_time)


def write_trust_directory(home: Home, database: Database, out: Path) -> None:
    """Write all that a verifier needs: pins, the lists' key, and the lists.

    Raises:
        HomeInvalid: a key of the centre is unreadable.
        SealLost: the seal authority is incomplete.
        ListRefused: the directory keeps newer lists than this centre has.
        OSError: the directory cannot be written.
    """
    authority = seal_authority(home)
    write_trust(authority, out, stamp_authorities(home))
    publisher = publisher_of(home, database, authority)
    write_anchor(out, publisher.key.public_key())
    for kind in LIST_KINDS:
        TrustDirectory(out).take(kind, publisher.current(kind).text)
    software = SoftwareRepository(home.software, city_time)
    if software.is_there:
        write_private(out / "software" / "root.json", software.root())


def revoke_terminal(home: Home, name: str) -> int:
    """Shut a terminal out at once; gives how many identities that ended."""
    database = open_database(home)
    with database.writing() as session:
        ended = revoke(session, name, city_time())
        disown_terminal(session, name, city_time())
    database.close()
    return ended


def enrol_staff(  # noqa: PLR0913, PLR0917 - what stands on a card
    home: Home, number: str, role: StaffRole, name: str, out: Path, agency: str = ""
) -> None:
    """Issue what a staff card holds: ``key.pem`` and ``certificate.pem``.

    Raises:
        InvalidValue: number or name would not fit on a card, or no such agency.
        HomeInvalid: there is no centre, or its staff authority is unreadable.
        OSError: the directory cannot be written.
    """
    if agency and not _has_agency(home, agency):
        raise InvalidValue(field="agency", reason="unknown")
    try:
        identity = staff_register(home).issue(number, role, name, agency)
    except (ValueError, TypeError) as error:
        message = f"{home.staff}: the staff authority is unreadable"
        raise HomeInvalid(message) from error
    identity.write(out)


def _has_agency(home: Home, code: str) -> bool:
    database = open_database(home)
    with database.reading() as session:
        found = session.get(AgencyEntry, code)
    database.close()
    return found is not None


def revoke_staff(home: Home, number: str) -> int:
    """Believe none of the cards of a staff number any more; gives how many."""
    return staff_register(home).revoke(number)


def staff_register(home: Home) -> StaffRegister:
    """Give the register of staff cards.

    Raises:
        HomeInvalid: there is no centre.
    """
    home.settings()  # Tells a missing centre in its own words.
    return StaffRegister(home.staff)

"""Letting an employer's program in: its identity, written for whoever runs it."""

from __future__ import annotations

from pathlib import Path

from backend.access.identity import fingerprint_of
from backend.business_api.client import enrol_program
from backend.clock import city_time
from backend.home import Home, write_private
from backend.installation import machine_authority, open_database

__all__ = ["enrol_employer_program"]


def enrol_employer_program(
    home: Home, name: str, employer: int, operator: str, out: Path
) -> None:
    """Make the identity of an employer's program: key, certificate, authority.

    Raises:
        InvalidValue: the name cannot be one.
        NoRecord: no such employer or operator.
        HomeInvalid: there is no centre, or its keys are unreadable.
        OSError: the directory cannot be written.
    """
    database = open_database(home)
    authority = machine_authority(home)
    identity = authority.terminal(name)
    with database.writing() as session:
        enrol_program(
            session,
            name,
            fingerprint_of(identity.certificate),
            city_time(),
            employer=employer,
            operator=operator,
        )
    identity.write(out)
    write_private(out / "authority.pem", authority.certificate)
    database.close()

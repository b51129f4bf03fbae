"""Who may come through which door: TLS, and whose certificates count."""

from __future__ import annotations

import ssl

from backend.access.operator import operator_authority
from backend.access.staff import StaffRegister
from backend.departments.identity import department_authorities
from backend.home import Home

__all__ = ["department_tls", "machine_tls", "plain_tls", "public_tls", "staff_tls"]


def machine_tls(home: Home) -> ssl.SSLContext:
    """Let in terminals alone: TLS 1.3 and a certificate of the centre's own."""
    context = plain_tls(home)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(home.machines / "certificate.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def department_tls(home: Home) -> ssl.SSLContext:
    """Let in whom the departments' authorities name; terminals have another one."""
    context = plain_tls(home)
    for file in department_authorities(home):
        context.load_verify_locations(file)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def public_tls(home: Home) -> ssl.SSLContext:
    """Let everybody in; employers' operators may show a certificate."""
    context = plain_tls(home)
    context.load_verify_locations(cadata=operator_authority(home).certificate.decode())
    # A machine that shows its certificate here is served as anybody else.
    context.load_verify_locations(home.machines / "certificate.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def staff_tls(home: Home) -> ssl.SSLContext:
    """Ask for a staff card; whoever shows none hears why the console stays closed."""
    context = plain_tls(home)
    context.load_verify_locations(cadata=StaffRegister(home.staff).authority_pem())
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def plain_tls(home: Home) -> ssl.SSLContext:
    """Let everybody in; nobody is asked who he is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(home.server / "certificate.pem", home.server / "key.pem")
    return context

"""The centre in one value: everything an operation may need."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from backend.access.evidence_key import EvidenceKeys
from backend.access.identity import MachineAuthority
from backend.access.staff import StaffRegister
from backend.certificates.press import PageMaker
from backend.clock import Clock
from backend.content.bundle import LibraryPress
from backend.content.finding import Finder
from backend.eligibility.sitting import Sittings
from backend.fleet.profile import ProfileBook, load_profiles
from backend.fleet.rulebook import FleetRules, load_rules
from backend.fleet.timing import Timings
from backend.journal import Journal
from backend.lists.publish import Publisher
from backend.software.repository import SoftwareRepository
from backend.store.database import Database
from kiosk.domain.trace import SilentTracer, Tracer

__all__ = ["Centre"]


@dataclass(frozen=True, slots=True)
class Centre:
    """What one running centre consists of.

    Attributes:
        staff: Whose staff cards count.
        evidence: Keys that open the pictures kept of certifications.
        sittings: Looks at faces over the web, where a judge is set.
        issuer: The agency's name as printed above the seal.
        page_key: Signs the tokens of web pages, and keys the hashes of codes.
        machines: The authority that renews terminals' certificates.
        fleet: Limits and watching rules for the terminals.
        profiles: Security profiles of the terminals.
        publisher: Gives the signed lists.
        timings: How long answers to terminals took.
        library: What terminals read offline.
        software: Releases for the terminals, where there are any.
        finder: Finds articles and suggests answers.
        tracer: Keeps spans of visits whose terminals trace them.
    """

    database: Database
    press: PageMaker
    issuer: str
    clock: Clock
    journal: Journal
    staff: StaffRegister
    page_key: bytes = field(repr=False)
    evidence: EvidenceKeys
    library: LibraryPress
    finder: Finder
    sittings: Sittings = field(default_factory=Sittings)
    machines: MachineAuthority | None = None
    fleet: FleetRules = field(default_factory=lambda: load_rules(Path()))
    publisher: Publisher | None = None
    timings: Timings = field(default_factory=Timings)
    software: SoftwareRepository | None = None
    tracer: Tracer = field(default_factory=SilentTracer)
    profiles: ProfileBook = field(default_factory=lambda: load_profiles(Path()))

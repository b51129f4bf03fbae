"""A terminal's security profile, as far as the terminal itself must keep to it.

The centre holds more of it and refuses whatever lies outside (`docs/security.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["STANDARD", "TerminalProfile"]


@dataclass(frozen=True, slots=True)
class TerminalProfile:
    """What one kind of terminal may do where it stands.

    Attributes:
        key: Its name at the centre.
        services: Keys of the services it may offer; none of them given means all.
        seal_after_days: How long it may be without an answer of the centre before
            it seals its store; none means for ever.
        may_export: Whether deeds may be carried away from it by hand.
        may_diagnose: Whether a staff card opens the technician's mode.
    """

    key: str = "standard"
    services: tuple[str, ...] | None = None
    seal_after_days: float | None = None
    may_export: bool = True
    may_diagnose: bool = True

    def offers(self, service: str) -> bool:
        """Whether a service may be offered."""
        return self.services is None or service in self.services


STANDARD = TerminalProfile()
"""What holds where nobody said otherwise: nothing is forbidden."""

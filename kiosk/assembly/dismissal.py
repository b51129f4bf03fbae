"""A terminal the centre revoked seals its store: nothing is deleted, nothing read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.enrolment import key_purpose
from kiosk.logs import Event, EventLog
from kiosk.part_settings import VaultSettings
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.headquarters import Headquarters
from kiosk.settings import TerminalSettings
from offline_cache.key_box import KeyBox
from offline_cache.store import Store
from offline_cache.tpm_vault import TpmVault
from offline_cache.vault import KeyFileVault, SystemdCredentialVault, Vault

__all__ = ["DISMISSED", "STORE_FILE", "Dismissal", "key_box_of", "vault_of"]

STORE_FILE = "store.db"
"""The encrypted store, in the state directory."""

_REVOKED = "revoked"

DISMISSED = DeviceStatus(DeviceState.NO_DEVICE, cause="store-sealed")
"""What a dismissed terminal says of all that hangs on its store."""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Carries out a revocation.

    Attributes:
        terminal: Whose store it is; only as this one will the centre open the key.
        recovery: File with the centre's public key, from the enrolment.
    """

    terminal: str
    key_box: KeyBox
    recovery: Path
    headquarters: Headquarters
    log: EventLog

    @property
    def is_final(self) -> bool:
        """Whether the store's key is out of our hands."""
        return self.key_box.is_sealed

    def carry_out(self, store: Store, *, is_forsaken: bool = False) -> None:
        """Seal and close the store if the centre itself revoked us.

        Or if it was away for longer than our security profile lets us hold data.

        A centre that merely does not know us, or a proxy's refusal, closes
        services but seals nothing.
        """
        is_revoked = self.headquarters.dismissal == _REVOKED
        if self.is_final or not (is_revoked or is_forsaken):
            return
        reason = _REVOKED if is_revoked else "forsaken"
        store.audit.append("terminal-dismissed", {"reason": reason})
        purpose = key_purpose(self.terminal)
        self.key_box.seal(self.recovery.read_bytes(), purpose)
        store.close()
        self.log.note(Event.TERMINAL_DISMISSED)


def key_box_of(settings: TerminalSettings, *, is_looking: bool = False) -> KeyBox:
    """Give the box with the store's key, opened by the vault the settings name."""
    path = settings.state_directory / "store.key"
    vault = vault_of(settings.vault, settings.state_directory)
    return KeyBox(vault, path, is_looking=is_looking)


def vault_of(chosen: VaultSettings, directory: Path) -> Vault:
    """Give the vault that settings choose; files of its own lie in the directory."""
    if chosen.kind == "tpm":
        return TpmVault(directory / "tpm", chosen.device, chosen.registers)
    if chosen.kind == "credential":
        return SystemdCredentialVault("machine-key")
    return KeyFileVault(directory / "machine.key")

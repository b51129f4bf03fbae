"""Moving the store's key from one vault to another, or to a new secret of the same."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from kiosk.assembly.dismissal import key_box_of, vault_of
from kiosk.domain.fault import StoreFault
from kiosk.part_settings import VaultSettings
from kiosk.settings import TerminalSettings
from offline_cache.vault import KeyFileVault, make_durable

__all__ = ["move_key"]


def move_key(settings: TerminalSettings, wanted: VaultSettings) -> Mapping[str, str]:
    """Wrap the key under another vault; gives what the settings must say now.

    The old vault opens the store, too, until the new one has opened it once.

    Raises:
        StoreFault: either vault does not open, or the chip or systemd's credential
            would have to change under its own name (``move-by-way-of-a-file``).
    """
    present, directory = settings.vault, settings.state_directory
    box = key_box_of(settings)
    box.key()
    if wanted.kind != present.kind:
        _clear(settings, wanted)
        box.move(vault_of(wanted, directory))
    elif wanted.kind == "file":
        fresh = directory / "machine.key.new"
        fresh.unlink(missing_ok=True)
        box.move(KeyFileVault(fresh))
        fresh.replace(directory / "machine.key")
        make_durable(directory)
        key_box_of(settings).key()
    else:
        raise StoreFault(part="vault", reason="move-by-way-of-a-file")
    told = {"kind": wanted.kind, "device": wanted.device, "registers": wanted.registers}
    return {name: value for name, value in told.items() if value}


def _clear(settings: TerminalSettings, wanted: VaultSettings) -> None:
    """Have a vault that was used before draw a new secret, under new conditions."""
    directory = settings.state_directory
    if wanted.kind == "file":
        (directory / "machine.key").unlink(missing_ok=True)
    elif wanted.kind == "tpm":
        shutil.rmtree(directory / "tpm", ignore_errors=True)
